package io.zinc.core;

import io.zinc.core.protocol.Subscriber;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * An inbound channel without an endpoint: the very code that stands between the protocol and a handler, for the
 * simulator. Not for applications.
 */
public final class DetachedInbound {

    private final Executor executor;
    private final Limits limits;
    private final UUID self;
    private final Inbound.Owner owner;
    private final Lane sharedLane;

    /**
     * Makes inbound channels of one endpoint.
     *
     * @param executor what the lanes run on
     * @param nowNs the clock
     * @param faults where the faults of handlers and policies go
     */
    public DetachedInbound(
            UUID self, Limits limits, Executor executor, LongSupplier nowNs, Consumer<Throwable> faults) {
        this.executor = executor;
        this.limits = limits;
        this.self = self;
        this.owner = new Inbound.Owner() {
            @Override
            public long nowNs() {
                return nowNs.getAsLong();
            }

            @Override
            public void unsubscribe(Inbound<?> inbound) {
                // its user does that
            }

            @Override
            public void failed(Throwable fault) {
                faults.accept(fault);
            }

            @Override
            public void failedInTurn(Throwable fault) {
                faults.accept(fault);
            }

            @Override
            public void congested(int change) {
                // nobody is held back here
            }
        };
        this.sharedLane = new Lane(executor, owner::failed);
    }

    /** A subscription on a lane of its own, or on the one lane of all that ask for it. */
    public <T> Subscriber open(
            Topic<T> topic, MessageHandler<T> handler, SlowSubscriberPolicy policy, boolean isOneLane) {
        Lane lane = isOneLane ? sharedLane : new Lane(executor, owner::failed);
        return new Inbound<>(topic, handler, policy, self, lane, null, owner, limits);
    }
}
