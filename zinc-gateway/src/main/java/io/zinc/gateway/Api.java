package io.zinc.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import io.zinc.gateway.spi.Access;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests to the API. A request is looked at on its event loop, then its visitor is asked for on a virtual thread, then
 * its body is read, then its action runs on a virtual thread: nothing of a stranger's request is kept, and nothing blocks an
 * event loop. At most {@link GatewayLimits#maxRequests} are under way at once.
 */
final class Api {

    private static final Access.User NOBODY = new Access.User("", "");

    private final List<Resource> resources;
    private final Doorman doorman;
    private final Cors cors;
    private final GatewayLimits limits;
    private final Executor executor;
    private final Semaphore permits;

    Api(List<Resource> resources, Doorman doorman, Cors cors, GatewayLimits limits, Executor executor) {
        this.resources = resources;
        this.doorman = doorman;
        this.cors = cors;
        this.limits = limits;
        this.executor = executor;
        this.permits = new Semaphore(limits.maxRequests());
    }

    /** One request on its way. */
    private final class Passage {
        final HttpServerRequest request;
        final HttpServerResponse response;
        final Context loop;
        final List<MIMEHeader> accepted;
        final @Nullable MIMEHeader contentType;
        final Map<String, String> parameters;
        final Action action;
        final boolean isOpen;
        final AtomicBoolean holdsPermit;

        Passage(RoutingContext routing, Map<String, String> parameters, Action action, boolean isOpen) {
            this.request = routing.request();
            this.response = routing.response();
            this.loop = routing.vertx().getOrCreateContext();
            this.accepted = routing.parsedHeaders().accept();
            this.contentType = routing.parsedHeaders().contentType();
            this.parameters = parameters;
            this.action = action;
            this.isOpen = isOpen;
            this.holdsPermit = new AtomicBoolean(!isOpen);
        }

        /** On a virtual thread. */
        void authenticate() {
            Caller caller = Caller.of(request.remoteAddress(), request.headers());
            switch (doorman.authenticate(Tokens.of(request.headers(), request.query()), caller)) {
                case Access.Verdict.Accept accept -> loop.runOnContext(now -> read(accept.user()));
                case Access.Verdict.Reject reject ->
                    loop.runOnContext(now -> end(Reply.error(401, reject.reason(), Challenge.HEADERS)));
            }
        }

        private void read(Access.User user) {
            if (response.closed()) {
                leave();
                return;
            }
            // what everyone may ask has no body, so that nobody fills the memory with it
            int mostBytes = isOpen ? 0 : limits.maxMessageBytes();
            RequestBody.read(request, loop, mostBytes, new RequestBody.Receiver() {

                @Override
                public void received(Buffer body) {
                    Call call = new Call(user, parameters, request.query(), accepted, contentType, body.getBytes());
                    execute(() -> act(call));
                }

                @Override
                public void refused(Refusal refusal) {
                    response.putHeader("Connection", "close"); // what else comes on it would be taken for a request
                    end(refusal.reply());
                }

                @Override
                public void gone() {
                    leave();
                }
            });
        }

        /** On a virtual thread. */
        private void act(Call call) {
            Reply reply;
            try {
                reply = action.answer(call);
            } catch (Refusal | RuntimeException | InterruptedException e) {
                reply = Faults.reply(e);
            }
            Reply answer = reply;
            loop.runOnContext(now -> end(answer));
        }

        private void end(Reply reply) {
            if (response.closed() || response.ended()) {
                leave();
                return;
            }
            write(request, response, reply).onComplete(written -> leave());
        }

        void execute(Runnable task) {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException e) {
                end(Reply.error(503, "this gateway is closing; try another one", Map.of()));
            }
        }

        void leave() {
            if (holdsPermit.compareAndSet(true, false)) {
                permits.release();
            }
        }
    }

    /** Takes a request; on its event loop. */
    void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        response.putHeader("Cache-Control", "no-store");
        cors.allow(request, response);
        try {
            List<String> segments = Resource.segments(request.path());
            Resource resource = resources.stream()
                    .filter(each -> each.isAt(segments))
                    .findFirst()
                    .orElseThrow(
                            () -> new Refusal(404, "there is nothing at this path; see the documentation of the API"));
            MetricsRoute.note(routing, resource.pattern());
            Action action = action(request, response, resource);
            if (action == null) {
                var unused = write(request, response, Reply.done());
                return;
            }
            Passage passage = new Passage(routing, resource.parameters(segments), action, resource.isOpen());
            if (!resource.isOpen() && !permits.tryAcquire()) {
                throw new Refusal(
                        503,
                        limits.maxRequests() + " requests are under way, the limit maxRequests; try again",
                        Map.of("Retry-After", "1"));
            }
            request.pause();
            if (resource.isOpen()) {
                passage.read(NOBODY);
            } else {
                passage.execute(passage::authenticate);
            }
        } catch (Refusal e) {
            var unused = write(request, response, e.reply());
        }
    }

    /** What a request wants done; null when it was no more than a question of what it may want. */
    private @Nullable Action action(HttpServerRequest request, HttpServerResponse response, Resource resource)
            throws Refusal {
        String method = request.method().name();
        if (Cors.isPreflight(request)) {
            if (!cors.isWelcome(request)) {
                throw foreign(request);
            }
            cors.preflight(response, resource.allowed());
            return null;
        }
        if (method.equals("OPTIONS")) {
            response.putHeader("Allow", resource.allowed());
            return null;
        }
        Action action = resource.action(method);
        if (action == null) {
            throw new Refusal(
                    405,
                    "the method " + method + " does nothing here; use " + resource.allowed(),
                    Map.of("Allow", resource.allowed()));
        }
        if (!Cors.isSafe(method) && !cors.isWelcome(request)) {
            throw foreign(request);
        }
        return action;
    }

    private static Refusal foreign(HttpServerRequest request) {
        return new Refusal(
                403,
                "pages of '" + request.getHeader("Origin")
                        + "' may change nothing here; the gateway's operator can allow that origin");
    }

    /** Writes a reply; on the request's event loop. */
    static Future<Void> write(HttpServerRequest request, HttpServerResponse response, Reply reply) {
        reply.headers().forEach((name, value) -> {
            if (name.equals("Vary")) {
                response.headers().add(name, value); // beside what is there
            } else {
                response.putHeader(name, value);
            }
        });
        response.setStatusCode(reply.status());
        if (!reply.contentType().isEmpty()) {
            response.putHeader("Content-Type", reply.contentType());
        }
        if (request.method().name().equals("HEAD")) {
            response.putHeader("Content-Length", Integer.toString(reply.body().length()));
            return response.end();
        }
        return response.end(reply.body());
    }
}
