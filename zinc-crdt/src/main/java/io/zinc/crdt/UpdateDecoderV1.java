package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Format v1: one field after the other. */
final class UpdateDecoderV1 extends UpdateDecoder {
    private final ByteReader in;
    private @Nullable TextBuffer ascii;

    UpdateDecoderV1(byte[] update) {
        this(new ByteReader(update));
    }

    UpdateDecoderV1(ByteReader in) {
        this.in = in;
    }

    @Override
    ByteReader rest() {
        return in;
    }

    @Override
    long structLimit() {
        return in.remaining() / 2;
    }

    @Override
    long client() {
        return in.varUint();
    }

    @Override
    int info() {
        return in.uint8();
    }

    @Override
    void leftId() {
        idClient = in.varUint();
        idClock = in.varUint();
    }

    @Override
    void rightId() {
        leftId();
    }

    @Override
    boolean parentIsName() {
        return in.varUint() == 1;
    }

    @Override
    String string() {
        return in.varString();
    }

    @Override
    void text() {
        int from = in.skipVarBytes();
        int to = in.position;
        if (Utf8.isAscii(in.bytes, from, to)) {
            if (ascii == null) {
                ascii = TextBuffer.ofAscii(in.bytes);
            }
            textBuffer = ascii;
            textStart = from;
            textLength = to - from;
        } else {
            char[] chars = new char[to - from];
            textLength = Utf8.decode(in.bytes, from, to, chars);
            textBuffer = TextBuffer.ofChars(chars, textLength);
            textStart = 0;
        }
    }

    @Override
    int length() {
        return checkedLength(in.varUint());
    }

    @Override
    long typeRef() {
        return in.varUint();
    }

    @Override
    String key() {
        return in.varString();
    }

    @Override
    @Nullable
    Object json() {
        return Json.read(in.varString());
    }

    @Override
    void deletesOf() {}

    @Override
    long deleteClock() {
        return in.varUint();
    }

    @Override
    long deleteLength() {
        return in.varUint();
    }
}
