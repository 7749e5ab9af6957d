package io.zinc.zeromq;

import io.zinc.core.spi.SubscriptionTable;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Publishes through a ROUTER: what XSUBs send comes in as frames of known peers, and a broadcast goes out to each peer
 * that may have it.
 *
 * <p>A peer whose queue stays full is cut, as is one that keeps asking for what it may not have.
 */
final class JeroMqPublisher implements PublisherSocket {

    /** How many refused requests a connection survives. */
    private static final int MAX_REFUSALS = 1_000;

    private static final byte SUBSCRIBE = 1;
    private static final byte UNSUBSCRIBE = 0;

    private final JeroMqRouter router;
    private final LinkCounters counters;
    private final long stuckNanos;
    private final SubscriptionTable<Subscriber> subscriptions = new SubscriptionTable<>();
    private final Map<Long, Subscriber> subscribers = new HashMap<>();

    /** A connection that asked for something. */
    private static final class Subscriber {
        final long peer;
        int refusals;
        boolean isFull;
        long fullSinceNanos;

        Subscriber(long peer) {
            this.peer = peer;
        }
    }

    /** @param stuckMs how long a subscriber may take nothing at all while its queue is full */
    JeroMqPublisher(JeroMqRouter router, LinkCounters counters, int stuckMs) {
        this.router = router;
        this.counters = counters;
        this.stuckNanos = TimeUnit.MILLISECONDS.toNanos(stuckMs);
    }

    @Override
    public int decide(Predicate<byte[]> approval, int most) {
        return router.receive(
                new PeerSocket.Receiver() {
                    @Override
                    public void received(long peer, byte[] frame) {
                        asked(subscribers.computeIfAbsent(peer, Subscriber::new), frame, approval);
                    }

                    @Override
                    public void gone(long peer) {
                        Subscriber subscriber = subscribers.remove(peer);
                        if (subscriber != null) {
                            subscriptions.remove(subscriber);
                        }
                    }
                },
                most);
    }

    private void asked(Subscriber subscriber, byte[] frame, Predicate<byte[]> approval) {
        if (frame.length == 1 + SubscriptionTable.REQUEST_BYTES) {
            byte[] request = Arrays.copyOfRange(frame, 1, frame.length);
            if (frame[0] == SUBSCRIBE && approval.test(request)) {
                subscriptions.add(subscriber, request);
                return;
            }
            if (frame[0] == UNSUBSCRIBE) {
                subscriptions.remove(subscriber, request);
                return;
            }
        }
        counters.refused.increment();
        if (++subscriber.refusals > MAX_REFUSALS) {
            cut(subscriber);
        }
    }

    @Override
    public void broadcast(byte[] frame) {
        List<Subscriber> audience = subscriptions.audienceOf(frame);
        if (audience.isEmpty()) {
            return;
        }
        List<Subscriber> lost = List.of();
        for (int i = 0; i < audience.size(); i++) {
            Subscriber subscriber = audience.get(i);
            boolean isLost = switch (router.send(subscriber.peer, frame)) {
                case QUEUED -> {
                    subscriber.isFull = false;
                    yield false;
                }
                case FULL -> {
                    counters.broadcastsDropped.increment();
                    yield isStuck(subscriber);
                }
                case GONE -> true;
            };
            if (isLost) {
                lost = lost.isEmpty() ? new ArrayList<>() : lost;
                lost.add(subscriber);
            }
        }
        lost.forEach(this::cut);
    }

    private boolean isStuck(Subscriber subscriber) {
        long now = System.nanoTime();
        if (!subscriber.isFull) {
            subscriber.isFull = true;
            subscriber.fullSinceNanos = now;
        }
        return now - subscriber.fullSinceNanos > stuckNanos;
    }

    @Override
    public void revoke(byte[] token) {
        subscriptions.revoke(token).forEach(this::cut);
    }

    private void cut(Subscriber subscriber) {
        subscriptions.remove(subscriber);
        subscribers.remove(subscriber.peer);
        router.disconnect(subscriber.peer);
    }

    @Override
    public String address() {
        return router.address();
    }

    @Override
    public SelectableChannel channel() {
        return router.channel();
    }

    @Override
    public boolean hasInput() {
        return router.hasInput();
    }

    @Override
    public void close() {
        router.close();
    }
}
