package io.zinc.crdt;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text exactly as JavaScript's {@code JSON.stringify} writes and {@code JSON.parse} reads it. */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private Json() {}

    /** JSON text of a value; {@code undefined} at the top gives the text "undefined". */
    static String write(@Nullable Object value) {
        if (value == Undefined.UNDEFINED) {
            return "undefined";
        }
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Undefined u -> out.append("null");
            case Long i -> out.append(Math.abs(i) <= ByteReader.MAX_SAFE_INTEGER ? i.toString() : JsNumber.format(i));
            case Double d -> out.append(d.isNaN() || d.isInfinite() ? "null" : JsNumber.format(d));
            case BigInteger i -> throw new IllegalArgumentException("JSON has no big integers: " + i);
            case Boolean b -> out.append(b);
            case String s -> string(out, s);
            case Map<?, ?> m -> {
                @SuppressWarnings("unchecked")
                Map<String, @Nullable Object> map = (Map<String, @Nullable Object>) m;
                out.append('{');
                String separator = "";
                for (String key : Values.keysInOrder(map)) {
                    Object member = map.get(key);
                    if (member == Undefined.UNDEFINED) {
                        continue;
                    }
                    out.append(separator);
                    string(out, key);
                    out.append(':');
                    write(out, member);
                    separator = ",";
                }
                out.append('}');
            }
            case List<?> list -> {
                out.append('[');
                String separator = "";
                for (Object element : list) {
                    out.append(separator);
                    write(out, element);
                    separator = ",";
                }
                out.append(']');
            }
            case byte[] bytes -> {
                out.append('{');
                for (int i = 0; i < bytes.length; i++) {
                    out.append(i == 0 ? "\"" : ",\"").append(i).append("\":").append(bytes[i] & 0xff);
                }
                out.append('}');
            }
            default -> throw new IllegalArgumentException("Not a canonical value: " + value.getClass());
        }
    }

    private static void string(StringBuilder out, String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < s.length()
                            && Character.isLowSurrogate(s.charAt(i + 1))) {
                        out.append(c).append(s.charAt(++i));
                    } else if (c < 0x20 || Character.isSurrogate(c)) {
                        out.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            out.append(HEX.charAt(c >> shift & 15));
                        }
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * The value of JSON text.
     *
     * @throws MalformedUpdateException if the text is not JSON
     */
    static @Nullable Object read(String text) {
        return new JsonReader(text).document();
    }
}
