package io.zinc.testing;

import io.zinc.core.Codec;
import io.zinc.core.DetachedInbound;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.protocol.Subscriber;

/** One subscription to a document's topic, with the same lane between the node and who listens as in a live endpoint. */
final class DocumentFeed implements Subscriber, MessageHandler<byte[]> {

    /** Who listens. */
    interface Ear {

        /** Nothing will be missed from now on without a word. */
        void confirmed();

        void refused(String reason);

        void received(byte[] down);

        void missed();
    }

    private final DocumentLife life;
    private final Ear ear;
    private final Subscriber inbound;
    private boolean isConfirmed;
    private boolean isClosed;

    DocumentFeed(DocumentLife life, String topic, DetachedInbound inbound, Ear ear) {
        this.life = life;
        this.ear = ear;
        this.inbound = inbound.open(Topic.of(topic, Codec.bytes()), this, SlowSubscriberPolicy.RESYNC, false);
    }

    void close() {
        isClosed = true;
    }

    // ---- within a turn

    @Override
    public void confirmed(long last) {
        inbound.confirmed(last);
        if (!isConfirmed) {
            isConfirmed = true;
            life.run(() -> {
                if (!isClosed) {
                    ear.confirmed();
                }
            });
        }
    }

    @Override
    public void refused(String reason) {
        life.run(() -> ear.refused(reason));
    }

    @Override
    public void deliver(byte[] frame, long fromSequence) {
        inbound.deliver(frame, fromSequence);
    }

    @Override
    public void deliverEphemeral(byte[] frame) {
        inbound.deliverEphemeral(frame);
    }

    @Override
    public void missed(long first, long last, Missed.Reason reason) {
        inbound.missed(first, last, reason);
    }

    // ---- on its lane

    @Override
    public void handle(Message<byte[]> message) {
        if (!isClosed) {
            ear.received(message.payload());
        }
    }

    @Override
    public void missed(Missed missed) {
        if (!isClosed) {
            life.missed(missed);
            ear.missed();
        }
    }
}
