package io.zinc.crdt;

/** Ids that an update does not contain, as many as there may be; never part of a document. */
final class Skip extends Struct {
    private final long end;

    Skip(ClientStore client, long from, long to) {
        super(client, from, (int) Math.min(to - from, Integer.MAX_VALUE));
        this.end = to;
    }

    @Override
    long end() {
        return end;
    }

    @Override
    boolean isDeleted() {
        return true;
    }

    @Override
    void write(UpdateEncoder encoder, int offset) {
        encoder.info(SKIP_REF);
        encoder.varUint(end - clock - offset);
    }
}
