package io.zinc.crdt;

/** A message of the sync protocol: what one replica has, or what another one lacks. */
public sealed interface SyncMessage {
    /** "This is what I have": asks for what is missing. */
    record Step1(StateVector state) implements SyncMessage {}

    /** The answer to step 1: everything that the other side lacks, in format v1. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Step2(byte[] update) implements SyncMessage {}

    /** A change, in format v1. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Change(byte[] update) implements SyncMessage {}

    /** The first message of a replica. */
    static Step1 step1(Doc doc) {
        return new Step1(doc.stateVector());
    }

    /** The answer to a step 1. */
    static Step2 answer(Doc doc, Step1 request) {
        return new Step2(doc.encodeStateAsUpdate(request.state()));
    }

    /** The bytes of this message. */
    default byte[] encode() {
        ByteWriter out = new ByteWriter(64);
        switch (this) {
            case Step1 step -> {
                out.varUint(0);
                out.varBytes(step.state().encode());
            }
            case Step2 step -> {
                out.varUint(1);
                out.varBytes(step.update());
            }
            case Change change -> {
                out.varUint(2);
                out.varBytes(change.update());
            }
        }
        return out.toBytes();
    }

    /**
     * Reads a message; the update in it is not looked into.
     *
     * @throws MalformedUpdateException if the bytes are no sync message
     */
    static SyncMessage decode(byte[] bytes) {
        return read(new ByteReader(bytes));
    }

    /** Reads a message from a larger one. */
    static SyncMessage read(ByteReader in) {
        long kind = in.varUint();
        if (kind == 0) {
            return new Step1(StateVector.decode(in.varBytes()));
        } else if (kind == 1) {
            return new Step2(in.varBytes());
        } else if (kind == 2) {
            return new Change(in.varBytes());
        }
        throw in.malformed("Unknown kind of sync message " + kind);
    }
}
