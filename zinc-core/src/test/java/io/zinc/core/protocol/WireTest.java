package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WireTest {

    private static long read(int end, int... bytes) {
        byte[] buffer = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            buffer[i] = (byte) bytes[i];
        }
        return Wire.getLength(buffer, 0, end);
    }

    @Test
    void lengthsComeBackAsTheyWere() {
        byte[] buffer = new byte[1 << 15];
        for (int length : new int[] {0, 1, 127, 128, 300, 16_383, 16_384}) {
            int end = Wire.putLength(buffer, 0, length);
            assertThat(end).isEqualTo(Wire.lengthBytes(length));
            long read = Wire.getLength(buffer, 0, buffer.length);
            assertThat((int) read).isEqualTo(length);
            assertThat((int) (read >>> 32)).isEqualTo(end);
        }
    }

    @Test
    void aLengthBeyondItsBytesIsMalformed() {
        assertThat(read(3, 2, 0, 0)).isEqualTo(1L << 32 | 2);
        assertThat(read(3, 3, 0, 0)).isEqualTo(-1);
        assertThat(read(1, 0x80)).isEqualTo(-1);
        assertThat(read(0)).isEqualTo(-1);
        assertThat(read(6, 0xff, 0xff, 0xff, 0xff, 0xff, 0)).isEqualTo(-1);
        assertThat(read(5, 0xff, 0xff, 0xff, 0xff, 0x7f)).isEqualTo(-1);
        assertThat(read(5, 0xff, 0xff, 0xff, 0xff, 0x07)).isEqualTo(-1);
    }

    @Test
    void keysAreHexadecimalAndAnythingElseIsNoKey() {
        byte[] key = new byte[16];
        Wire.putHex(key, 0, 0xfedc_ba98_7654_3210L);
        assertThat(new String(key, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("fedcba9876543210");
        assertThat(Wire.getHex(key, 0)).isEqualTo(0xfedc_ba98_7654_3210L);
        key[3] = 'G';
        assertThat(Wire.getHex(key, 0)).isZero();
    }
}
