package io.zinc.testing;

/** A run did something that the model forbids. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1;

    private final Promise promise;

    Violation(Promise promise, String what) {
        super(what);
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }
}
