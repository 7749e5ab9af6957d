package io.zinc.benchmarks;

/** The sending side of a {@link MessagesCase}, in a process of its own. Used by one thread. */
interface Publisher {

    /** Where subscribers find it. */
    String address();

    /** Returns when so many subscriptions have arrived: every message that is sent from then on reaches them. */
    void awaitSubscriptions(int count) throws Exception;

    /** Sends the message with a number, to the topic whose turn it is; waits while subscribers are behind. */
    void send(long number) throws Exception;

    /** Sends what it still gathers. */
    void flush();
}
