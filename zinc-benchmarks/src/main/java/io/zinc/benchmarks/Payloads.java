package io.zinc.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of messages: eight of the topic's key, which only raw sockets need, the message's number, and filling. */
final class Payloads {

    static final int KEY_BYTES = 8;
    static final int LEAST_BYTES = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Payloads() {}

    static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** A new message, as an application makes one. */
    static byte[] message(int length, long key, long number) {
        byte[] message = new byte[length];
        putLong(message, 0, key);
        putLong(message, KEY_BYTES, number);
        return message;
    }

    static long number(byte[] message, int at) {
        return getLong(message, at + KEY_BYTES);
    }

    /** The key of a topic for raw subscriptions, eight ASCII characters. */
    static byte[] key(int topic) {
        return String.format("t%07d", topic).getBytes(StandardCharsets.US_ASCII);
    }

    /** The topic whose key a frame begins with. */
    static int topic(byte[] frame) {
        int topic = 0;
        for (int i = 1; i < KEY_BYTES; i++) {
            topic = topic * 10 + frame[i] - '0';
        }
        return topic;
    }
}
