package io.zinc.core;

import io.zinc.core.protocol.TreeNode;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The responders of a host or relay, as the protocol meets them. */
final class Responders {

    private final ByPrefix<Responder> responders = new ByPrefix<>("responder");
    private final Consumer<Consumer<TreeNode>> turns;
    private final Consumer<Throwable> faults;

    /**
     * @param turns runs something within a turn, soon
     * @param faults told of what responders throw
     */
    Responders(Consumer<Consumer<TreeNode>> turns, Consumer<Throwable> faults) {
        this.turns = turns;
        this.faults = faults;
    }

    String add(String prefix, Responder responder) {
        return responders.add(prefix, responder);
    }

    /** Puts a question to its responder. One that throws has refused it. */
    boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload) {
        Responder responder = responders.find(topic);
        if (responder == null) {
            return false;
        }
        Asked question = new Asked(ask, topic, origin, subject, payload);
        try {
            return responder.asked(question);
        } catch (RuntimeException e) {
            faults.accept(e);
            question.refuse("the responder failed");
            return true;
        }
    }

    /** A question on its way through the application. */
    private final class Asked implements Question {
        private final long ask;
        private final String topic;
        private final UUID origin;
        private final String subject;
        private final byte[] payload;
        private final AtomicBoolean isSettled = new AtomicBoolean();

        Asked(long ask, String topic, UUID origin, String subject, byte[] payload) {
            this.ask = ask;
            this.topic = topic;
            this.origin = origin;
            this.subject = subject;
            this.payload = payload;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public UUID origin() {
            return origin;
        }

        @Override
        public String subject() {
            return subject;
        }

        @Override
        public byte[] payload() {
            return payload;
        }

        @Override
        public void answer(byte[] bytes) {
            byte[] answer = Objects.requireNonNull(bytes, "bytes");
            settle(node -> node.answered(ask, answer));
        }

        @Override
        public void refuse(String reason) {
            String words = Objects.requireNonNull(reason, "reason");
            settle(node -> node.refused(ask, words));
        }

        @Override
        public void pass() {
            settle(node -> node.passed(ask));
        }

        private void settle(Consumer<TreeNode> with) {
            if (isSettled.compareAndSet(false, true)) {
                turns.accept(with);
            }
        }
    }
}
