package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Format v2: each field in a column of its own. */
final class UpdateDecoderV2 extends UpdateDecoder {
    /** Columns can repeat a struct for nothing; so many are granted beyond what the bytes account for. */
    private static final int FREE_STRUCTS = 1 << 18;

    private final IntDiffOptRleReader keyClocks;
    private final UintOptRleReader clients;
    private final IntDiffOptRleReader leftClocks;
    private final IntDiffOptRleReader rightClocks;
    private final RleReader infos;
    private final StringColumnReader strings;
    private final RleReader parentInfos;
    private final UintOptRleReader typeRefs;
    private final UintOptRleReader lengths;
    private final ByteReader rest;
    private final List<String> keys = new ArrayList<>();
    private final long structLimit;
    private long deleteClock;

    UpdateDecoderV2(byte[] update) {
        rest = new ByteReader(update);
        structLimit = FREE_STRUCTS + 4L * update.length;
        rest.varUint();
        keyClocks = new IntDiffOptRleReader(rest.slice());
        clients = new UintOptRleReader(rest.slice());
        leftClocks = new IntDiffOptRleReader(rest.slice());
        rightClocks = new IntDiffOptRleReader(rest.slice());
        infos = new RleReader(rest.slice());
        strings = new StringColumnReader(rest.slice());
        parentInfos = new RleReader(rest.slice());
        typeRefs = new UintOptRleReader(rest.slice());
        lengths = new UintOptRleReader(rest.slice());
    }

    /** Reads only what is in no column: delete sets. */
    UpdateDecoderV2(ByteReader rest) {
        ByteReader none = new ByteReader(new byte[] {0});
        this.rest = rest;
        structLimit = 0;
        keyClocks = new IntDiffOptRleReader(none);
        clients = new UintOptRleReader(none);
        leftClocks = new IntDiffOptRleReader(none);
        rightClocks = new IntDiffOptRleReader(none);
        infos = new RleReader(none);
        strings = new StringColumnReader(none);
        parentInfos = new RleReader(none);
        typeRefs = new UintOptRleReader(none);
        lengths = new UintOptRleReader(none);
    }

    @Override
    ByteReader rest() {
        return rest;
    }

    @Override
    long structLimit() {
        return structLimit;
    }

    @Override
    long client() {
        return clients.read();
    }

    @Override
    int info() {
        return infos.read();
    }

    @Override
    void leftId() {
        idClient = clients.read();
        idClock = leftClocks.read();
        checkClock(idClock);
    }

    @Override
    void rightId() {
        idClient = clients.read();
        idClock = rightClocks.read();
        checkClock(idClock);
    }

    @Override
    boolean parentIsName() {
        return parentInfos.read() == 1;
    }

    @Override
    String string() {
        return strings.read();
    }

    @Override
    void text() {
        textStart = strings.next();
        textLength = strings.length;
        textBuffer = strings.text;
    }

    @Override
    int length() {
        return checkedLength(lengths.read());
    }

    @Override
    long typeRef() {
        return typeRefs.read();
    }

    @Override
    String key() {
        long number = keyClocks.read();
        if (number >= 0 && number < keys.size()) {
            return keys.get((int) number);
        }
        String key = strings.read();
        keys.add(key);
        return key;
    }

    @Override
    @Nullable
    Object json() {
        return any();
    }

    @Override
    void deletesOf() {
        deleteClock = 0;
    }

    @Override
    long deleteClock() {
        deleteClock += rest.varUint();
        checkClock(deleteClock);
        return deleteClock;
    }

    @Override
    long deleteLength() {
        long length = rest.varUint() + 1;
        deleteClock += length;
        return length;
    }
}
