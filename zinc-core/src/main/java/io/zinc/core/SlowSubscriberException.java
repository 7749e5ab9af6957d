package io.zinc.core;

/** A subscription with {@link SlowSubscriberPolicy#SNAIL} was closed because its handler did not keep up. */
public final class SlowSubscriberException extends ZincException {

    private static final long serialVersionUID = 1L;

    public SlowSubscriberException(String message) {
        super(Category.GIVE_UP, message);
    }
}
