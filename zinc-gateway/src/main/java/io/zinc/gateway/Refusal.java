package io.zinc.gateway;

import java.util.Map;

/** A request that is answered with an error: its status, and words that say what happened and what to do. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String words) {
        this(status, words, Map.of());
    }

    Refusal(int status, String words, Map<String, String> headers) {
        super(words, null, false, false); // its words say it all
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    Reply reply() {
        return Reply.error(status, String.valueOf(getMessage()), headers);
    }
}
