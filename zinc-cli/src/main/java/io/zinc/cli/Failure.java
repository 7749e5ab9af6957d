package io.zinc.cli;

/** Something that the user has to know, in a line that says what happened and what to do. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
