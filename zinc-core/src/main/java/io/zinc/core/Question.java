package io.zinc.core;

import java.util.UUID;

/**
 * A question about a topic that a {@link Responder} has taken. Any thread may call {@link #answer}, {@link #refuse} or
 * {@link #pass}; the first such call counts, and further ones do nothing.
 */
public interface Question {

    String topic();

    /** Who asks. */
    UUID origin();

    /** Who that is, as the Authenticator said; empty where that is not known. */
    String subject();

    /** What is asked, in the application's own encoding. */
    byte[] payload();

    /**
     * Answers with at most {@link Limits#maxAnswerBytes} bytes; more are a refusal. The bytes are sent part by part, and
     * must not be changed afterwards.
     */
    void answer(byte[] bytes);

    /** Refuses; the asker's future fails with the reason, of which 500 characters are sent. */
    void refuse(String reason);

    /** Passes the question on to the parent after all; at a host: nobody answers. */
    void pass();
}
