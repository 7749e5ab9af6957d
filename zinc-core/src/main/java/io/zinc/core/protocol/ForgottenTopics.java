package io.zinc.core.protocol;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the sequences of topics go on that the host has forgotten, so that none comes twice in a reign. There is room for
 * so many; when it is used up, topics that are new go on after the highest one that fell out.
 */
final class ForgottenTopics {

    private final int most;
    private final Map<Long, Long> nextByKey = new LinkedHashMap<>();
    private long floor = 1;

    ForgottenTopics(int most) {
        this.most = most;
    }

    void add(long key, long next) {
        if (next <= floor) {
            return;
        }
        nextByKey.put(key, next);
        if (nextByKey.size() > most) {
            Iterator<Long> oldestFirst = nextByKey.values().iterator();
            floor = Math.max(floor, oldestFirst.next());
            oldestFirst.remove();
        }
    }

    /** The first sequence of a topic that is opened, again or for the first time. */
    long take(long key) {
        Long next = nextByKey.remove(key);
        return next == null ? floor : Math.max(floor, next);
    }
}
