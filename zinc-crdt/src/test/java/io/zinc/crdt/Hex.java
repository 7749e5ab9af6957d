package io.zinc.crdt;

import java.util.HexFormat;

/** Bytes as lower-case hexadecimal text. */
final class Hex {
    private Hex() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
