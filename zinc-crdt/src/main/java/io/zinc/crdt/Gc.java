package io.zinc.crdt;

/** Ids whose content and place are forgotten. */
final class Gc extends Struct {
    Gc(ClientStore client, long clock, int length) {
        super(client, clock, length);
    }

    @Override
    boolean isDeleted() {
        return true;
    }

    @Override
    void write(UpdateEncoder encoder, int offset) {
        encoder.info(GC_REF);
        encoder.length(length - offset);
    }
}
