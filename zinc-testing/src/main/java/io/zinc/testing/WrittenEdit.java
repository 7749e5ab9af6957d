package io.zinc.testing;

import io.zinc.documents.protocol.Outcomes;

/** An edit of a run, and what its author was told of it. */
final class WrittenEdit {

    final DocumentOpening by;
    final long number;
    final byte[] fragment;
    private Outcomes.Kind told = Outcomes.Kind.PENDING;
    private int crashesBefore;

    WrittenEdit(DocumentOpening by, long number, byte[] fragment) {
        this.by = by;
        this.number = number;
        this.fragment = fragment;
    }

    Outcomes.Kind told() {
        return told;
    }

    /** How often the host had crashed when the edit was acknowledged. */
    int crashesBefore() {
        return crashesBefore;
    }

    void tell(Outcomes.Kind kind, int crashes) {
        if (told == Outcomes.Kind.PENDING) {
            crashesBefore = crashes;
        }
        told = kind;
    }

    @Override
    public String toString() {
        return "edit " + number + " of " + by;
    }
}
