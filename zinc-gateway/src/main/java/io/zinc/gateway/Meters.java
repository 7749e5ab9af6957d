package io.zinc.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What a gateway counts. Any thread may call it. */
final class Meters {

    private final MeterRegistry registry;
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger heldBack = new AtomicInteger();
    private final Counter received;
    private final Counter receivedBytes;
    private final Counter sent;
    private final Counter sentBytes;
    private final Counter merged;
    private final Counter cut;
    private final Counter malformed;
    private final Counter refused;
    private final Counter dropped;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("zinc.gateway.blocked", blocked, AtomicInteger::get)
                .description("WebSockets whose browsers read more slowly than is written")
                .register(registry);
        Gauge.builder("zinc.gateway.heldback", heldBack, AtomicInteger::get)
                .description("WebSockets that are not read for now, as they have sent too many messages")
                .register(registry);
        received = counter("zinc.gateway.received.messages", "WebSocket messages from browsers");
        receivedBytes = counter("zinc.gateway.received.bytes", "Bytes of WebSocket messages from browsers");
        sent = counter("zinc.gateway.sent.messages", "WebSocket messages to browsers");
        sentBytes = counter("zinc.gateway.sent.bytes", "Bytes of WebSocket messages to browsers");
        merged = counter("zinc.gateway.merged", "Merged updates for browsers that had fallen behind");
        cut = counter("zinc.gateway.cut", "Browsers that were cut because they read too slowly");
        malformed = counter("zinc.gateway.malformed", "Messages that were none of their protocol");
        refused = counter(
                "zinc.gateway.refused", "Connections and updates that were refused for want of a right or room");
        dropped = counter("zinc.gateway.dropped", "Presence messages that were too large and were left out");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    void rooms(IntSupplier count) {
        Gauge.builder("zinc.gateway.rooms", count::getAsInt)
                .description("Documents that browsers of this gateway have open")
                .register(registry);
    }

    void sockets(IntSupplier count) {
        Gauge.builder("zinc.gateway.sockets", count::getAsInt)
                .description("WebSockets that are open")
                .register(registry);
    }

    void received(int bytes) {
        received.increment();
        receivedBytes.increment(bytes);
    }

    void sent(int bytes) {
        sent.increment();
        sentBytes.increment(bytes);
    }

    void blocked(boolean isNow) {
        blocked.addAndGet(isNow ? 1 : -1);
    }

    int blocked() {
        return blocked.get();
    }

    void heldBack(boolean isNow) {
        heldBack.addAndGet(isNow ? 1 : -1);
    }

    int heldBack() {
        return heldBack.get();
    }

    long receivedMessages() {
        return (long) received.count();
    }

    long sentMessages() {
        return (long) sent.count();
    }

    long sentBytes() {
        return (long) sentBytes.count();
    }

    long malformedMessages() {
        return (long) malformed.count();
    }

    void merged() {
        merged.increment();
    }

    void cut() {
        cut.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void refused() {
        refused.increment();
    }

    void dropped() {
        dropped.increment();
    }
}
