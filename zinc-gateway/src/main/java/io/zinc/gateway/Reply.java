package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param contentType what the body is; empty where there is none
 */
record Reply(int status, String contentType, Buffer body, Map<String, String> headers) {

    private static final Buffer NOTHING = Buffer.buffer();

    /** Done, and there is nothing to show. */
    static Reply done() {
        return new Reply(204, "", NOTHING, Map.of());
    }

    static Reply json(int status, Object value) {
        return new Reply(status, PlainJson.TYPE, PlainJson.write(value), Map.of());
    }

    static Reply of(String contentType, Buffer body) {
        return new Reply(200, contentType, body, Map.of());
    }

    static Reply error(int status, String words, Map<String, String> headers) {
        return json(status, Map.of("error", words)).with(headers);
    }

    Reply with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Reply(status, contentType, body, all);
    }
}
