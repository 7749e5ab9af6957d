package io.zinc.core;

import org.jspecify.annotations.Nullable;

/** A value could not be encoded, or bytes could not be decoded. */
public final class CodecException extends ZincException {

    private static final long serialVersionUID = 1L;

    public CodecException(String message, @Nullable Throwable cause) {
        super(Category.FIX_THE_CALL, message, cause);
    }
}
