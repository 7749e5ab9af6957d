package io.zinc.gateway;

import java.util.Map;

/** Tells who was not let in what to show (RFC 6750 section 3). */
final class Challenge {

    static final Map<String, String> HEADERS = Map.of("WWW-Authenticate", "Bearer realm=\"zinc\"");

    private Challenge() {}
}
