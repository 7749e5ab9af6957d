package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.zinc.core.Role;
import io.zinc.core.wire.AnswerPart;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.Question;
import io.zinc.core.wire.WireAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions that this endpoint asks: a few are under way at once, others wait. Whoever takes a question says so with
 * the first part of its answer; the other parts are fetched from there, a few at a time, and asked for again when they do
 * not come. When the answerer is gone the question is asked anew.
 */
final class Questions {

    /** How many parts are under way at once, over all questions. */
    static final int WINDOW_PARTS = 4;

    private static final int FIRST_BACKOFF_MS = 50;
    private static final int MOST_BACKOFF_MS = 2_000;
    private static final int BYTES_OF_A_QUESTION = 256;

    private final TreeNode node;
    private final int partBytes;
    private final ArrayDeque<Open> waiting = new ArrayDeque<>();
    private final Map<Long, Open> underWay = new LinkedHashMap<>();
    private long lastNumber;
    private long heldBytes;
    private boolean isBeginning;

    Questions(TreeNode node) {
        this.node = node;
        this.partBytes = Answers.partBytes(node.limits);
    }

    /** A question without its answer. */
    private static final class Open {
        final long id;
        final String topic;
        final byte[] payload;
        final long deadlineNs;
        final long patienceMs;

        long number;
        ByteString answerer = ByteString.EMPTY;
        long retryAtNs;
        int tries;
        int silentTries;
        boolean awaitsRight;

        @Nullable
        Assembly answer;

        Open(long id, String topic, byte[] payload, long deadlineNs, long patienceMs) {
            this.id = id;
            this.topic = topic;
            this.payload = payload;
            this.deadlineNs = deadlineNs;
            this.patienceMs = patienceMs;
        }

        long bytes() {
            return payload.length + (long) BYTES_OF_A_QUESTION;
        }
    }

    /** An answer as far as it has come: it takes no more memory than its parts. */
    private static final class Assembly {
        final int total;
        final byte[][] parts;
        final boolean[] isAsked;
        int missing;

        Assembly(int total, int partBytes) {
            this.total = total;
            this.missing = (int) (((long) total + partBytes - 1) / partBytes);
            this.parts = new byte[missing][];
            this.isAsked = new boolean[missing];
        }

