package io.zinc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zinc.core.Codec;
import io.zinc.core.CodecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the lines of standard input and output are as payloads; each is understood by programs with the same codec. */
enum LineCodec implements Codec<byte[]> {
    /** A line is a string: {@link Codec#strings()}. */
    text(Codec.strings().id()),
    /** A line is a JSON text: {@link Codec#json}. */
    json(2),
    /** A line is bytes: {@link Codec#bytes()}. */
    bytes(Codec.bytes().id());

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final int id;

    LineCodec(int id) {
        this.id = id;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public byte[] encode(byte[] line) {
        if (this != bytes) {
            requireUtf8(line);
        }
        if (this == json) {
            requireJson(line);
        }
        return line;
    }

    @Override
    public byte[] decode(byte[] buffer, int offset, int length) {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }

    private static void requireJson(byte[] line) {
        try {
            if (JSON.readTree(line).isMissingNode()) {
                throw new CodecException("an empty line is not JSON; leave it out, or send it with --codec=text", null);
            }
        } catch (JsonProcessingException e) {
            throw new CodecException(
                    "a line is not JSON: " + e.getOriginalMessage() + "; mend it, or send it with --codec=text", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireUtf8(byte[] line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
        } catch (CharacterCodingException e) {
            throw new CodecException("a line of " + line.length + " bytes is not UTF-8; send it with --codec=bytes", e);
        }
    }
}
