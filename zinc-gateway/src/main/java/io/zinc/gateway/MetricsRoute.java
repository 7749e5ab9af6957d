package io.zinc.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Shows what is counted, in the format of Prometheus or of OpenMetrics, and counts requests. */
final class MetricsRoute implements AutoCloseable {

    private static final String PATTERN = "zinc.pattern";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    MetricsRoute(PrometheusMeterRegistry registry) {
        this.registry = registry;
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    void followers(IntSupplier count) {
        Gauge.builder("zinc.gateway.followers", count::getAsInt)
                .description("Visitors who follow the tree")
                .register(registry);
    }

    List<Resource> resources() {
        return List.of(new Resource("/metrics").get(this::show));
    }

    private Reply show(Call call) {
        boolean isOpen = call.accepted().stream()
                .anyMatch(each -> each.subComponent().equals("openmetrics-text") && each.weight() > 0);
        String type = isOpen ? OPEN_METRICS : TEXT;
        return Reply.of(type, Buffer.buffer(registry.scrape(type)));
    }

    /** Says under which pattern of paths a request counts. */
    static void note(RoutingContext routing, String pattern) {
        routing.put(PATTERN, pattern);
    }

    /** Counts a request when it ends. */
    void count(RoutingContext routing) {
        long beganNs = System.nanoTime();
        routing.addEndHandler(ended -> {
            String pattern = routing.get(PATTERN);
            String method = routing.request().method().name();
            Timer.builder("zinc.gateway.requests")
                    .description("Requests over HTTP, from their head to the end of the reply")
                    .tag("method", METHODS.contains(method) ? method : "other")
                    .tag("path", pattern == null ? "other" : pattern)
                    .tag("status", Integer.toString(routing.response().getStatusCode()))
                    .register(registry)
                    .record(System.nanoTime() - beganNs, TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
