package io.zinc.documents.protocol;

import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Strategy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of documents that a host knows, by name, with their strategies and the checks of their fragments. What follows a
 * colon in a kind's name says more about it, such as {@code text:quill}, a text whose root has another name than usual.
 */
public final class KnownKinds {

    /** The kind of a document of which nobody has said what it is. */
    public static final String UNTYPED = "yjs";

    /** Checks that a fragment is one of a kind's documents. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks a fragment.
         *
         * @param kind the kind's whole name
         * @throws FragmentException when it is not
         */
        void check(String kind, byte[] fragment);
    }

    private record Known(Strategy strategy, Check check) {}

    private final Map<String, Known> kinds = new TreeMap<>();
    private final Strategy usual;

    /** @param usual the strategy of documents whose kind is not known here */
    public KnownKinds(Strategy usual) {
        this.usual = usual;
    }

    public KnownKinds with(String kind, Strategy strategy, Check check) {
        kinds.put(kind, new Known(strategy, check));
        return this;
    }

    private @Nullable Known known(String kind) {
        int colon = kind.indexOf(':');
        return kinds.get(colon < 0 ? kind : kind.substring(0, colon));
    }

    /** The kind of a new document. */
    static String ofNew(String kind) {
        return kind.isEmpty() ? UNTYPED : kind;
    }

    Strategy strategyOf(String kind) {
        Known known = known(kind);
        return known == null ? usual : known.strategy;
    }

    /**
     * Checks that a fragment is one of a kind's documents.
     *
     * @throws FragmentException when it is not
     */
    public void check(String kind, byte[] fragment) {
        Known known = known(kind);
        if (known != null) {
            known.check.check(kind, fragment);
        }
    }
}
