package io.zinc.gateway;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads the body of a request up to a limit. What goes beyond is read and dropped for a while, as a client that is still
 * sending would not see the reply. Confined to the request's event loop.
 */
final class RequestBody {

    /** So many times the limit is read before a client that does not stop is cut. */
    private static final int PATIENCE = 16;

    private static final int MOST_MS = 60_000;

    /** Gets what came of it, once. */
    interface Receiver {

        void received(Buffer body);

        void refused(Refusal refusal);

        /** The client has gone. */
        void gone();
    }

    private final HttpServerRequest request;
    private final int limitBytes;
    private final Receiver receiver;
    private final Buffer body = Buffer.buffer();
    private long bytes;
    private boolean isOver;

    private RequestBody(HttpServerRequest request, int limitBytes, Receiver receiver) {
        this.request = request;
        this.limitBytes = limitBytes;
        this.receiver = receiver;
    }

    /** Reads the body of a request that was paused. */
    static void read(HttpServerRequest request, Context context, int limitBytes, Receiver receiver) {
        new RequestBody(request, limitBytes, receiver).begin(context);
    }

    private void begin(Context context) {
        long announced = announced();
        boolean isAsking = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        if (announced > limitBytes && (isAsking || announced > (long) PATIENCE * limitBytes)) {
            over(each -> each.refused(tooLarge(announced + " bytes")));
            return;
        }
        long timer = context.owner().setTimer(MOST_MS, late -> over(each -> each.refused(tooSlow())));
        request.handler(this::part);
        request.exceptionHandler(fault -> {
            context.owner().cancelTimer(timer);
            over(Receiver::gone);
        });
        request.endHandler(end -> {
            context.owner().cancelTimer(timer);
            over(each -> {
                if (bytes > limitBytes) {
                    each.refused(tooLarge(bytes + " bytes"));
                } else {
                    each.received(body);
                }
            });
        });
        if (isAsking) {
            var unused = request.response().writeContinue();
        }
        request.resume();
    }

    /** What the client says that it sends; 0 when it does not say. */
    private long announced() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // what is no number does not come through the decoder
        }
    }

    private void part(Buffer part) {
        bytes += part.length();
        if (bytes <= limitBytes) {
            body.appendBuffer(part);
        } else if (bytes > (long) PATIENCE * limitBytes) {
            over(each -> each.refused(tooLarge("more than " + bytes + " bytes")));
        }
    }

    private void over(Consumer<Receiver> outcome) {
        if (!isOver) {
            isOver = true;
            outcome.accept(receiver);
        }
    }

    private Refusal tooLarge(String what) {
        return new Refusal(
                413, "the body has " + what + ", the limit maxMessageBytes is " + limitBytes + "; send less at once");
    }

    private static Refusal tooSlow() {
        return new Refusal(408, "the body did not come within " + MOST_MS + " ms; send it faster, or less at once");
    }
}
