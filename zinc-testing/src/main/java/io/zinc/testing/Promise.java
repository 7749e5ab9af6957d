package io.zinc.testing;

/** A promise that Zinc makes, or a rule that everything else rests on. The README has each in a sentence. */
public enum Promise {
    /** Promise 1: messages of a topic are handled one after another in sequence order, which keeps each origin's. */
    ORDER,
    /** Promise 2: no message is handled twice. */
    ONCE,
    /** Promise 3: what is lost is repaired or reported, and each send has an outcome. */
    NO_SILENT_LOSS,
    /** Promise 4: what is acknowledged as sequenced has its place in the host's order. */
    ACKNOWLEDGED_MEANS_KEPT,
    /** Promise 5: replicas become equal, what is deleted stays so, and a replica that went wrong is found out and repaired. */
    CONVERGENCE,
    /** Promise 7: strangers and those without the right get nothing in and nothing out; memory is bounded. */
    HOSTILE_INPUT,
    /** What the parts of Zinc owe each other, and that the tree heals. */
    SOUNDNESS
}
