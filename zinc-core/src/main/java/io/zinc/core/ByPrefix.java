package io.zinc.core;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Things that belong to topics by the beginning of their names; of several the one with the longest counts. Thread-safe. */
final class ByPrefix<T> {

    private final String what;
    private final ConcurrentSkipListMap<String, T> all = new ConcurrentSkipListMap<>();

    /** @param what what they are, for faults */
    ByPrefix(String what) {
        this.what = what;
    }

    /** Adds one, and returns the normalised prefix. */
    String add(String prefix, T added) {
        String normal = Topic.checkedName(prefix);
        if (all.putIfAbsent(normal, added) != null) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "there is a " + what + " for '" + normal + "' already; choose another prefix");
        }
        return normal;
    }

    @Nullable
    T find(String topic) {
        // what begins a name comes before it in order, and the longest comes last
        for (Map.Entry<String, T> entry :
                all.headMap(topic, true).descendingMap().entrySet()) {
            if (topic.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return null;
    }
}
