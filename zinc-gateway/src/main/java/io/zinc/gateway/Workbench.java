package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.ParsedHeaderValue;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves the workbench's files, compressed where the browser takes that. On the event loop: they are in memory. */
final class Workbench {

    private final WorkbenchFiles files;

    Workbench(WorkbenchFiles files) {
        this.files = files;
    }

    /** A file in the form that goes over the wire. */
    private record Chosen(Buffer body, String encoding) {}

    void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        String method = request.method().name();
        WorkbenchFiles.Page page = files.at(request.path());
        if (page == null) {
            var unused = Api.write(
                    request,
                    response,
                    Reply.error(404, "there is nothing at this path; begin at /", Map.of("Cache-Control", "no-store")));
            return;
        }
        MetricsRoute.note(routing, "workbench");
        if (!method.equals("GET") && !method.equals("HEAD")) {
            var unused = Api.write(
                    request,
                    response,
                    Reply.error(
                            405,
                            "the method " + method + " does nothing here; use GET or HEAD",
                            Map.of("Allow", "GET, HEAD")));
            return;
        }
        Chosen chosen = chosen(page, routing.parsedHeaders().acceptEncoding());
        String etag = '"' + page.etag() + (chosen.encoding.isEmpty() ? "" : "-" + chosen.encoding) + '"';
        response.putHeader("ETag", etag)
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("Cache-Control", page.isForEver() ? "public, max-age=31536000, immutable" : "no-cache");
        if (isKnown(request.getHeader("If-None-Match"), etag)) {
            var unused = response.setStatusCode(304).end();
            return;
        }
        if (!chosen.encoding.isEmpty()) {
            response.putHeader("Content-Encoding", chosen.encoding);
        }
        var unused = Api.write(request, response, Reply.of(page.contentType(), chosen.body));
    }

    private static Chosen chosen(WorkbenchFiles.Page page, List<ParsedHeaderValue> accepted) {
        Buffer brotli = page.brotli();
        Buffer gzip = page.gzip();
        if (brotli != null && takes(accepted, "br")) {
            return new Chosen(brotli, "br");
        }
        if (gzip != null && takes(accepted, "gzip")) {
            return new Chosen(gzip, "gzip");
        }
        return new Chosen(page.plain(), "");
    }

    private static boolean takes(List<ParsedHeaderValue> accepted, String encoding) {
        return accepted.stream()
                .filter(each -> each.value().equalsIgnoreCase(encoding))
                .findFirst()
                .map(each -> each.weight() > 0)
                .orElse(false);
    }

    /** Whether a browser has a page already (RFC 9110 section 13.1.2). */
    private static boolean isKnown(@Nullable String known, String etag) {
        if (known == null) {
            return false;
        }
        for (String each : known.split(",", -1)) {
            String tag = each.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
