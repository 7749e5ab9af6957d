package io.zinc.gateway.spi;

import java.util.Objects;

/**
 * Decides who may do what through a gateway. It runs on virtual threads and may block, unless it says that it is quick; the
 * gateway goes on meanwhile. What it throws counts as a rejection.
 */
public interface Access {

    /** Says who a visitor is. Asked once per socket or request, before anything of it is read. */
    Verdict authenticate(Visitor visitor) throws Exception;

    /**
     * Says what a user may do with a document. Asked when it is opened, and again when the application says that rights
     * changed.
     *
     * @param document the document's name
     */
    Right right(User user, String document) throws Exception;

    /**
     * Whether it answers without waiting for anything. Then it is asked on the thread that reads sockets, which saves waking
     * another one.
     */
    default boolean isQuick() {
        return false;
    }

    /**
     * Someone who knocks.
     *
     * @param token what they show: a bearer token, or what the client calls its token; empty for nothing
     * @param remoteAddress where they come from, as an IP address: a proxy's, where one passed them on
     * @param isLoopback whether that is this machine, and no proxy on it has said that it speaks for somebody else
     */
    record Visitor(String token, String remoteAddress, boolean isLoopback) {

        @Override
        public String toString() {
            return "a visitor from " + remoteAddress; // tokens do not belong into logs
        }
    }

    /**
     * Someone who was let in.
     *
     * @param name who it is, for rights, and for the author of what comes over REST; what comes over WebSockets of one gateway is
     *     not told apart. Empty for nobody in particular
     * @param token what they showed, for an {@link Access} that keeps rights in it
     */
    record User(String name, String token) {
        public User {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(token, "token");
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "an anonymous user" : name;
        }
    }

    /** The answer to a visitor. */
    sealed interface Verdict {
        /** Let them in. */
        record Accept(User user) implements Verdict {}

        /** Keep them out, and tell them why. */
        record Reject(String reason) implements Verdict {}
    }

    /** What a user may do with a document, each including the ones before. */
    enum Right {
        NONE,
        READ,
        WRITE
    }

    /** Everyone may do everything. For a gateway that only trusted people reach. */
    static Access everyone() {
        return new Everyone(false);
    }

    /**
     * Everyone on this machine may do everything, and nobody else anything. What a gateway does unless told otherwise. Whoever comes
     * through a proxy on this machine that does not say so (by {@code Forwarded}, {@code X-Forwarded-For}, {@code X-Real-IP} or
     * {@code Via}) counts as on this machine.
     */
    static Access loopbackOnly() {
        return new Everyone(true);
    }
}
