package io.zinc.testing;

import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.Outputs.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that one life of an endpoint sent, and what became of it. */
final class Sends {

    private static final int MARK = 0x5a494e43;

    /** The least bytes of a payload: a mark, the life and the message's index. */
    static final int LEAST_BYTES = 12;

    private final Life life;
    private final List<Sent> sent = new ArrayList<>();
    private long heldBytes;
    private int unsettled;

    Sends(Life life) {
        this.life = life;
    }

    /** One message. */
    static final class Sent {
        final String topic;
        final byte[] payload;
        final boolean isEphemeral;
        final long submittedAtNs;

        @Nullable
        Outcome outcome;

        int timesSequenced;

        Sent(String topic, byte[] payload, boolean isEphemeral, long submittedAtNs) {
            this.topic = topic;
            this.payload = payload;
            this.isEphemeral = isEphemeral;
            this.submittedAtNs = submittedAtNs;
        }
    }

    /** Makes the next message. */
    byte[] add(String topic, int bytes, boolean isEphemeral, long nowNs) {
        ByteBuffer payload = ByteBuffer.allocate(Math.max(bytes, LEAST_BYTES));
        payload.putInt(MARK).putInt(life.number()).putInt(sent.size() + 1);
        while (payload.hasRemaining()) {
            payload.put((byte) (sent.size() * 31 + payload.position()));
        }
        sent.add(new Sent(topic, payload.array(), isEphemeral, nowNs));
        heldBytes += LocalRuns.bytesOf(payload.capacity());
        unsettled++;
        return payload.array();
    }

    /** The life that made a payload; -1 when nobody did. */
    static int lifeOf(byte[] payload) {
        return payload.length < LEAST_BYTES || ByteBuffer.wrap(payload).getInt() != MARK
                ? -1
                : ByteBuffer.wrap(payload).getInt(4);
    }

    static int indexOf(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt(8);
    }

    /** The message with an index, which has to have this payload. */
    Sent get(int index, byte[] payload) {
        if (index < 1 || index > sent.size() || !Arrays.equals(sent.get(index - 1).payload, payload)) {
            throw new Violation(
                    Promise.ACKNOWLEDGED_MEANS_KEPT, "a message of " + life.name() + " was altered on the way");
        }
        return sent.get(index - 1);
    }

    /** Whether it sent this, as an ephemeral message. */
    boolean hasSentEphemeral(String topic, byte[] payload) {
        Sent message = get(indexOf(payload), payload);
        return message.isEphemeral && message.topic.equals(topic);
    }

    void settled(long first, long last, Outcome outcome, long bytes) {
        if (first < 1 || last < first || last > sent.size()) {
            throw new Violation(
                    Promise.NO_SILENT_LOSS, life.name() + " settled " + first + ".." + last + " of " + sent.size());
        }
        long expectedBytes = 0;
        for (long i = first; i <= last; i++) {
            Sent message = sent.get((int) i - 1);
            if (message.outcome != null) {
                throw new Violation(
                        Promise.NO_SILENT_LOSS,
                        life.name() + " settled message " + i + " twice: " + message.outcome + ", then " + outcome);
            }
            message.outcome = outcome;
            unsettled--;
            expectedBytes += LocalRuns.bytesOf(message.payload.length);
            if (outcome == Outcome.SEQUENCED && message.timesSequenced != 1 && !life.isHost()) {
                throw new Violation(
                        Promise.ACKNOWLEDGED_MEANS_KEPT,
                        life.name() + " was told that message " + i + " is sequenced; it was " + message.timesSequenced
                                + " times");
            }
            if (message.isEphemeral && outcome == Outcome.SEQUENCED) {
                throw new Violation(
                        Promise.ACKNOWLEDGED_MEANS_KEPT,
                        life.name() + " was told that ephemeral " + i + " is sequenced");
            }
            life.world().coverage().settled(outcome);
        }
        if (bytes != expectedBytes) {
            throw new Violation(
                    Promise.SOUNDNESS,
                    life.name() + " settled " + first + ".." + last + " with " + bytes + " bytes free, not "
                            + expectedBytes);
        }
        heldBytes -= bytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    int count() {
        return sent.size();
    }

    int unsettled() {
        return unsettled;
    }

    /** Holds what became of each message against how often the hosts put it in order. */
    void check(boolean isOver) {
        for (int i = 0; i < sent.size(); i++) {
            Sent message = sent.get(i);
            int times = message.timesSequenced;
            boolean isRight = switch (message.outcome) {
                case SEQUENCED -> times == 1;
                case REFUSED -> times == 0;
                case UNKNOWN -> times <= (message.isEphemeral ? 0 : 1);
                case null -> times <= (message.isEphemeral ? 0 : 1) && isOver;
            };
            if (!isRight) {
                throw new Violation(
                        Promise.NO_SILENT_LOSS,
                        life.name() + ": message " + (i + 1) + " of '" + message.topic + "' has the outcome "
                                + message.outcome + " and was sequenced " + times + " times");
            }
        }
    }
}
