package io.zinc.core.protocol;

import io.zinc.core.ConnectionEvent;
import io.zinc.core.GatedMessage;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import java.util.UUID;

/**
 * What the protocol wants done: frames to links, and effects that the shell performs and answers later. Called within a
 * turn; must not call back into the protocol.
 */
public interface Outputs {

    // ---- the uplink

    /** Opens a new uplink, in place of the present one if there is one. */
    void connect(String address);

    void closeUplink();

    boolean sendToParent(byte[] frame);

    /** False when the addresses cannot be used; the link has no more than its direct path then. */
    boolean attach(String broadcastAddress, String pushAddress);

    void subscribe(byte[] request);

    void unsubscribe(byte[] request);

    /** False when the path is full or shut: nothing was sent. */
    boolean push(byte[] frame);

    // ---- the downlink

    boolean sendToChild(long peer, byte[] frame);

    void broadcast(byte[] frame);

    /** Ends everything that a child has here: its direct connection, and the subscriptions made with its link token. */
    void disconnectChild(long peer, byte[] token);

    // ---- effects, answered later by TreeNode.authenticated and TreeNode.authorized

    void authenticate(long ask, Authenticator.JoinAttempt attempt);

    void authorize(long ask, String subject, String topic, Authorizer.Access access);

    // ---- gates and questions: the application's part in them, at once

    /** Offers a message of another endpoint for a topic under a gate; false when there is no room for it now. */
    boolean gate(GatedMessage message);

    /**
     * Asks the application something; {@link TreeNode#answered}, {@link TreeNode#refused} or {@link TreeNode#passed} say
     * later what came of it.
     *
     * @return false when the application does not answer it
     */
    boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload);

    /** The answer to a question of this endpoint's application. */
    void answered(long question, byte[] answer);

    /**
     * A question of this endpoint's application has no answer.
     *
     * @param isFinal whether asking again would not help
     */
    void unanswered(long question, boolean isFinal, String reason);

    /** Host: an endpoint below can be reached. */
    void endpointCame(UUID endpoint);

    /** Host: an endpoint below has left, or has been out of reach for too long. */
    void endpointGone(UUID endpoint);

    // ---- the application

    /**
     * Of the messages that this endpoint submitted, counted from 1 over its life, those from {@code first} to
     * {@code last} have an outcome.
     *
     * @param bytes how many bytes of the send buffer became free
     */
    void settled(long first, long last, Outcome outcome, String reason, long bytes);

    void event(ConnectionEvent event);

    /** The endpoint has left the tree: all it sent has arrived. */
    void left();

    /** What the application side has to report with the next heartbeat. */
    Load load();

    /** What became of submitted messages. */
    enum Outcome {
        SEQUENCED,
        REFUSED,
        UNKNOWN
    }

    /** Figures of the application side. */
    record Load(
            long sentPerSecond,
            long handledPerSecond,
            long lagMessages,
            long gaps,
            int documents,
            int browsers,
            String gateway) {

        /** Nothing. */
        public static final Load NONE = new Load(0, 0, 0, 0, 0, 0, "");
    }
}
