package io.zinc.core.protocol;

import io.zinc.core.Missed;

/** What the protocol tells a local subscription. Called in order, within a turn; must not call back. */
public interface Subscriber {

    /** What has a later sequence than {@code last} will be delivered. Called once for each reign. */
    void confirmed(long last);

    /** The host does not allow it. */
    void refused(String reason);

    /**
     * A well-formed broadcast frame, shared and never changed. Of its messages only those from {@code fromSequence} are
     * new.
     */
    void deliver(byte[] frame, long fromSequence);

    /** A well-formed broadcast frame of ephemeral messages, shared and never changed. In no order with the others. */
    void deliverEphemeral(byte[] frame);

    /** Messages will not come; those before were delivered, those after follow. */
    void missed(long first, long last, Missed.Reason reason);
}
