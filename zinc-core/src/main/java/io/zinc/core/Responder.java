package io.zinc.core;

/**
 * Answers questions that endpoints below ask about topics, at a host or relay.
 *
 * @see Endpoint#respond
 */
@FunctionalInterface
public interface Responder {

    /**
     * Takes a question. Called by one thread at a time, which the links wait for: it must return at once. The question may be
     * answered later, from any thread; as long as it is not, its asker waits within its patience. Somebody who repeats a
     * question may cause it to be asked again.
     *
     * @return false to pass the question on to the parent; at a host: nobody answers, which its asker is told
     */
    boolean asked(Question question);
}
