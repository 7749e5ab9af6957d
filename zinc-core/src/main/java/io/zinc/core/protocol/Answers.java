package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.zinc.core.Role;
import io.zinc.core.wire.AnswerPart;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Question;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The questions of endpoints below a host or relay: handed to the application here if it may and will answer, else passed
 * on to the parent. An answer is kept until it has been fetched, part by part; parts leave after a turn's live traffic.
 *
 * <p>A relay answers a session of which the client's parent says that it was granted the topic; the host looks itself.
 */
final class Answers {

    /** The longest part. Shorter where frames are shorter, the same in the whole tree. */
    static final int MAX_PART_BYTES = 64 << 10;

    private static final int IDLE_MS = 10_000;
    private static final int PRESSED_IDLE_MS = 2_000;
    private static final int SWEEP_MS = 1_000;
    private static final int MAX_REASON = 500;

    /** How many parts leave in one turn. */
    private static final int PARTS_PER_TURN = 16;

    /** How many parts of one session may wait to leave. */
    private static final int PARTS_PER_SESSION = 2 * Questions.WINDOW_PARTS;

    /** How many times {@code maxQuestions} a session may have open here: it may have given up some unnoticed. */
    private static final int LENIENCE = 4;

    private final TreeNode node;
    private final List<String> prefixes = new ArrayList<>();
    private final Map<Key, Open> open = new LinkedHashMap<>();
    private final Map<Long, Open> byAsk = new LinkedHashMap<>();
    private final Map<Long, Asker> askers = new LinkedHashMap<>();
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final ArrayDeque<AnswerPart> passing = new ArrayDeque<>();
    private long heldBytes;
    private long lastAsk;
    private long sweepDueNs = Long.MAX_VALUE;

    Answers(TreeNode node) {
        this.node = node;
    }

    /** A question's name in the tree. */
    private record Key(long session, long number) {}

    /** What one session has open here. */
    private static final class Asker {
        int questions;
        long bytes;
        int parts;
    }

    /** A part that shall leave. */
    private record Part(Open question, Asker asker, int offset) {}

    /** A question that is not done with. */
    private static final class Open {
        final Key key;
        final long ask;

        @Nullable
        Question question;

        byte @Nullable [] answer;
        boolean isPassed;
        long bytes;
        long touchedAtNs;

        Open(Key key, long ask, Question question) {
            this.key = key;
            this.ask = ask;
            this.question = question;
        }
    }

    /** The application answers questions about topics whose names begin so. */
    void add(String prefix) {
        prefixes.add(prefix);
    }

