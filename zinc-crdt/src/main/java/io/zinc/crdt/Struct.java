package io.zinc.crdt;

/** A run of consecutive ids of one client. */
abstract sealed class Struct permits Item, Gc, Skip {
    static final int GC_REF = 0;
    static final int SKIP_REF = 10;

    final ClientStore client;
    long clock;
    int length;

    Struct(ClientStore client, long clock, int length) {
        this.client = client;
        this.clock = clock;
        this.length = length;
    }

    long end() {
        return clock + length;
    }

    final ID id() {
        return new ID(client.id, clock);
    }

    abstract boolean isDeleted();

    /** Writes the struct without its first {@code offset} units. */
    abstract void write(UpdateEncoder encoder, int offset);
}
