package io.zinc.testing;

import io.zinc.core.protocol.Counters;
import io.zinc.core.protocol.Outputs.Outcome;
import java.util.Map;
import java.util.TreeMap;

/** What happened in runs, in figures: a promise that was never put to the test is not kept. */
public final class Coverage {

    private final TreeMap<String, Long> figures = new TreeMap<>();

    Coverage() {}

    void add(String what, long times) {
        figures.merge(what, times, Long::sum);
    }

    void once(String what) {
        add(what, 1);
    }

    void settled(Outcome outcome) {
        switch (outcome) {
            case SEQUENCED -> once("sends sequenced");
            case REFUSED -> once("sends refused");
            case UNKNOWN -> once("sends unknown");
        }
    }

    void delivered(long messages) {
        add("messages delivered", messages);
    }

    void add(Counters counters) {
        add("stray controls", counters.strayControls);
        add("stray pushes", counters.strayPushes);
        add("malformed frames", counters.malformed);
        add("foreign sessions", counters.foreignSessions);
        add("unauthorized", counters.unauthorized);
        add("subscription requests refused", counters.refusedSubscriptions);
        add("foreign reigns", counters.foreignReigns);
        add("duplicates", counters.duplicates);
        add("gaps", counters.gaps);
        add("repairs asked", counters.repairsAsked);
        add("repair frames", counters.repairFrames);
        add("escalated repairs", counters.repairsEscalated);
        add("cycles refused", counters.cyclesRefused);
        add("session restarts", counters.sessionRestarts);
        add("messages missed", counters.missed);
        add("messages resent", counters.resent);
        add("expecteds", counters.expecteds);
        add("joins refused", counters.refusedJoins);
        add("redirects", counters.redirects);
        add("children cut", counters.childrenCut);
        add("parents lost", counters.parentsLost);
        add("pauses noticed", counters.pauses);
        add("dropped upward", counters.droppedUpward);
        add("questions repeated or first", counters.questionsAsked);
        add("questions asked anew", counters.questionsAskedAnew);
        add("questions passed up", counters.questionsPassed);
        add("questions put off", counters.questionsDeferred);
        add("answers given up", counters.answersGivenUp);
        add("parts of answers", counters.answerParts);
    }

    void add(Coverage other) {
        other.figures.forEach(this::add);
    }

    /** How often something happened; 0 when it never did. */
    public long get(String what) {
        return figures.getOrDefault(what, 0L);
    }

    /** All figures, by name. */
    public Map<String, Long> figures() {
        return new TreeMap<>(figures);
    }
}
