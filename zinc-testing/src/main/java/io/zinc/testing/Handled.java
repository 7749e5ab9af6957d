package io.zinc.testing;

import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import java.util.ArrayDeque;
import java.util.Arrays;

/** What the handler of one subscription gets, held against the history: in order, once, without echoes, without silence. */
final class Handled implements MessageHandler<byte[]> {

    /** How long after a confirmation the host surely knows that the order across topics is wanted. */
    private static final long SETTLED_NS = VirtualTime.millis(300);

    private final Life life;
    private final String topic;
    private final ArrayDeque<Begin> begins = new ArrayDeque<>();
    private long reign;
    private long next;

    Handled(Life life, String topic) {
        this.life = life;
        this.topic = topic;
    }

    private Violation violation(Promise promise, String what) {
        return new Violation(promise, "the handler of " + life.name() + " for '" + topic + "': " + what);
    }

    /** Where the subscription begins in a reign. */
    private record Begin(long reign, long next) {}

    /** The subscription is confirmed in a reign; the handler will see when it has done with the one before. */
    void confirmed(long confirmedReign, long last) {
        begins.addLast(new Begin(confirmedReign, last + 1));
    }

    private void begin() {
        if (reign == 0) {
            Begin begin = begins.pollFirst();
            if (begin == null) {
                throw violation(Promise.SOUNDNESS, "something came before the confirmation");
            }
            reign = begin.reign;
            next = begin.next;
        }
    }

    @Override
    public void handle(Message<byte[]> message) {
        life.workers().mayBePreempted();
        if (message.origin().equals(life.endpoint().id())) {
            throw violation(Promise.ONCE, "it got its own endpoint's message " + message.sequence());
        }
        if (message.isEphemeral()) {
            life.world().history().requireSent(message.origin(), topic, message.payload());
            life.world().coverage().once("ephemeral messages handled");
            return;
        }
        passEchoes(message.sequence());
        History.Entry truth = life.world().history().get(reign, topic, message.sequence());
        if (!truth.origin().equals(message.origin())
                || truth.number() != message.originNumber()
                || !Arrays.equals(truth.payload(), message.payload())) {
            throw violation(Promise.ORDER, "message " + message.sequence() + " is not what the host put there");
        }
        next = message.sequence() + 1;
        checkOrderAcrossTopics(truth);
        life.world().coverage().once("messages handled");
    }

    /** On one lane, and as long as nothing had to be repaired, an origin's messages keep their order across topics. */
    private void checkOrderAcrossTopics(History.Entry message) {
        if (life.isOneLane()
                && life.world().isLossless()
                && message.sequencedAtNs() > life.confirmedAtNs() + SETTLED_NS) {
            Long before = life.lastNumbers().put(message.session(), message.number());
            if (before != null && before > message.number()) {
                throw violation(
                        Promise.ORDER,
                        "number " + message.number() + " of an origin came after " + before + " on the one lane");
            }
            life.world().coverage().once("messages checked across topics");
        }
    }

    /** What lies between the last message and this one has to be echoes. */
    private void passEchoes(long to) {
        begin();
        if (to < next) {
            throw violation(Promise.ONCE, "message " + to + " came where " + next + " is next");
        }
        for (; next < to; next++) {
            if (!life.world()
                    .history()
                    .get(reign, topic, next)
                    .origin()
                    .equals(life.endpoint().id())) {
                throw violation(Promise.NO_SILENT_LOSS, "message " + next + " never came; " + to + " did");
            }
            life.world().coverage().once("echoes");
        }
    }

    @Override
    public void missed(Missed missed) {
        life.workers().mayBePreempted();
        passEchoes(missed.firstSequence());
        life.world().coverage().once("missed " + missed.reason());
        if (missed.reason() == Missed.Reason.HISTORY_CHANGED) {
            reign = 0;
        } else {
            next = missed.lastSequence() + 1;
        }
    }

    /** Why it has not all that the host gave; empty when it has. */
    String lack() {
        if (reign == 0 && !begins.isEmpty()) {
            begin();
        }
        long last = life.world().history().last(reign, topic);
        for (long sequence = next; sequence <= last; sequence++) {
            if (!life.world()
                    .history()
                    .get(reign, topic, sequence)
                    .origin()
                    .equals(life.endpoint().id())) {
                return "the handler of '" + topic + "' lacks " + sequence + ".." + last;
            }
        }
        return "";
    }
}
