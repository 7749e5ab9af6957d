package io.zinc.testing;

import io.zinc.core.Missed;
import io.zinc.core.protocol.Frames;
import io.zinc.core.protocol.Subscriber;
import java.util.Arrays;

/** A subscription of one life, which checks everything that it is told against the history. */
final class Watch implements Subscriber {

    private final Life life;
    private final String topic;
    private State state = State.WAITING;
    private boolean isResumed;
    private long reign;
    private long next;
    private final Handled handled;
    private final Subscriber inbound;

    Watch(Life life, String topic) {
        this.life = life;
        this.topic = topic;
        this.handled = new Handled(life, topic);
        this.inbound = life.open(topic, handled);
    }

    /** How far it has got. */
    enum State {
        WAITING,
        CONFIRMED,
        REFUSED,
        CLOSED
    }

    String topic() {
        return topic;
    }

    State state() {
        return state;
    }

    /** Whether it was confirmed once, in this reign or one before, and goes on. */
    boolean wasConfirmed() {
        return state == State.CONFIRMED || (state == State.WAITING && isResumed);
    }

    void close() {
        state = State.CLOSED;
    }

    private Violation violation(Promise promise, String what) {
        return new Violation(promise, life.name() + " '" + topic + "': " + what);
    }

    @Override
    public void confirmed(long last) {
        long now = life.node().reign().reign();
        if (state != State.WAITING || reign == now) {
            throw violation(Promise.SOUNDNESS, "confirmed while " + state);
        }
        if (!life.world().maySubscribe(life.endpoint(), topic)) {
            throw violation(Promise.HOSTILE_INPUT, "confirmed without the right");
        }
        if (isResumed && last != 0) {
            throw violation(
                    Promise.NO_SILENT_LOSS,
                    "after a change of reign it begins at " + last + " without a word of those before");
        }
        if (last < 0 || last > life.world().history().last(now, topic)) {
            throw violation(Promise.ORDER, "confirmed from " + last + ", which the host has not given");
        }
        state = State.CONFIRMED;
        reign = now;
        next = last + 1;
        handled.confirmed(now, last);
        life.confirmedNow();
        inbound.confirmed(last);
        life.world().story().tell(life.name(), () -> "is confirmed for '" + topic + "' from " + last);
    }

    @Override
    public void refused(String reason) {
        if (state == State.CLOSED || (!life.isRefused() && life.world().maySubscribe(life.endpoint(), topic))) {
            throw violation(Promise.SOUNDNESS, "refused while " + state + ": " + reason);
        }
        state = State.REFUSED;
    }

    @Override
    public void deliver(byte[] frame, long fromSequence) {
        if (state != State.CONFIRMED) {
            throw violation(Promise.SOUNDNESS, "a delivery while " + state);
        }
        if (Frames.reign(frame) != reign) {
            throw violation(Promise.HOSTILE_INPUT, "a delivery of another reign");
        }
        if (fromSequence != next) {
            throw violation(Promise.ORDER, "delivered from " + fromSequence + ", not from " + next);
        }
        History history = life.world().history();
        History.read(frame, fromSequence, (sequence, origin, session, number, payload) -> {
            if (sequence != next) {
                throw violation(Promise.ORDER, "sequence " + sequence + " came, not " + next);
            }
            History.Entry truth = history.get(reign, topic, sequence);
            if (!truth.origin().equals(origin)
                    || truth.number() != number
                    || !Arrays.equals(truth.payload(), payload)) {
                throw violation(Promise.ORDER, "sequence " + sequence + " is not what the host put there");
            }
            next++;
        });
        life.world().coverage().delivered(Frames.count(frame));
        inbound.deliver(frame, fromSequence);
    }

    @Override
    public void deliverEphemeral(byte[] frame) {
        if (state != State.CONFIRMED) {
            throw violation(Promise.SOUNDNESS, "an ephemeral delivery while " + state);
        }
        if (Frames.reign(frame) != reign) {
            throw violation(Promise.HOSTILE_INPUT, "an ephemeral delivery of another reign");
        }
        History.read(
                frame,
                0,
                (sequence, origin, session, number, payload) ->
                        life.world().history().requireSent(origin, topic, payload));
        life.world().coverage().add("ephemeral messages delivered", Frames.count(frame));
        inbound.deliverEphemeral(frame);
    }

    @Override
    public void missed(long first, long last, Missed.Reason reason) {
        if (state != State.CONFIRMED) {
            throw violation(Promise.SOUNDNESS, "a gap while " + state);
        }
        if (first != next || last < first) {
            throw violation(
                    Promise.NO_SILENT_LOSS,
                    "told to have missed " + first + ".." + last + ", where " + next + " is next");
        }
        inbound.missed(first, last, reason);
        life.world()
                .story()
                .tell(life.name(), () -> "misses " + first + ".." + last + " of '" + topic + "': " + reason);
        if (reason == Missed.Reason.HISTORY_CHANGED) {
            state = State.WAITING;
            isResumed = true;
        } else if (last > life.world().history().last(reign, topic)) {
            throw violation(Promise.ORDER, "told to have missed " + last + ", which the host has not given");
        } else {
            next = last + 1;
        }
    }

    /** Why it has not all that the host gave; empty when it has. */
    String lack(long presentReign) {
        return switch (state) {
            case CLOSED -> "";
            case REFUSED -> "";
            case WAITING ->
                life.world().maySubscribe(life.endpoint(), topic)
                        ? "'" + topic + "' is not confirmed"
                        : "'" + topic + "' is not refused";
            case CONFIRMED -> {
                long last = life.world().history().last(reign, topic);
                yield reign != presentReign
                        ? "'" + topic + "' follows another reign"
                        : next <= last ? "'" + topic + "' lacks " + next + ".." + last : handled.lack();
            }
        };
    }
}
