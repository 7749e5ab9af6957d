package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** A root that has content but was not declared; only the engine sees it. */
final class YUntyped extends YType {
    YUntyped(Branch branch) {
        super(branch);
    }

    @Override
    public @Nullable Object toJson() {
        return null;
    }

    @Override
    void integratePreliminary(Transaction tx) {
        throw new IllegalStateException("An untyped root is no content");
    }
}
