package io.zinc.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Cross-origin resource sharing: what pages of other origins may do here (the Fetch standard, "CORS protocol"). Cookies play no
 * part, so no credentials are allowed.
 */
record Cors(Origins origins) {

    private static final String HEADERS = "Authorization, Content-Type, Accept";
    private static final String EXPOSED = "Location, Allow, Retry-After, WWW-Authenticate";

    /** Whether a request comes from a page that may use the gateway, or from no page. */
    boolean isWelcome(HttpServerRequest request) {
        return origins.allow(request.getHeader("Origin"), request.authority());
    }

    static boolean isPreflight(HttpServerRequest request) {
        return request.method().name().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Whether a method leaves everything as it is (RFC 9110 section 9.2.1). */
    static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** Lets the page of a welcome request read the reply. */
    void allow(HttpServerRequest request, HttpServerResponse response) {
        response.putHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && isWelcome(request)) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", EXPOSED);
        }
    }

    /** Tells a welcome page what it may ask for. */
    void preflight(HttpServerResponse response, String methods) {
        response.putHeader("Access-Control-Allow-Methods", methods)
                .putHeader("Access-Control-Allow-Headers", HEADERS)
                .putHeader("Access-Control-Max-Age", "600");
    }
}
