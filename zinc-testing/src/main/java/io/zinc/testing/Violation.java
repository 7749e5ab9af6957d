package io.zinc.testing;

/** A run did something that the model forbids. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
