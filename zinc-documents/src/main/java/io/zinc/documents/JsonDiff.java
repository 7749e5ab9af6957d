package io.zinc.documents;

import io.zinc.crdt.YArray;
import io.zinc.crdt.YMap;
import io.zinc.crdt.YText;
import io.zinc.crdt.YType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes shared maps and arrays show plain values, by changing only what differs: what is the same stays as it is, and keeps what
 * others do to it at the same time. Called within a transaction.
 */
final class JsonDiff {

    private JsonDiff() {}

    /** Makes a map show a plain one. */
    static void apply(YMap map, Map<String, ? extends @Nullable Object> wanted) {
        for (String key : List.copyOf(map.keys())) {
            if (!wanted.containsKey(key)) {
                map.delete(key);
            }
        }
        wanted.forEach((key, value) -> {
            if (!map.has(key) || !grows(map.get(key), value)) {
                map.set(key, shared(value));
            }
        });
    }

    /** Makes a value another one in its place, where it can become that; false if it has to be replaced. */
    private static boolean grows(@Nullable Object now, @Nullable Object wanted) {
        if (now instanceof YMap map && wanted instanceof Map<?, ?> plain) {
            apply(map, keyed(plain));
            return true;
        }
        if (now instanceof YArray array && wanted instanceof List<?> plain) {
            apply(array, plain);
            return true;
        }
        String there = now instanceof YText text ? TextDiff.plain(text) : null;
        if (there != null && now instanceof YText text && wanted instanceof String plain) {
            TextDiff.apply(text, there, plain);
            return true;
        }
        return isSame(now, wanted);
    }

    /** The elements between those that are the same at both ends are changed in their places, or replaced. */
    private static void apply(YArray array, List<? extends @Nullable Object> wanted) {
        List<@Nullable Object> now = array.toList();
        int shorter = Math.min(now.size(), wanted.size());
        int first = 0;
        while (first < shorter && isSame(now.get(first), wanted.get(first))) {
            first++;
        }
        int last = 0;
        while (last < shorter - first && isSame(now.get(now.size() - 1 - last), wanted.get(wanted.size() - 1 - last))) {
            last++;
        }
        if (now.size() == wanted.size()) {
            for (int i = first; i < now.size() - last; i++) {
                if (!grows(now.get(i), wanted.get(i))) {
                    array.delete(i, 1);
                    array.insertAll(i, Arrays.asList(shared(wanted.get(i))));
                }
            }
        } else {
            array.delete(first, now.size() - first - last);
            List<@Nullable Object> fresh = new ArrayList<>();
            wanted.subList(first, wanted.size() - last).forEach(value -> fresh.add(shared(value)));
            array.insertAll(first, fresh);
        }
    }

    private static boolean isSame(@Nullable Object now, @Nullable Object wanted) {
        Object shown = now instanceof YType type ? type.toJson() : now;
        if (shown instanceof Number a && wanted instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        if (shown instanceof Map<?, ?> a && wanted instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry ->
                                    b.containsKey(entry.getKey()) && isSame(entry.getValue(), b.get(entry.getKey())));
        }
        if (shown instanceof List<?> a && wanted instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!isSame(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return shown == null ? wanted == null : shown.equals(wanted);
    }

    /** A plain value as one that many can edit. */
    private static @Nullable Object shared(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                YMap shared = new YMap();
                map.forEach((key, inner) -> shared.set(String.valueOf(key), shared(inner)));
                yield shared;
            }
            case List<?> list -> {
                YArray shared = new YArray();
                List<@Nullable Object> inner = new ArrayList<>();
                list.forEach(element -> inner.add(shared(element)));
                shared.pushAll(inner);
                yield shared;
            }
            case null -> null;
            default -> value;
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> keyed(Map<?, ?> plain) {
        return (Map<String, @Nullable Object>) plain;
    }
}
