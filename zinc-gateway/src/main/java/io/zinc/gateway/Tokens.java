package io.zinc.gateway;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Where visitors show their tokens. */
final class Tokens {

    private static final String SCHEME = "Bearer ";

    private Tokens() {}

    /**
     * The token of a request: a bearer token (RFC 6750), or the parameter {@code token} of those who cannot set headers; empty
     * without one.
     */
    static String of(MultiMap headers, @Nullable String query) {
        String authorization = headers.get("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return authorization.substring(SCHEME.length()).trim();
        }
        return Queries.value(query, "token");
    }
}
