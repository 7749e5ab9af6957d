package io.zinc.testing;

import io.zinc.core.Role;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one life, each held against its answer, and what the life does with questions of others. A question
 * says what its answer shall be.
 */
final class Asking {

    private static final byte WANTS_ANSWER = 0;
    private static final byte WANTS_REFUSAL = 1;
    private static final String REFUSAL = "as you wish";
    private static final int HEADER = 13;

    private final Life life;
    private final RandomGenerator random;
    private final boolean responds;
    private final Map<Long, Asked> open = new LinkedHashMap<>();
    private long last;

    Asking(Life life, RandomGenerator random) {
        this.life = life;
        this.random = random;
        this.responds = life.isHost() || (life.endpoint().role() == Role.RELAY && random.nextBoolean());
    }

    /** A question without an outcome. */
    private record Asked(String topic, byte[] question, long deadlineNs, boolean isPatient) {}

    void start() {
        if (responds) {
            life.node().respond("topic-");
            life.node().respond(Scenario.GATED_TOPIC);
        }
    }

    /**
     * Asks.
     *
     * @param isPatient whether nothing goes wrong any more, so that there has to be an answer
     */
    void ask(String topic, long patienceMs, boolean isPatient) {
        int most = Math.min(life.world().scenario().limits.maxAnswerBytes(), random.nextInt(4) == 0 ? 100_000 : 3_000);
        ByteBuffer question = ByteBuffer.allocate(HEADER + random.nextInt(random.nextInt(5) == 0 ? 3_000 : 50));
        question.putLong(random.nextLong()).putInt(random.nextInt(most + 1));
        question.put(!isPatient && random.nextInt(10) == 0 ? WANTS_REFUSAL : WANTS_ANSWER);
        long id = ++last;
        long deadlineNs = life.world().time().nowNs() + VirtualTime.millis(patienceMs);
        open.put(id, new Asked(topic, question.array(), deadlineNs, isPatient));
        life.world().coverage().once("questions asked");
        life.world().story().tell(life.name(), () -> "asks question " + id + " about '" + topic + "'");
        life.call(() -> life.node().request(id, topic, question.array(), patienceMs));
    }

    /** What a life answers: everyone something else, as long, so that parts of two answers never make one. */
    private static byte[] answerTo(byte[] question, int lifeNumber) {
        ByteBuffer asked = ByteBuffer.wrap(question);
        SplittableRandom source = new SplittableRandom(asked.getLong() ^ lifeNumber);
        byte[] answer = new byte[asked.getInt()];
        source.nextBytes(answer);
        if (answer.length >= Integer.BYTES) {
            ByteBuffer.wrap(answer).putInt(lifeNumber);
        }
        return answer;
    }

    private static boolean isAnswerTo(byte[] question, byte[] answer) {
        int lifeNumber =
                answer.length < Integer.BYTES ? 0 : ByteBuffer.wrap(answer).getInt();
        byte[] right = answerTo(question, lifeNumber);
        return lifeNumber == 0 ? answer.length == right.length : Arrays.equals(answer, right);
    }

    private static boolean wantsRefusal(byte[] question) {
        return question[HEADER - 1] == WANTS_REFUSAL;
    }

    /** Questions without an outcome. */
    int open() {
        return open.size();
    }

    // ---- what comes of it

    private Asked remove(long id) {
        Asked asked = open.remove(id);
        if (asked == null) {
            throw new Violation(Promise.ONCE, life.name() + " was told twice what came of question " + id);
        }
        return asked;
    }

    void answered(long id, byte[] answer) {
        Asked asked = remove(id);
        life.world().story().tell(life.name(), () -> "gets " + answer.length + " bytes for question " + id);
        if (wantsRefusal(asked.question) || !isAnswerTo(asked.question, answer)) {
            throw new Violation(
                    Promise.SOUNDNESS, life.name() + " got a wrong answer to its question about '" + asked.topic + "'");
        }
        if (!life.world().maySubscribe(life.endpoint(), asked.topic)) {
            throw new Violation(
                    Promise.HOSTILE_INPUT,
                    life.name() + " got an answer about '" + asked.topic + "' without the right");
        }
        life.world().coverage().once("questions answered");
    }

    void unanswered(long id, boolean isFinal, String reason) {
        Asked asked = remove(id);
        life.world().story().tell(life.name(), () -> "gets no answer to question " + id + ": " + reason);
        boolean isLate = life.world().time().nowNs() >= asked.deadlineNs;
        boolean isRefusal = isFinal && wantsRefusal(asked.question) && reason.equals(REFUSAL);
        boolean isUnsubscribed = isFinal && !life.isHost() && !isSubscribed(asked.topic);
        boolean isFull = !isFinal && reason.contains("sendBufferBytes");
        boolean isEnd = !isFinal && (life.isLeaving() || life.isRefused());
        if (!isRefusal && !isUnsubscribed && !isFull && !isEnd && (isFinal || !isLate || asked.isPatient)) {
            throw new Violation(
                    Promise.NO_SILENT_LOSS,
                    life.name() + " got no answer to question " + id + " about '" + asked.topic + "': " + reason);
        }
        life.world()
                .coverage()
                .once(isRefusal ? "questions refused" : isFinal ? "questions unsubscribed" : "questions unanswered");
    }

    private boolean isSubscribed(String topic) {
        return life.watches().stream().anyMatch(watch -> watch.topic().equals(topic) && watch.wasConfirmed());
    }

    // ---- questions of others

    boolean asked(long ask, String topic, UUID origin, String subject, byte[] question) {
        SimulatedEndpoint asker = find(origin);
        boolean isOwn = life.endpoint().id().equals(origin);
        if (asker == null
                || !life.world().maySubscribe(asker, topic)
                || !(isOwn || asker.name().equals(subject))) {
            throw new Violation(
                    Promise.HOSTILE_INPUT,
                    life.name() + " was asked about '" + topic + "' by " + origin + " as '" + subject + "'");
        }
        int choice = random.nextInt(8);
        if (!life.isHost() && (choice == 0 || wantsRefusal(question))) {
            return false;
        }
        long delayNs = random.nextInt(10) == 0 ? VirtualTime.millis(1_500) : VirtualTime.millis(20);
        life.world().time().after(random.nextLong(delayNs), () -> life.call(() -> settle(ask, question, choice == 1)));
        return true;
    }

    private @Nullable SimulatedEndpoint find(UUID id) {
        for (SimulatedEndpoint endpoint : life.world().scenario().endpoints) {
            if (endpoint.id().equals(id)) {
                return endpoint;
            }
        }
        return null;
    }

    private void settle(long ask, byte[] question, boolean wouldRatherPass) {
        if (wantsRefusal(question)) {
            life.node().refused(ask, REFUSAL);
        } else if (wouldRatherPass && !life.isHost()) {
            life.world().coverage().once("questions passed later");
            life.node().passed(ask);
        } else {
            life.world().coverage().once(life.isHost() ? "answers by hosts" : "answers by relays");
            life.node().answered(ask, answerTo(question, life.number()));
        }
    }
}
