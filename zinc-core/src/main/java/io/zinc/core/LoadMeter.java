package io.zinc.core;

import io.zinc.core.protocol.Outputs;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/** What an endpoint's application side did since it was last asked. */
final class LoadMeter {

    private final List<Inbound<?>> inbounds = new CopyOnWriteArrayList<>();

    private volatile IntSupplier documents = () -> 0;
    private volatile IntSupplier browsers = () -> 0;
    private volatile String gateway = "";

    // guarded by the turn lock
    private long sent;
    private long handledOfClosed;
    private long gapsOfClosed;
    private long lastSent;
    private long lastHandled;
    private long lastNs = Long.MIN_VALUE;
    private long sentPerSecond;
    private long handledPerSecond;

    void opened(Inbound<?> inbound) {
        inbounds.add(inbound);
    }

    /** Within a turn: what a closed channel counted stays counted. */
    void closed(Inbound<?> inbound) {
        if (inbounds.remove(inbound)) {
            handledOfClosed += inbound.handled();
            gapsOfClosed += inbound.gaps();
        }
    }

    List<Inbound<?>> inbounds() {
        return inbounds;
    }

    void documents(IntSupplier held) {
        documents = held;
    }

    void gateway(String url, IntSupplier connected) {
        gateway = url;
        browsers = connected;
    }

    void sent(long messages) {
        sent += messages;
    }

    Outputs.Load load(long nowNs) {
        long handled = handledOfClosed;
        long gaps = gapsOfClosed;
        long lag = 0;
        for (Inbound<?> inbound : inbounds) {
            handled += inbound.handled();
            gaps += inbound.gaps();
            lag += inbound.lagMessages();
        }
        double seconds = lastNs == Long.MIN_VALUE ? 0 : (nowNs - lastNs) / 1e9;
        if (seconds == 0 || seconds > 0.1) {
            sentPerSecond = seconds == 0 ? 0 : Math.round((sent - lastSent) / seconds);
            handledPerSecond = seconds == 0 ? 0 : Math.round((handled - lastHandled) / seconds);
            lastSent = sent;
            lastHandled = handled;
            lastNs = nowNs;
        }
        return new Outputs.Load(
                sentPerSecond, handledPerSecond, lag, gaps, documents.getAsInt(), browsers.getAsInt(), gateway);
    }
}
