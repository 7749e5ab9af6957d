package io.zinc.crdt;

/** The base of all faults that the engine reports; {@link #remedy()} says what the caller can do about one. */
public abstract class CrdtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about a fault. */
    public enum Remedy {
        /** The call was wrong: change the program. */
        FIX_CALL,
        /** The input is bad and will stay so: drop it. */
        GIVE_UP,
        /** Something is missing or too much right now: synchronise, then try again. */
        RETRY
    }

    private final Remedy remedy;

    CrdtException(Remedy remedy, String message) {
        super(message);
        this.remedy = remedy;
    }

    /** What the caller can do about this fault. */
    public Remedy remedy() {
        return remedy;
    }
}
