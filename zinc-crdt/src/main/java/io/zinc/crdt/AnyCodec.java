package io.zinc.crdt;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The self-describing value encoding of lib0, called "any". */
final class AnyCodec {
    private static final int UNDEFINED = 127;
    private static final int NULL = 126;
    private static final int INTEGER = 125;
    private static final int FLOAT32 = 124;
    private static final int FLOAT64 = 123;
    private static final int BIGINT = 122;
    private static final int FALSE = 121;
    private static final int TRUE = 120;
    private static final int STRING = 119;
    private static final int OBJECT = 118;
    private static final int ARRAY = 117;
    private static final int BYTES = 116;

    private AnyCodec() {}

    static void write(ByteWriter out, @Nullable Object value) {
        switch (value) {
            case null -> out.uint8(NULL);
            case Undefined u -> out.uint8(UNDEFINED);
            case Long i -> number(out, i);
            case Double d -> number(out, d);
            case BigInteger i -> {
                out.uint8(BIGINT);
                out.int64(i.longValue());
            }
            case Boolean b -> out.uint8(b ? TRUE : FALSE);
            case String s -> {
                out.uint8(STRING);
                out.varString(s);
            }
            case Map<?, ?> m -> {
                @SuppressWarnings("unchecked")
                Map<String, @Nullable Object> map = (Map<String, @Nullable Object>) m;
                out.uint8(OBJECT);
                out.varUint(map.size());
                for (String key : Values.keysInOrder(map)) {
                    out.varString(key);
                    write(out, map.get(key));
                }
            }
            case List<?> list -> {
                out.uint8(ARRAY);
                out.varUint(list.size());
                for (Object element : list) {
                    write(out, element);
                }
            }
            case byte[] bytes -> {
                out.uint8(BYTES);
                out.varBytes(bytes);
            }
            default -> throw new IllegalArgumentException("Not a canonical value: " + value.getClass());
        }
    }

    private static void number(ByteWriter out, Long i) {
        if (Math.abs(i) <= Integer.MAX_VALUE) {
            out.uint8(INTEGER);
            out.varInt(i);
        } else {
            number(out, (Double) (double) i);
        }
    }

    private static void number(ByteWriter out, Double boxed) {
        double d = boxed;
        if (d == Math.rint(d) && Math.abs(d) <= Integer.MAX_VALUE) {
            out.uint8(INTEGER);
            out.varInt((long) Math.abs(d), d < 0 || (d == 0 && 1 / d < 0));
        } else if ((float) d == d) {
            out.uint8(FLOAT32);
            out.int32(Float.floatToIntBits((float) d));
        } else {
            out.uint8(FLOAT64);
            out.int64(Double.doubleToLongBits(d));
        }
    }

    static @Nullable Object read(ByteReader in) {
        return read(in, 0);
    }

    private static @Nullable Object read(ByteReader in, int depth) {
        if (depth > Values.MAX_DEPTH) {
            throw in.malformed("Value nested deeper than " + Values.MAX_DEPTH);
        }
        int tag = in.uint8();
        return switch (tag) {
            case UNDEFINED -> Undefined.UNDEFINED;
            case NULL -> null;
            case INTEGER -> integer(in);
            case FLOAT32 -> JsNumber.canonical(Float.intBitsToFloat(in.int32()));
            case FLOAT64 -> JsNumber.canonical(Double.longBitsToDouble(in.int64()));
            case BIGINT -> BigInteger.valueOf(in.int64());
            case FALSE -> false;
            case TRUE -> true;
            case STRING -> in.varString();
            case OBJECT -> object(in, depth);
            case ARRAY -> array(in, depth);
            case BYTES -> in.varBytes();
            default -> throw in.malformed("Unknown value tag " + tag);
        };
    }

    private static Number integer(ByteReader in) {
        long magnitude = in.varIntMagnitude();
        if (magnitude == 0 && in.negative) {
            return -0.0;
        }
        return in.negative ? -magnitude : magnitude;
    }

    private static Object object(ByteReader in, int depth) {
        int keys = in.count(in.remaining() / 2, "Number of keys");
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys; i++) {
            String key = in.varString();
            map.put(key, read(in, depth + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private static Object array(ByteReader in, int depth) {
        int length = in.count(in.remaining(), "Number of elements");
        List<@Nullable Object> list = new ArrayList<>(Math.min(length, 1024));
        for (int i = 0; i < length; i++) {
            list.add(read(in, depth + 1));
        }
        return Collections.unmodifiableList(list);
    }
}