        byte[] join() {
            byte[] whole = new byte[total];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, whole, at, part.length);
                at += part.length;
            }
            return whole;
        }
    }

    /** Questions that have no answer yet. */
    int count() {
        return waiting.size() + underWay.size();
    }

    void ask(long id, String topic, byte[] payload, long patienceMs) {
        if (node.upstream.isRefused()) {
            node.out.unanswered(id, false, "this endpoint has no place in the tree");
        } else if (payload.length > node.limits.maxMessageBytes()) {
            node.out.unanswered(
                    id,
                    true,
                    "the question has " + payload.length + " bytes; the limit maxMessageBytes is "
                            + node.limits.maxMessageBytes());
        } else if (!node.isHost() && !node.topics.isSubscribed(topic)) {
            node.out.unanswered(id, true, notSubscribed(topic));
        } else {
            long patience = Math.min(patienceMs, Long.MAX_VALUE / 4_000_000);
            Open question = new Open(id, topic, payload, node.now() + node.millis(patience), patience);
            if (heldBytes + question.bytes() > node.limits.sendBufferBytes()) {
                node.out.unanswered(
                        id,
                        false,
                        "unanswered questions hold " + heldBytes + " bytes; the limit sendBufferBytes is "
                                + node.limits.sendBufferBytes());
                return;
            }
            heldBytes += question.bytes();
            waiting.add(question);
            begin();
            node.due(question.deadlineNs);
        }
    }

    private static String notSubscribed(String topic) {
        return "this endpoint is not subscribed to '" + topic + "'; subscribe before you ask";
    }

    private void begin() {
        if (isBeginning) {
            return; // the host's own responder has answered at once; the loop goes on
        }
        isBeginning = true;
        while (underWay.size() < node.limits.maxQuestions() && !waiting.isEmpty()) {
            Open question = waiting.remove();
            rename(question);
            send(question);
        }
        isBeginning = false;
    }

    private void rename(Open question) {
        question.number = ++lastNumber;
        question.answerer = ByteString.EMPTY;
        question.answer = null;
        underWay.put(question.number, question);
    }

    /** Asks, if there is anybody to ask, or for what is missing of the answer. */
    private void send(Open question) {
        retryAt(question, node.millis(node.limits.resendMs()) << Math.min(2, question.tries));
        if (node.isHost()) {
            node.answers.askedByHost(question.number, question.topic, question.payload);
        } else if (node.upstream.isLive()) {
            if (!question.answerer.isEmpty()) {
                fetch(question);
            } else if (node.topics.isLive(question.topic)) {
                node.counters.questionsAsked++;
                node.upstream.send(Control.newBuilder()
                        .setQuestion(named(question)
                                .setTopic(question.topic)
                                .setPayload(UnsafeByteOperations.unsafeWrap(question.payload))
                                .setGranted(node.config.role() == Role.RELAY)));
            }
        }
    }

    private Question.Builder named(Open question) {
        return Question.newBuilder().setSession(node.origin.session()).setNumber(question.number);
    }

    private void retryAt(Open question, long inNs) {
        question.retryAtNs = node.now() + inNs;
        node.due(question.retryAtNs);
    }

    private void fetch(Open question) {
        if (question.answer == null) {
            fetch(question, 0);
        } else {
            java.util.Arrays.fill(question.answer.isAsked, false);
            fetchMore();
        }
    }

    private void fetch(Open question, int offset) {
        node.upstream.send(Control.newBuilder()
                .setQuestion(named(question).setAnswerer(question.answerer).setOffset(offset)));
    }

    /** Asks for parts until the window is full; the oldest question first. */
    private void fetchMore() {
        int free = WINDOW_PARTS;
        for (Open question : underWay.values()) {
            Assembly answer = question.answer;
            for (int i = 0; answer != null && i < answer.parts.length; i++) {
                free -= answer.isAsked[i] && answer.parts[i] == null ? 1 : 0;
            }
        }
        for (Open question : underWay.values()) {
            Assembly answer = question.answer;
            for (int i = 0; answer != null && i < answer.parts.length && free > 0; i++) {
                if (answer.parts[i] == null && !answer.isAsked[i]) {
                    answer.isAsked[i] = true;
                    free--;
                    fetch(question, i * partBytes);
                }
            }
        }
    }

    // ---- what comes back

    /** The host's own responder has answered. */
    void answeredHere(long number, byte[] answer) {
        Open question = underWay.get(number);
        if (question != null) {
            finish(question);
            node.out.answered(question.id, answer);
            begin();
        }
    }

    void received(AnswerPart part) {
        Open question = underWay.get(part.getNumber());
        if (question == null) {
            return; // it has been answered, or was asked anew
        }
        question.silentTries = 0;
        switch (part.getOutcome()) {
            case PART -> received(question, part);
            case WAIT -> {
                if (question.answerer.isEmpty() && !node.isHost()) {
                    question.answerer = part.getAnswerer();
                }
            }
            case REFUSED -> fail(question, true, part.getReason());
            case BUSY -> {
                if (question.answer == null) {
                    long most = Math.min(MOST_BACKOFF_MS, (long) FIRST_BACKOFF_MS << Math.min(10, question.tries++));
                    question.answerer = ByteString.EMPTY;
                    retryAt(question, node.millis(1 + node.config.random().nextLong(most)));
                }
            }
            case GONE -> {
                if (part.getAnswerer().equals(question.answerer)) {
                    askAnew(question);
                }
            }
            case NO_RIGHT -> askForRight(question);
            case UNRECOGNIZED -> node.counters.malformed++;
        }
    }

    private void received(Open question, AnswerPart part) {
        long total = part.getTotal();
        if (part.getAnswerer().size() != 16 || total < 0) {
            node.counters.malformed++;
            return;
        }
        if (question.answerer.isEmpty()) {
            question.answerer = part.getAnswerer();
        } else if (!question.answerer.equals(part.getAnswerer())) {
            return; // it was asked on two paths; one answer is enough
        }
        if (total > node.limits.maxAnswerBytes()) {
            node.counters.malformed++;
            fail(
                    question,
                    true,
                    "the answer has " + total + " bytes; the limit maxAnswerBytes here is "
                            + node.limits.maxAnswerBytes());
            return;
        }
        Assembly answer = question.answer;
        if (answer == null) {
            answer = new Assembly((int) total, partBytes);
            question.answer = answer;
        }
        long offset = part.getOffset();
        boolean isSound = total == answer.total
                && offset >= 0
                && offset % partBytes == 0
                && (offset < total || total == 0)
                && part.getData().size() == Math.min(partBytes, total - offset);
        if (!isSound) {
            node.counters.malformed++;
            return;
        }
        int index = (int) (offset / partBytes);
        if (total > 0 && answer.parts[index] == null) {
            answer.parts[index] = part.getData().toByteArray();
            answer.missing--;
        }
        if (answer.missing == 0) {
            done(question);
            finish(question);
            node.out.answered(question.id, answer.join());
            begin();
        } else {
            question.tries = 0;
            retryAt(question, node.millis(node.limits.resendMs()));
        }
        fetchMore();
    }

    /** Tells the answerer that it need not keep the answer. */
    private void done(Open question) {
        if (node.isHost()) {
            node.answers.forget(question.number);
        } else if (!question.answerer.isEmpty()) {
            node.upstream.send(Control.newBuilder()
                    .setQuestion(named(question).setAnswerer(question.answerer).setDone(true)));
        }
    }

    private void askAnew(Open question) {
        node.counters.questionsAskedAnew++;
        underWay.remove(question.number);
        rename(question);
        send(question);
    }

    /** The session is a new one, or the host has never been asked. */
    private void askForRight(Open question) {
        question.awaitsRight = true;
        retryAt(question, node.millis(node.limits.resendMs()));
        node.upstream.send(Control.newBuilder()
                .setOpenTopic(OpenTopic.newBuilder()
                        .setSession(node.origin.session())
                        .setTopic(question.topic)
                        .setAccess(WireAccess.ACCESS_SUBSCRIBE)));
    }

    /** The host has said whether this session may subscribe to a topic. */
    void topicOpened(String topic, boolean isAllowed, String reason) {
        for (Open question : List.copyOf(underWay.values())) {
            if (question.awaitsRight && question.topic.equals(topic)) {
                question.awaitsRight = false;
                if (isAllowed) {
                    send(question);
                } else {
                    fail(question, true, reason);
                }
            }
        }
    }

    private void finish(Open question) {
        underWay.remove(question.number);
        heldBytes -= question.bytes();
    }

    private void fail(Open question, boolean isFinal, String reason) {
        finish(question);
        node.out.unanswered(question.id, isFinal, reason);
        begin();
    }

    // ---- what changes around it

    /** The session is a new one: nobody knows the questions of the one before. */
    void sessionChanged() {
        List<Open> known = new ArrayList<>(underWay.values());
        underWay.clear();
        for (Open question : known) {
            rename(question);
            retryAt(question, node.millis(node.limits.resendMs()));
        }
    }

    /** There is a way to the host, perhaps another one. */
    void onLive() {
        for (Open question : List.copyOf(underWay.values())) {
            send(question);
        }
    }

    /** A topic can be asked about now. */
    void topicIsLive(String topic) {
        for (Open question : List.copyOf(underWay.values())) {
            if (question.topic.equals(topic) && question.answerer.isEmpty()) {
                send(question);
            }
        }
    }

    /** This endpoint has no place in the tree, or ends. */
    void failAll(String reason) {
        List<Open> all = new ArrayList<>(underWay.values());
        all.addAll(waiting);
        underWay.clear();
        waiting.clear();
        heldBytes = 0;
        for (Open question : all) {
            node.out.unanswered(question.id, false, reason);
        }
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        long now = node.now();
        long deadline = Long.MAX_VALUE;
        for (Open question : List.copyOf(underWay.values())) {
            if (underWay.get(question.number) != question) {
                continue; // it has just been answered
            }
            if (now >= question.deadlineNs) {
                done(question);
                fail(question, false, unansweredFor(question));
            } else if (now >= question.retryAtNs) {
                question.tries++;
                if (++question.silentTries > 1) {
                    node.upstream.sessionInDoubt(); // a relay on the way may not know the session
                }
                if (node.isHost() || node.topics.isSubscribed(question.topic)) {
                    send(question);
                } else {
                    fail(question, true, notSubscribed(question.topic));
                }
            }
        }
        for (Open question : underWay.values()) {
            deadline = Math.min(deadline, Math.min(question.retryAtNs, question.deadlineNs));
        }
        for (Open question : List.copyOf(waiting)) {
            if (now >= question.deadlineNs) {
                waiting.remove(question);
                heldBytes -= question.bytes();
                node.out.unanswered(question.id, false, unansweredFor(question));
            } else {
                deadline = Math.min(deadline, question.deadlineNs);
            }
        }
        return deadline;
    }

    private static String unansweredFor(Open question) {
        return "the question about '" + question.topic + "' was not answered within " + question.patienceMs
                + " ms; try again, or wait longer";
    }
}
