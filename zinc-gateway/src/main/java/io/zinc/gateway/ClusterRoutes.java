package io.zinc.gateway;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.zinc.gateway.spi.Access;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows the tree: once, or live as server-sent events (the HTML standard, section 9.2). */
final class ClusterRoutes {

    static final String EVENTS = "/api/cluster/events";

    private static final String TYPE = "text/event-stream";
    private static final int QUIET_MS = 15_000;
    private static final Buffer KEEP_ALIVE = Buffer.buffer(": still here\n\n");

    private final TreeFeed feed;
    private final Doorman doorman;
    private final Cors cors;
    private final GatewayLimits limits;
    private final Executor executor;
    private final AtomicInteger followers = new AtomicInteger();

    ClusterRoutes(TreeFeed feed, Doorman doorman, Cors cors, GatewayLimits limits, Executor executor) {
        this.feed = feed;
        this.doorman = doorman;
        this.cors = cors;
        this.limits = limits;
        this.executor = executor;
    }

    List<Resource> resources() {
        return List.of(
                new Resource("/api/cluster").get(call -> Reply.of(PlainJson.TYPE, feed.now())),
                new Resource(EVENTS).get(call -> Reply.of(TYPE, Buffer.buffer()))); // a HEAD; see follow
    }

    int followers() {
        return followers.get();
    }

    /** Takes a GET of the events; on its event loop. */
    void follow(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        response.putHeader("Cache-Control", "no-store");
        cors.allow(routing.request(), response);
        MetricsRoute.note(routing, EVENTS);
        if (followers.incrementAndGet() > limits.maxFollowers()) {
            followers.decrementAndGet();
            var unused = Api.write(
                    routing.request(),
                    response,
                    Reply.error(
                            503,
                            limits.maxFollowers() + " visitors follow the tree here, the limit maxFollowers; try again",
                            Map.of("Retry-After", "5")));
            return;
        }
        Context loop = routing.vertx().getOrCreateContext();
        Caller caller =
                Caller.of(routing.request().remoteAddress(), routing.request().headers());
        String token = Tokens.of(routing.request().headers(), routing.request().query());
        executor.execute(() -> {
            switch (doorman.authenticate(token, caller)) {
                case Access.Verdict.Accept accept -> loop.runOnContext(now -> new Follower(routing, loop).begin());
                case Access.Verdict.Reject reject ->
                    loop.runOnContext(now -> {
                        followers.decrementAndGet();
                        var unused = Api.write(
                                routing.request(), response, Reply.error(401, reject.reason(), Challenge.HEADERS));
                    });
            }
        });
    }

    /** A visitor who follows the tree. Confined to its event loop. */
    private final class Follower {
        private final RoutingContext routing;
        private final HttpServerResponse response;
        private final Context loop;
        private long timer;
        private boolean hasEnded;
        private boolean isQuiet;
        private Runnable end = () -> {};

        Follower(RoutingContext routing, Context loop) {
            this.routing = routing;
            this.response = routing.response();
            this.loop = loop;
        }

        void begin() {
            if (response.closed()) {
                followers.decrementAndGet();
                return;
            }
            response.putHeader("Content-Type", TYPE)
                    .putHeader("X-Accel-Buffering", "no") // proxies would hold events back
                    .setChunked(true);
            routing.addEndHandler(gone -> ended());
            timer = loop.owner().setPeriodic(QUIET_MS, tick -> {
                if (isQuiet) {
                    write(KEEP_ALIVE);
                }
                isQuiet = true;
            });
            write(KEEP_ALIVE); // so that the visitor knows that it is let in
            end = feed.follow(tree -> loop.runOnContext(now -> show(tree)));
        }

        private void show(Buffer tree) {
            isQuiet = false;
            write(Buffer.buffer(tree.length() + 24)
                    .appendString("event: tree\ndata: ")
                    .appendBuffer(tree)
                    .appendString("\n\n"));
        }

        /** Who reads slowly misses some: the next tree holds all. */
        private void write(Buffer event) {
            if (!hasEnded && !response.closed() && !response.writeQueueFull()) {
                var unused = response.write(event);
            }
        }

        private void ended() {
            if (!hasEnded) {
                hasEnded = true;
                boolean ignored = loop.owner().cancelTimer(timer);
                end.run();
                followers.decrementAndGet();
            }
        }
    }
}
