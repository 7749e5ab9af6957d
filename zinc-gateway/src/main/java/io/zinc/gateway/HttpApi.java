package io.zinc.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.ParsedHeaderValues;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that a gateway serves over HTTP but for WebSockets: the API, health, metrics and the workbench. Shared by all shards. */
final class HttpApi implements AutoCloseable {

    private final Origins origins;
    private final int perSecond;
    private final Rates rates;
    private final TreeFeed feed;
    private final ClusterRoutes cluster;
    private final Api api;
    private final Health health;
    private final MetricsRoute metrics;
    private final Workbench workbench;

    HttpApi(
            Gateway.Builder settings,
            Doorman doorman,
            Origins origins,
            PrometheusMeterRegistry registry,
            ExecutorService executor,
            ScheduledExecutorService timer,
            WorkbenchFiles files,
            int loops) {
        Endpoint endpoint = settings.endpoint;
        Documents documents = settings.documents;
        GatewayLimits limits = settings.limits;
        this.origins = origins;
        this.perSecond = limits.maxRequestsPerSecond();
        this.rates = new Rates(perSecond, Gateway::nowMs);
        Cors cors = new Cors(origins);
        Guard guard = new Guard(doorman);
        this.feed = new TreeFeed(endpoint, executor, timer);
        this.cluster = new ClusterRoutes(feed, doorman, cors, limits, executor);
        this.metrics = new MetricsRoute(registry);
        metrics.followers(cluster::followers);
        this.health = new Health(documents, loops, Gateway::nowMs);
        List<Resource> resources = Stream.of(
                        new MeRoute(endpoint, documents).resources(),
                        new DocumentRoutes(documents, guard).resources(),
                        new VersionRoutes(documents, guard).resources(),
                        cluster.resources(),
                        metrics.resources(),
                        health.resources())
                .flatMap(List::stream)
                .toList();
        this.api = new Api(resources, doorman, cors, limits, executor);
        TreeMeters.register(registry, endpoint, documents);
        this.workbench = new Workbench(files);
    }

    /** What the shard with a number answers requests with; on its event loop. */
    Router router(Vertx vertx, HttpConnections connections) {
        Router router = Router.router(vertx);
        router.route().handler(routing -> {
            connections.requested(routing);
            routing.next();
        });
        router.route().handler(this::admit);
        router.get(ClusterRoutes.EVENTS).handler(cluster::follow);
        for (String path : List.of("/livez", "/readyz", "/metrics", "/api", "/api/*")) {
            router.route(path).handler(api::handle);
        }
        router.route().handler(workbench::handle);
        return router;
    }

    /** An event loop turns. */
    void beat(int loop) {
        health.beat(loop);
    }

    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        metrics.count(routing);
        SecurityHeaders.put(routing.response());
        Reply objection = objection(routing);
        if (objection == null) {
            routing.next();
        } else {
            var unused = Api.write(request, routing.response(), objection);
        }
    }

    private @Nullable Reply objection(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!rates.take(request.remoteAddress().hostAddress())) {
            return Reply.error(
                    429,
                    "more than " + perSecond
                            + " requests a second from this address, the limit maxRequestsPerSecond; wait a little",
                    Map.of("Retry-After", "1"));
        }
        if (!origins.isForUs(request.authority())) {
            return Reply.error(
                    421,
                    "this gateway is not '" + request.authority()
                            + "'; call it by a name of its own machine, or let its operator allow that origin",
                    Map.of());
        }
        String query = request.query();
        if (!Resource.isEncoded(request.path()) || (query != null && !Resource.isEncoded(query))) {
            return Reply.error(
                    400,
                    "the URL is not percent-encoded as it should be: a '%' is followed by two hexadecimal digits",
                    Map.of());
        }
        if (!hasReadableHeaders(routing)) {
            return Reply.error(
                    400,
                    "a header that says what may come, or what comes, is malformed (RFC 9110 section 12.5)",
                    Map.of());
        }
        return null;
    }

    /** Vert.x reads them when they are first used, and throws whatever it comes upon in malformed ones. */
    private static boolean hasReadableHeaders(RoutingContext routing) {
        try {
            ParsedHeaderValues headers = routing.parsedHeaders();
            return Stream.of(headers.accept(), headers.acceptEncoding(), List.of(headers.contentType()))
                    .flatMap(List::stream)
                    .allMatch(header -> header.weight() >= 0);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        feed.close();
        metrics.close();
    }
}