    private boolean covers(String topic) {
        for (String prefix : prefixes) {
            if (topic.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Bytes of questions and answers that are held. */
    long heldBytes() {
        return heldBytes;
    }

    /** Questions that are not done with. */
    int count() {
        return open.size();
    }

    /** How long the parts of an answer are, but for the last one. */
    static int partBytes(io.zinc.core.Limits limits) {
        return Math.min(MAX_PART_BYTES, Math.max(limits.maxMessageBytes(), limits.batchBytes()));
    }

    // ---- questions

    /** A child asks, for itself or for an endpoint below it. */
    void asked(ChildLink link, Question asked) {
        int answerer = asked.getAnswerer().size();
        boolean isSound = asked.getNumber() != 0
                && asked.getPayload().size() <= node.limits.maxMessageBytes()
                && (answerer == 0 ? Children.isTopicName(asked.getTopic()) : answerer == 16)
                && asked.getOffset() >= 0
                && asked.getOffset() <= node.limits.maxAnswerBytes();
        if (!isSound) {
            node.counters.malformed++;
            return;
        }
        if (node.children.linkTo(asked.getSession()) != link) {
            node.counters.foreignSessions++;
            return;
        }
        if (answerer > 0) {
            fetched(asked);
            return;
        }
        Question question = link.role == Role.CLIENT
                ? asked.toBuilder()
                        .setGranted(link.grants.contains(node.topics.keyOf(asked.getTopic())))
                        .build()
                : asked;
        if (!isRepeated(question)) {
            if (node.isHost()) {
                askedAtHost(question);
            } else if (!question.getGranted() || !covers(question.getTopic()) || !hand(question)) {
                passUp(question);
            }
        }
    }

    /** The host's own application asks its own responder. */
    void askedByHost(long number, String topic, byte[] payload) {
        Question question = Question.newBuilder()
                .setSession(node.origin.session())
                .setNumber(number)
                .setTopic(topic)
                .setPayload(UnsafeByteOperations.unsafeWrap(payload))
                .build();
        if (!isRepeated(question)) {
            answerAtHost(question);
        }
    }

    /** The host's own application does not wait any more. */
    void forget(long number) {
        Open question = open.get(new Key(node.origin.session(), number));
        if (question != null) {
            drop(question);
        }
    }

    private boolean isRepeated(Question question) {
        Open present = open.get(new Key(question.getSession(), question.getNumber()));
        if (present == null) {
            return false;
        }
        present.touchedAtNs = node.now();
        if (present.isPassed) {
            passUp(question);
        } else if (present.answer == null) {
            reply(present.key, AnswerPart.Outcome.WAIT, "");
        } else {
            queue(present, 0);
        }
        return true;
    }

    private void askedAtHost(Question question) {
        if (!node.host().mayReceive(question.getSession(), node.topics.keyOf(question.getTopic()))) {
            node.counters.unauthorized++;
            reply(keyOf(question), AnswerPart.Outcome.NO_RIGHT, "");
        } else {
            answerAtHost(question);
        }
    }

    private void answerAtHost(Question question) {
        if (!covers(question.getTopic()) && node.host().isYoung()) {
            reply(keyOf(question), AnswerPart.Outcome.BUSY, ""); // its application may not be ready yet
        } else if (!covers(question.getTopic()) || !hand(question)) {
            reply(keyOf(question), AnswerPart.Outcome.REFUSED, nobody(question.getTopic()));
        }
    }

    private static String nobody(String topic) {
        return "nobody answers questions about '" + topic + "'";
    }

    private static Key keyOf(Question question) {
        return new Key(question.getSession(), question.getNumber());
    }

    private void passUp(Question question) {
        node.counters.questionsPassed++;
        node.upstream.send(Control.newBuilder().setQuestion(question));
    }

    /** Hands a question to the application; false when it does not want it. A question without room is answered here. */
    private boolean hand(Question question) {
        Key key = keyOf(question);
        int bytes = question.getPayload().size();
        Asker asker = askers.computeIfAbsent(key.session, absent -> new Asker());
        if (asker.questions >= LENIENCE * node.limits.maxQuestions()
                || open.size() >= node.limits.maxPendingJoins()
                || !makeRoom(asker, bytes)) {
            release(key.session, asker);
            node.counters.questionsDeferred++;
            reply(key, AnswerPart.Outcome.BUSY, "");
            return true;
        }
        Open taken = new Open(key, ++lastAsk, question);
        taken.touchedAtNs = node.now();
        asker.questions++;
        open.put(key, taken);
        byAsk.put(taken.ask, taken);
        hold(taken, asker, bytes);
        if (sweepDueNs == Long.MAX_VALUE) {
            sweepDueNs = node.now() + node.millis(SWEEP_MS);
            node.due(sweepDueNs);
        }
        Identity asking = node.children.identityOf(key.session);
        if (node.out.ask(
                taken.ask,
                question.getTopic(),
                asking.endpoint,
                asking.subject,
                question.getPayload().toByteArray())) {
            return true;
        }
        drop(taken);
        return false;
    }

    // ---- what the application says, later

    void answered(long ask, byte[] answer) {
        Open question = byAsk.remove(ask);
        if (question == null) {
            return;
        }
        if (answer.length > node.limits.maxAnswerBytes()) {
            refuse(
                    question,
                    "the answer has " + answer.length + " bytes; the limit maxAnswerBytes is "
                            + node.limits.maxAnswerBytes());
        } else if (question.key.session == node.origin.session()) {
            drop(question);
            node.questions.answeredHere(question.key.number, answer);
        } else {
            keep(question, answer);
        }
    }

    private void keep(Open question, byte[] answer) {
        Asker asker = askerOf(question);
        hold(question, asker, -question.bytes);
        question.question = null;
        if (makeRoom(asker, answer.length)) {
            question.answer = answer;
            hold(question, asker, answer.length);
            queue(question, 0);
        } else {
            drop(question);
            node.counters.questionsDeferred++;
            reply(question.key, AnswerPart.Outcome.BUSY, "");
        }
    }

    void refused(long ask, String reason) {
        Open question = byAsk.remove(ask);
        if (question != null) {
            refuse(question, reason);
        }
    }

    private void refuse(Open question, String reason) {
        drop(question);
        reply(question.key, AnswerPart.Outcome.REFUSED, reason.substring(0, Math.min(MAX_REASON, reason.length())));
    }

    void passed(long ask) {
        Open question = byAsk.remove(ask);
        Question asked = question == null ? null : question.question;
        if (question == null || asked == null) {
            return;
        }
        if (node.isHost()) {
            refuse(question, nobody(asked.getTopic()));
            return;
        }
        question.isPassed = true;
        question.question = null;
        hold(question, askerOf(question), -question.bytes);
        passUp(asked);
    }

    // ---- answers

    /** The next part of an answer is asked for, or the asker is done. */
    private void fetched(Question asked) {
        Key key = keyOf(asked);
        Open question = open.get(key);
        if (!asked.getAnswerer().equals(TreeNode.bytes(node.config.id()))) {
            if (question != null) {
                drop(question); // somebody above has it
            }
            if (node.isHost()) {
                if (!asked.getDone()) {
                    gone(key, asked.getAnswerer());
                }
            } else {
                node.upstream.send(Control.newBuilder().setQuestion(asked));
            }
            return;
        }
        if (asked.getDone()) {
            if (question != null) {
                drop(question);
            }
        } else if (question == null || question.isPassed) {
            gone(key, asked.getAnswerer());
        } else {
            question.touchedAtNs = node.now();
            byte[] answer = question.answer;
            if (answer == null) {
                reply(key, AnswerPart.Outcome.WAIT, "");
                return;
            }
            if (asked.getOffset() % partBytes(node.limits) == 0 && asked.getOffset() <= answer.length) {
                queue(question, (int) asked.getOffset());
            } else {
                node.counters.malformed++;
            }
        }
    }

    private void queue(Open question, int offset) {
        Asker asker = askerOf(question);
        if (asker.parts < PARTS_PER_SESSION) {
            asker.parts++;
            parts.add(new Part(question, asker, offset));
        }
    }

    /** A part of somebody's answer comes from above, on its way down. */
    void pass(AnswerPart part) {
        passing.add(part);
    }

    /** Sends what has gathered, after everything else of the turn. */
    void flush() {
        for (AnswerPart part = passing.poll(); part != null; part = passing.poll()) {
            node.children.route(part.getSession(), Control.newBuilder().setAnswerPart(part));
        }
        for (int left = PARTS_PER_TURN; left > 0 && !parts.isEmpty(); ) {
            left -= send(parts.remove()) ? 1 : 0;
        }
        if (!parts.isEmpty()) {
            node.due(node.now());
        }
    }

    private boolean send(Part part) {
        Open question = part.question;
        byte[] answer = question.answer;
        part.asker.parts--;
        if (answer == null || open.get(question.key) != question) {
            return false; // it was dropped meanwhile
        }
        int end = Math.min(answer.length, part.offset + partBytes(node.limits));
        node.counters.answerParts++;
        send(
                question.key,
                AnswerPart.newBuilder()
                        .setOutcome(AnswerPart.Outcome.PART)
                        .setOffset(part.offset)
                        .setTotal(answer.length)
                        .setData(UnsafeByteOperations.unsafeWrap(answer, part.offset, end - part.offset)));
        return true;
    }

    private void reply(Key key, AnswerPart.Outcome outcome, String reason) {
        send(key, AnswerPart.newBuilder().setOutcome(outcome).setReason(reason));
    }

    private void gone(Key key, ByteString answerer) {
        send(key, AnswerPart.newBuilder().setOutcome(AnswerPart.Outcome.GONE).setAnswerer(answerer));
    }

    private void send(Key key, AnswerPart.Builder part) {
        part.setSession(key.session).setNumber(key.number);
        if (part.getAnswerer().isEmpty()) {
            part.setAnswerer(TreeNode.bytes(node.config.id()));
        }
        if (key.session == node.origin.session()) {
            node.questions.received(part.build());
            return;
        }
        ChildLink link = node.children.linkTo(key.session);
        if (link != null) {
            node.children.send(link, Control.newBuilder().setAnswerPart(part));
        }
    }

    // ---- memory

    private Asker askerOf(Open question) {
        Asker asker = askers.get(question.key.session);
        if (asker == null) {
            throw new IllegalStateException("an open question without its asker");
        }
        return asker;
    }

    private void hold(Open question, Asker asker, long bytes) {
        question.bytes += bytes;
        asker.bytes += bytes;
        heldBytes += bytes;
    }

    private void drop(Open question) {
        if (!open.remove(question.key, question)) {
            return;
        }
        byAsk.remove(question.ask);
        Asker asker = askerOf(question);
        hold(question, asker, -question.bytes);
        asker.questions--;
        release(question.key.session, asker);
    }

    private void release(long session, Asker asker) {
        if (asker.questions == 0) {
            askers.remove(session);
        }
    }

    /**
     * Makes room for more bytes of an asker: gives up what has not been fetched for long, then what belongs to whoever
     * holds more than this asker would. They ask anew.
     */
    private boolean makeRoom(Asker asker, long bytes) {
        if (heldBytes + bytes > node.limits.answerBytes()) {
            dropIdle(PRESSED_IDLE_MS, asker);
        }
        while (heldBytes + bytes > node.limits.answerBytes()) {
            Open victim = oldestOfGreediest(asker.bytes + bytes);
            if (victim == null) {
                return false;
            }
            node.counters.answersGivenUp++;
            drop(victim);
        }
        return true;
    }

    private @Nullable Open oldestOfGreediest(long moreThan) {
        long most = moreThan;
        long session = 0;
        for (Map.Entry<Long, Asker> asker : askers.entrySet()) {
            if (asker.getValue().bytes > most) {
                most = asker.getValue().bytes;
                session = asker.getKey();
            }
        }
        for (Open question : open.values()) {
            if (session != 0 && question.key.session == session && question.bytes > 0) {
                return question;
            }
        }
        return null;
    }

    private void dropIdle(long idleMs, @Nullable Asker spared) {
        long before = node.now() - node.millis(idleMs);
        for (Open question : List.copyOf(open.values())) {
            boolean isSpared =
                    question.key.session == node.origin.session() || askers.get(question.key.session) == spared;
            if (question.touchedAtNs < before && !isSpared) {
                drop(question);
            }
        }
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        if (node.now() >= sweepDueNs) {
            dropIdle(IDLE_MS, null);
            sweepDueNs = open.isEmpty() ? Long.MAX_VALUE : node.now() + node.millis(SWEEP_MS);
        }
        return sweepDueNs;
    }

    /** Who a session belongs to, as far as is known here. */
    record Identity(UUID endpoint, String subject) {}
}
