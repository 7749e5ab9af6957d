package io.zinc.crdt;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain values inside a document: null, {@link Undefined}, {@link Boolean}, {@link Long} or {@link Double}, {@link
 * BigInteger}, {@link String}, byte arrays, and unmodifiable lists and maps of them.
 */
final class Values {
    /** Deeper nesting than this is refused in values that come from the network or from callers. */
    static final int MAX_DEPTH = 256;

    private Values() {}

    /** A private, canonical copy of a caller's value. */
    static @Nullable Object canonical(@Nullable Object value) {
        return canonical(value, 0);
    }

    private static @Nullable Object canonical(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("Value is nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> null;
            case String s -> s;
            case Character c -> c.toString();
            case Boolean b -> b;
            case Undefined u -> u;
            case BigInteger i -> i;
            case Integer i -> i.longValue();
            case Short i -> i.longValue();
            case Byte i -> i.longValue();
            case Long i -> exact(i);
            case Float d -> JsNumber.canonical(d);
            case Double d -> JsNumber.canonical(d);
            case byte[] b -> b.clone();
            case Object[] a -> canonical(Arrays.asList(a), depth);
            case Collection<?> c -> {
                List<@Nullable Object> copy = new ArrayList<>(c.size());
                for (Object element : c) {
                    copy.add(canonical(element, depth + 1));
                }
                yield Collections.unmodifiableList(copy);
            }
            case Map<?, ?> m -> {
                Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(m.size());
                for (Map.Entry<?, ?> e : m.entrySet()) {
                    copy.put(String.valueOf(e.getKey()), canonical(e.getValue(), depth + 1));
                }
                yield Collections.unmodifiableMap(copy);
            }
            default ->
                throw new IllegalArgumentException(
                        "A document cannot hold a " + value.getClass().getName()
                                + "; use null, Undefined, Boolean, a number, String, byte[], a List or a Map");
        };
    }

    private static Long exact(Long i) {
        if (Math.abs(i) > ByteReader.MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException(
                    "The integer " + i + " is beyond 2^53-1 and not exact in JavaScript; use a BigInteger or a double");
        }
        return i;
    }

    /** Keys in the order in which JavaScript enumerates them: array indices ascending, then as inserted. */
    static Collection<String> keysInOrder(Map<String, ?> map) {
        List<String> indices = new ArrayList<>();
        List<String> others = new ArrayList<>(map.size());
        for (String key : map.keySet()) {
            (isArrayIndex(key) ? indices : others).add(key);
        }
        if (indices.isEmpty()) {
            return others;
        }
        indices.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        indices.addAll(others);
        return indices;
    }

    private static boolean isArrayIndex(String key) {
        int length = key.length();
        if (length == 0 || length > 10 || (length > 1 && key.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (key.charAt(i) < '0' || key.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(key) < 0xffffffffL;
    }

    /** JavaScript's strict equality: primitives by value, everything else by instance. */
    @SuppressWarnings("ReferenceEquality")
    static boolean identical(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        return switch (a) {
            case Number n -> b instanceof Number m && sameNumber(n, m);
            case String s -> s.equals(b);
            case Boolean v -> v.equals(b);
            default -> false;
        };
    }

    private static boolean sameNumber(Number a, Number b) {
        if (a instanceof BigInteger || b instanceof BigInteger) {
            return a.equals(b);
        }
        return a.doubleValue() == b.doubleValue();
    }

    /** The equality of attribute values: identical, or flat objects (or lists) with identical members. */
    static boolean attributesEqual(@Nullable Object a, @Nullable Object b) {
        if (identical(a, b)) {
            return true;
        }
        Map<String, ?> left = members(a);
        Map<String, ?> right = members(b);
        if (left == null || right == null || left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, ?> e : left.entrySet()) {
            if (!right.containsKey(e.getKey()) || !identical(e.getValue(), right.get(e.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Map<String, ?> members(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked")
            Map<String, ?> map = (Map<String, ?>) value;
            return map;
        }
        if (value instanceof List<?> list) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (Object element : list) {
                map.put(Integer.toString(map.size()), element);
            }
            return map;
        }
        if (value instanceof byte[] array) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (byte element : array) {
                map.put(Integer.toString(map.size()), (long) (element & 0xff));
            }
            return map;
        }
        return null;
    }

    /** JavaScript's {@code String(value)}. */
    static String toDisplayString(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double d -> JsNumber.format(d);
            case byte[] bytes -> {
                StringBuilder out = new StringBuilder();
                for (byte b : bytes) {
                    out.append(out.isEmpty() ? "" : ",").append(b & 0xff);
                }
                yield out.toString();
            }
            case List<?> list -> {
                StringBuilder out = new StringBuilder();
                String separator = "";
                for (Object element : list) {
                    out.append(separator);
                    out.append(element == null || element == Undefined.UNDEFINED ? "" : toDisplayString(element));
                    separator = ",";
                }
                yield out.toString();
            }
            case Map<?, ?> map -> "[object Object]";
            default -> value.toString();
        };
    }
}
