package io.zinc.testing;

/** Someone at an end of a link. */
interface Party {

    String name();

    /** Something arrives at a time. */
    void wake(long atNs);

    /** Whether it has no business in the tree. */
    boolean isStranger();
}
