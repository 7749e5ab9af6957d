package io.zinc.core;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns values into payload bytes and back. It must be safe for use by several threads.
 *
 * <p>The id travels with each run of messages: a subscriber that meets another id than its own codec's reports the
 * message as an error instead of decoding garbage. Ids 0 to 63 are Zinc's; users take 64 to 255.
 */
public interface Codec<T> {

    /** Identifies the format, 0 to 255. */
    int id();

    /** Identifies the version of the format; a decoder is given what the encoder had. */
    default int schema() {
        return 0;
    }

    /**
     * Encodes a value. The array belongs to the caller afterwards, or is never changed.
     *
     * @throws CodecException when the value has no encoding
     */
    byte[] encode(T value);

    /**
     * Decodes a payload: {@code length} bytes of {@code buffer} from {@code offset}. The buffer is shared: do not change
     * or keep it.
     *
     * @throws CodecException when the bytes are not a value
     */
    T decode(byte[] buffer, int offset, int length);

    /** Bytes as they are. Sending does not copy them before {@code send} returns. */
    static Codec<byte[]> bytes() {
        return Codecs.BYTES;
    }

    /** Strings as UTF-8. Malformed UTF-8 is refused, not replaced. */
    static Codec<String> strings() {
        return Codecs.STRINGS;
    }

    /** JSON by Jackson, with unknown properties refused. */
    static <T> Codec<T> json(Class<T> type) {
        return json(type, JsonMapper.builder().build());
    }

    /** JSON by a Jackson mapper of the user's. */
    static <T> Codec<T> json(Class<T> type, ObjectMapper mapper) {
        return new Codecs.Json<>(type, mapper);
    }

    /** Protocol Buffers, such as {@code Codec.protobuf(Price.parser())}. */
    static <T extends MessageLite> Codec<T> protobuf(Parser<T> parser) {
        return new Codecs.Protobuf<>(parser);
    }
}

/** Zinc's own codecs. */
final class Codecs {

    static final Codec<byte[]> BYTES = new Bytes();
    static final Codec<String> STRINGS = new Strings();

    private Codecs() {}

    private static final class Bytes implements Codec<byte[]> {
        @Override
        public int id() {
            return 0;
        }

        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] buffer, int offset, int length) {
            return Arrays.copyOfRange(buffer, offset, offset + length);
        }
    }

    private static final class Strings implements Codec<String> {
        @Override
        public int id() {
            return 1;
        }

        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] buffer, int offset, int length) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(buffer, offset, length))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new CodecException("a payload of " + length + " bytes is not UTF-8", e);
            }
        }
    }

    record Json<T>(Class<T> type, ObjectMapper mapper) implements Codec<T> {
        @Override
        public int id() {
            return 2;
        }

        @Override
        public byte[] encode(T value) {
            try {
                return mapper.writeValueAsBytes(value);
            } catch (JacksonException e) {
                throw new CodecException("a " + type.getName() + " cannot be written as JSON", e);
            }
        }

        @Override
        public T decode(byte[] buffer, int offset, int length) {
            try {
                return mapper.readValue(buffer, offset, length, type);
            } catch (IOException e) {
                throw new CodecException("a payload of " + length + " bytes is not a JSON " + type.getName(), e);
            }
        }
    }

    record Protobuf<T extends MessageLite>(Parser<T> parser) implements Codec<T> {
        @Override
        public int id() {
            return 3;
        }

        @Override
        public byte[] encode(T value) {
            return value.toByteArray();
        }

        @Override
        public T decode(byte[] buffer, int offset, int length) {
            try {
                return parser.parseFrom(buffer, offset, length);
            } catch (InvalidProtocolBufferException e) {
                throw new CodecException("a payload of " + length + " bytes is not the expected protobuf message", e);
            }
        }
    }
}
