package io.zinc.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.zinc.core.ZincException;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentException;
import io.zinc.documents.spi.FragmentException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to answer when something was thrown. */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private Faults() {}

    static Reply reply(Exception fault) {
        return switch (fault) {
            case Refusal refusal -> refusal.reply();
            case DocumentException document ->
                Reply.error(
                        switch (document.problem()) {
                            case ABSENT -> 404;
                            case OTHER_KIND, EXISTS -> 409;
                            case REFUSED -> 403;
                            case ENDED -> 410;
                        },
                        words(document),
                        Map.of());
            case FragmentException fragment -> Reply.error(400, words(fragment), Map.of());
            case CrdtException crdt -> Reply.error(400, "this is no content of a document: " + words(crdt), Map.of());
            case ZincException known ->
                switch (known.category()) {
                    case RETRY -> Reply.error(503, words(known), Map.of("Retry-After", "1"));
                    case FIX_THE_CALL -> Reply.error(400, words(known), Map.of());
                    case GIVE_UP -> unexpected(known);
                };
            case InterruptedException interrupted ->
                Reply.error(503, "this gateway is closing; try another one", Map.of());
            default -> unexpected(fault);
        };
    }

    /** Answers what is no request at all; on its event loop. */
    static void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        HttpServerResponse response = request.response();
        SecurityHeaders.put(response);
        response.putHeader("Connection", "close");
        int status = switch (cause) {
            case TooLongHttpLineException line -> 414;
            case TooLongHttpHeaderException header -> 431;
            case null, default -> 400;
        };
        var unused = Api.write(
                request,
                response,
                Reply.error(
                        status,
                        "this is no request that can be read: " + (cause == null ? "" : cause.getMessage()),
                        Map.of()));
    }

    private static Reply unexpected(Exception fault) {
        LOG.warn("a request could not be answered", fault);
        return Reply.error(
                500, "something went wrong here that should not have; the gateway's log says what", Map.of());
    }

    private static String words(Exception fault) {
        return String.valueOf(fault.getMessage());
    }
}
