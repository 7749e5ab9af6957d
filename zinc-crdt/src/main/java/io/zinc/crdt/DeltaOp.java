package io.zinc.crdt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of a delta: the content of a text, or the change of a text or list. */
public sealed interface DeltaOp {
    /**
     * Content.
     *
     * @param content in a text a {@link String}, an embedded value or a {@link YType}; in a list a list of values
     * @param attributes formatting; empty for lists
     */
    record Insert(Object content, Map<String, @Nullable Object> attributes) implements DeltaOp {
        /** Makes an independent copy of the attributes. */
        public Insert {
            attributes = copy(attributes);
        }
    }

    /**
     * Units that stay.
     *
     * @param attributes formatting that they get; null values end an attribute
     */
    record Retain(int length, Map<String, @Nullable Object> attributes) implements DeltaOp {
        /** Makes an independent copy of the attributes. */
        public Retain {
            attributes = copy(attributes);
        }
    }

    /** Units that go. */
    record Delete(int length) implements DeltaOp {}

    /** Content without formatting. */
    static DeltaOp insert(Object content) {
        return new Insert(content, Map.of());
    }

    /** Content with formatting. */
    static DeltaOp insert(Object content, Map<String, ? extends @Nullable Object> attributes) {
        return new Insert(content, copy(attributes));
    }

    /** Units that stay as they are. */
    static DeltaOp retain(int length) {
        return new Retain(length, Map.of());
    }

    /** Units that stay and get formatting. */
    static DeltaOp retain(int length, Map<String, ? extends @Nullable Object> attributes) {
        return new Retain(length, copy(attributes));
    }

    /** Units that go. */
    static DeltaOp delete(int length) {
        return new Delete(length);
    }

    private static Map<String, @Nullable Object> copy(Map<String, ? extends @Nullable Object> attributes) {
        return Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(attributes));
    }
}
