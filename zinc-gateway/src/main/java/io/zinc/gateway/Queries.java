package io.zinc.gateway;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of a URL's query. */
final class Queries {

    private Queries() {}

    /** The first value of a parameter; empty if there is none. */
    static String value(@Nullable String query, String parameter) {
        if (query == null) {
            return "";
        }
        try {
            List<String> values =
                    new QueryStringDecoder(query, false).parameters().get(parameter);
            return values == null || values.isEmpty() ? "" : values.getFirst();
        } catch (IllegalArgumentException e) {
            return ""; // a query that cannot be decoded says nothing
        }
    }
}
