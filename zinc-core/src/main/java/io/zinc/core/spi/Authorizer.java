package io.zinc.core.spi;

import java.util.Objects;

/**
 * Decides at the host who may send to a topic and who may subscribe to it. Asked when a session wants a right, and again when it
 * has given it back, was denied it a while ago, or comes anew; a right that is in use is not taken back. It runs on a virtual thread and may block; the tree goes on meanwhile. What it throws counts as a denial.
 */
@FunctionalInterface
public interface Authorizer {

    Decision authorize(String subject, String topic, Access access) throws Exception;

    /** Lets everyone do everything. */
    static Authorizer everything() {
        return (subject, topic, access) -> new Decision.Allow();
    }

    /** What is asked for. */
    enum Access {
        SEND,
        SUBSCRIBE
    }

    /** The answer. */
    sealed interface Decision {
        record Allow() implements Decision {}

        record Deny(String reason) implements Decision {
            public Deny {
                Objects.requireNonNull(reason, "reason");
            }
        }
    }
}
