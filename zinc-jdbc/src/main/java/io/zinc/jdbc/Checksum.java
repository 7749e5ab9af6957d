package io.zinc.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/** A checksum (CRC-32C) over a record's fields. It tells damage by chance, not by someone with intent. */
final class Checksum {

    private final CRC32C crc = new CRC32C();

    /** Begins one for a kind of record, so that a record of one kind is never taken for another. */
    Checksum(char kind) {
        crc.update(kind);
    }

    Checksum number(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (value >>> shift));
        }
        return this;
    }

    Checksum bytes(byte[] value) {
        number(value.length);
        crc.update(value, 0, value.length);
        return this;
    }

    Checksum text(String value) {
        return bytes(value.getBytes(UTF_8));
    }

    long value() {
        return crc.getValue();
    }
}
