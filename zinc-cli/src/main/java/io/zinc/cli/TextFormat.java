package io.zinc.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a file writes text: its encoding, whether it begins with a byte order mark, and its line ends. Texts in memory and in
 * documents have the line end {@code \n}.
 *
 * @param charset the encoding
 * @param mark the byte order mark; no bytes where there is none
 * @param isCrLf whether most lines end with {@code \r\n}
 */
record TextFormat(Charset charset, byte[] mark, boolean isCrLf) {

    private static final byte[] NO_MARK = {};
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_16LE_MARK = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] UTF_16BE_MARK = {(byte) 0xFE, (byte) 0xFF};

    /** UTF-8 without a mark, lines ended by {@code \n}. */
    static final TextFormat USUAL = new TextFormat(StandardCharsets.UTF_8, NO_MARK, false);

    /**
     * The format of a file's bytes.
     *
     * @param name what people call the file
     * @throws Failure when it is no text, or text in an encoding that does not say which it is
     */
    static TextFormat of(byte[] bytes, String name) {
        TextFormat encoding = encodingOf(bytes);
        String text = encoding.decodeAll(bytes, name);
        if (text.indexOf('\0') >= 0) {
            throw new Failure(name + " is no text: there is a NUL in it; only texts can be documents of this kind");
        }
        long all = text.chars().filter(c -> c == '\n').count();
        long crLf = text.split("\r\n", -1).length - 1L;
        return new TextFormat(encoding.charset, encoding.mark, 2 * crLf > all);
    }

    private static TextFormat encodingOf(byte[] bytes) {
        if (startsWith(bytes, UTF_8_MARK)) {
            return new TextFormat(StandardCharsets.UTF_8, UTF_8_MARK, false);
        }
        if (startsWith(bytes, UTF_16LE_MARK)) {
            return new TextFormat(StandardCharsets.UTF_16LE, UTF_16LE_MARK, false);
        }
        if (startsWith(bytes, UTF_16BE_MARK)) {
            return new TextFormat(StandardCharsets.UTF_16BE, UTF_16BE_MARK, false);
        }
        return USUAL;
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        return bytes.length >= mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    /** The text of bytes in this format, which {@link #of} has found. */
    String decode(byte[] bytes, String name) {
        return decodeAll(bytes, name).replace("\r\n", "\n");
    }

    private String decodeAll(byte[] bytes, String name) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, mark.length, bytes.length - mark.length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure(name + " is no text in " + charset + ": "
                    + (mark.length == 0
                            ? "other encodings need a byte order mark; convert it to UTF-8 (iconv does that)"
                            : "its byte order mark says so, but its bytes do not agree"));
        }
    }

    /** The same format, with a mark only if the bytes have it: an editor may have left it out. */
    TextFormat withMark(byte[] bytes) {
        return startsWith(bytes, mark) ? this : new TextFormat(charset, NO_MARK, isCrLf);
    }

    /** A text as bytes in this format. Halves of characters become question marks. */
    byte[] encode(String text) {
        String lines = text.replace("\r\n", "\n");
        ByteBuffer content = charset.encode(CharBuffer.wrap(isCrLf ? lines.replace("\n", "\r\n") : lines));
        byte[] bytes = Arrays.copyOf(mark, mark.length + content.remaining());
        content.get(bytes, mark.length, bytes.length - mark.length);
        return bytes;
    }
}
