package io.zinc.core.spi;

import io.zinc.core.ZincException;

/** A link could not be opened: the address is malformed, not offered, or taken. */
public final class TransportException extends ZincException {

    private static final long serialVersionUID = 1L;

    public TransportException(Category category, String message) {
        super(category, message);
    }

    public TransportException(Category category, String message, Throwable cause) {
        super(category, message, cause);
    }
}
