package io.zinc.testing;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened in a run, told line by line in virtual time; silent unless somebody listens. */
final class Story {

    private final @Nullable PrintStream out;
    private final VirtualTime time;

    Story(@Nullable PrintStream out, VirtualTime time) {
        this.out = out;
        this.time = time;
    }

    boolean isTold() {
        return out != null;
    }

    /** Tells a line; it is made only when somebody listens. */
    void tell(String who, Supplier<String> what) {
        if (out != null) {
            out.printf(Locale.ROOT, "%11.3f ms  %-12s %s%n", time.nowNs() / 1e6 - 1000, who, what.get());
        }
    }
}
