package io.zinc.crdt;

/** Ids that an update does not contain; never part of a document. */
final class Skip extends Struct {
    Skip(ClientStore client, long clock, int length) {
        super(client, clock, length);
    }

    @Override
    boolean isDeleted() {
        return true;
    }

    @Override
    void write(UpdateEncoder encoder, int offset) {
        encoder.info(SKIP_REF);
        encoder.varUint(length - offset);
    }
}
