package io.zinc.core.spi;

import io.zinc.core.Role;
import java.util.Objects;
import java.util.UUID;

/**
 * Decides at the host who may join the tree, wherever the joiner knocks. It runs on a virtual thread and may block; the
 * tree goes on meanwhile. What it throws counts as a rejection.
 */
@FunctionalInterface
public interface Authenticator {

    Verdict authenticate(JoinAttempt attempt) throws Exception;

    /** Lets everyone in, with an empty subject. */
    static Authenticator anyone() {
        return attempt -> new Verdict.Accept("");
    }

    /**
     * Someone who wants to join.
     *
     * @param endpoint the id that it claims
     * @param role what it wants to be; a relay is trusted with the sessions of its whole subtree
     * @param credentials what it shows, at most 4096 characters
     */
    record JoinAttempt(UUID endpoint, Role role, String credentials) {}

    /** The answer to a join. */
    sealed interface Verdict {
        /** Let it in; the subject is who it is, for the {@link Authorizer}. */
        record Accept(String subject) implements Verdict {
            public Accept {
                Objects.requireNonNull(subject, "subject");
            }
        }

        /** Let it in, but below a relay, never at the host itself. */
        record PlaceLower(String subject) implements Verdict {
            public PlaceLower {
                Objects.requireNonNull(subject, "subject");
            }
        }

        /** Keep it out, and tell it why. */
        record Reject(String reason) implements Verdict {
            public Reject {
                Objects.requireNonNull(reason, "reason");
            }
        }
    }
}
