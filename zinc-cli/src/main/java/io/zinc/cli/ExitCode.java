package io.zinc.cli;

/** What the program's exit code says. */
final class ExitCode {

    static final int OK = 0;

    /** It could not be done; standard error says why. */
    static final int FAILURE = 1;

    /** There is no such command or option, or its value is none of its type. */
    static final int USAGE = 2;

    // 130 (Ctrl-C) and 143 (SIGTERM) come from the JVM, after the shutdown hooks have left the tree

    private ExitCode() {}
}
