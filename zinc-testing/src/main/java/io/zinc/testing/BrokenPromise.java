package io.zinc.testing;

/** A run broke a promise; the message names the seed, the virtual time and what happened. */
public final class BrokenPromise extends AssertionError {

    private static final long serialVersionUID = 1;

    private final Promise promise;

    BrokenPromise(Promise promise, String message, Throwable cause) {
        super(message, cause);
        this.promise = promise;
    }

    /** The one that was broken first. */
    public Promise promise() {
        return promise;
    }
}
