package io.zinc.documents.spi;

import io.zinc.core.ZincException;
import org.jspecify.annotations.Nullable;

/** Bytes are no fragment or version, or not one of this kind of document. Nothing was changed by them. */
public class FragmentException extends ZincException {

    private static final long serialVersionUID = 1L;

    public FragmentException(String message) {
        this(message, null);
    }

    public FragmentException(String message, @Nullable Throwable cause) {
        super(Category.FIX_THE_CALL, message, cause);
    }
}
