package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.zinc.core.protocol.Frames;
import io.zinc.core.wire.Control;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a reader of a story wants to see them. */
final class FrameText {

    private static final int PUSH_RUNS_AT = 40;

    private FrameText() {}

    static String of(byte[] frame) {
        if (frame.length >= 3 && frame[0] == 'Z' && frame[1] == 'N') {
            try {
                return TextFormat.printer()
                        .emittingSingleLine(true)
                        .printToString(Control.parser().parseFrom(frame, 3, frame.length - 3));
            } catch (InvalidProtocolBufferException e) {
                return "a direct frame that is no control";
            }
        }
        if (frame.length == 33 && (frame[0] == '+' || frame[0] == '-')) {
            return (char) frame[0] + "subscription";
        }
        return isBroadcast(frame) ? broadcast(frame) : push(frame);
    }

    static String request(byte[] request) {
        return request.length == 32
                ? "key " + new String(request, 16, 16, StandardCharsets.ISO_8859_1)
                : "a request of " + request.length + " bytes";
    }

    private static boolean isBroadcast(byte[] frame) {
        if (frame.length < Frames.BROADCAST_HEADER) {
            return false;
        }
        for (int i = 0; i < 16; i++) {
            if (Character.digit(frame[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String broadcast(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        long base = bytes.getLong(48);
        int count = bytes.getInt(56);
        String what = switch (frame[17]) {
            case 1 ->
                "batch " + base + ".." + (base + count - 1) + ((bytes.getShort(18) & 16) != 0 ? " repair" : "")
                        + ((bytes.getShort(18) & 32) != 0 ? " end" : "");
            case 2 -> "heartbeat";
            case 3 -> announcements(bytes, count);
            default -> "unknown broadcast";
        };
        return "key " + new String(frame, 0, 16, StandardCharsets.ISO_8859_1) + " " + what;
    }

    private static String announcements(ByteBuffer bytes, int count) {
        StringBuilder text = new StringBuilder("announces");
        for (int at = Frames.BROADCAST_HEADER, i = 0; i < count && at + 16 <= bytes.capacity(); i++, at += 16) {
            text.append(String.format(" %016x=%d", bytes.getLong(at), bytes.getLong(at + 8)));
        }
        return text.toString();
    }

    private static String push(byte[] frame) {
        if (frame.length < PUSH_RUNS_AT) {
            return "a push of " + frame.length + " bytes";
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        StringBuilder text = new StringBuilder("push " + bytes.getLong(32));
        int at = PUSH_RUNS_AT;
        while (at + 37 <= frame.length) {
            int length = bytes.getInt(at + 33);
            text.append(String.format(
                    " [%016x session %x: %d+%d]",
                    bytes.getLong(at), bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getInt(at + 29)));
            if (length < 0 || length > frame.length) {
                break;
            }
            at += 37 + length;
        }
        return text.toString();
    }
}
