package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Names of documents and versions as bytes. */
final class Names {

    private static final int MAX_BYTES = 240;

    private Names() {}

    /** @throws StoreException of problem CONFLICT when it is empty, too long or no Unicode */
    static byte[] bytes(String name) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw new StoreException(
                    Problem.CONFLICT, "A name of " + name.length() + " characters is not well-formed Unicode.", e);
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new StoreException(
                    Problem.CONFLICT,
                    "A name has " + bytes.length + " bytes of UTF-8. Names have 1 to " + MAX_BYTES
                            + ": choose another one.");
        }
        return bytes;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
