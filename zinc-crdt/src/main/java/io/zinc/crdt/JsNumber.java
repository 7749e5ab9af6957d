package io.zinc.crdt;

import java.math.BigDecimal;

/** Numbers as JavaScript prints and compares them. */
final class JsNumber {
    private JsNumber() {}

    /** The shortest decimal form that JavaScript's {@code String(number)} gives. */
    static String format(double d) {
        if (Double.isNaN(d)) {
            return "NaN";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "Infinity" : "-Infinity";
        }
        if (d == 0) {
            return "0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(d))).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        StringBuilder out = new StringBuilder();
        if (d < 0) {
            out.append('-');
        }
        if (digits.length() <= point && point <= 21) {
            out.append(digits).repeat('0', point - digits.length());
        } else if (0 < point && point <= 21) {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        } else if (-6 < point && point <= 0) {
            out.append("0.").repeat('0', -point).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            int exponent = point - 1;
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        }
        return out.toString();
    }

    /** The engine's form of a number: {@link Long} for integers that are exact, else {@link Double}. */
    static Number canonical(double d) {
        long integer = (long) d;
        boolean exact = integer == d && Math.abs(d) <= ByteReader.MAX_SAFE_INTEGER;
        return exact && !(integer == 0 && 1 / d < 0) ? (Number) integer : (Number) d;
    }
}
