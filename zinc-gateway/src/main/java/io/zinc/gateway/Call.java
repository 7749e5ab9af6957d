package io.zinc.gateway;

import io.vertx.ext.web.MIMEHeader;
import io.zinc.gateway.spi.Access;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API, whole: somebody who was let in wants something.
 *
 * @param parameters what stands in the path, decoded
 * @param query the query as it came
 * @param accepted what may come back, best first; empty for anything
 * @param contentType what the body is; null when the request does not say
 */
record Call(
        Access.User user,
        Map<String, String> parameters,
        @Nullable String query,
        List<MIMEHeader> accepted,
        @Nullable MIMEHeader contentType,
        byte[] body) {

    /** What stands at a place of the path. */
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the path has no place '" + name + "'");
        }
        return value;
    }

    /** The first value in the query; empty if there is none. */
    String queried(String name) {
        return Queries.value(query, name);
    }

    /** The object of a JSON body. */
    Map<String, @Nullable Object> json() throws Refusal {
        if (contentType == null || !mediaType().equals(PlainJson.TYPE)) {
            throw new Refusal(
                    415,
                    "the body is " + (contentType == null ? "of no stated type" : mediaType())
                            + "; send it with Content-Type: " + PlainJson.TYPE);
        }
        return PlainJson.readObject(body);
    }

    /** What the body is, without parameters; empty when the request does not say. */
    String mediaType() {
        return contentType == null ? "" : contentType.component() + "/" + contentType.subComponent();
    }
}
