package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.ThreadLocalRandom;

/** Loads one server that somebody else has started. */
final class GatewayLoad {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GatewayLoad() {}

    static int run(GatewayOptions options, URI url, LoadGenerator generator, PrintStream out) throws IOException {
        String rooms = "bench-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
        CrowdPlan plan = CrowdPlan.of(url, options.protocol(), rooms, options.clients(), options.rooms())
                .withToken(options.token());
        BenchmarkOptions common = options.common();
        try (Crowd crowd = generator.connect(plan)) {
            out.printf(
                    "%,d clients in %,d rooms joined within %,.0f ms%n", plan.clients(), plan.rooms(), crowd.joinMs());
            if (common.warmUpSeconds() > 0) {
                var unused = crowd.type(options.perSecond(), common.warmUpSeconds(), false);
            }
            LoadFigures figures = crowd.type(options.perSecond(), common.seconds(), false);
            print(figures, out);
            if (figures.closedConnections() > 0) {
                out.printf("the server closed %,d connections: %s%n", figures.closedConnections(), crowd.farewell());
            }
            if (common.json() != null) {
                Files.writeString(common.json(), json(figures));
            }
            return figures.missing() == 0 ? 0 : 1;
        }
    }

    private static void print(LoadFigures figures, PrintStream out) {
        Table table = new Table(
                "updates/s",
                "sent",
                "p50 ms",
                "p99 ms",
                "deliveries/s",
                "missing",
                "generator CPU",
                "generator lag p99 ms");
        table.row(
                Table.number(figures.askedPerSecond()),
                String.valueOf(figures.sent()),
                Table.number(figures.p50Ms()),
                Table.number(figures.p99Ms()),
                Table.number(figures.deliveriesPerSecond()),
                String.valueOf(figures.missing()),
                Table.percent(figures.generatorShare()),
                Table.number(figures.lagP99Ms()));
        table.print(out);
    }

    private static String json(LoadFigures figures) {
        ArrayNode rows = JSON.createArrayNode();
        add(rows, "p50", "ms", figures.p50Ms());
        add(rows, "p99", "ms", figures.p99Ms());
        add(rows, "rate", "updates/s", figures.askedPerSecond());
        add(rows, "deliveries", "deliveries/s", figures.deliveriesPerSecond());
        add(rows, "missing", "deliveries", (double) figures.missing());
        add(rows, "generator-cpu", "part of the machine", figures.generatorShare());
        return rows.toPrettyString() + "\n";
    }

    private static void add(ArrayNode rows, String name, String unit, double value) {
        rows.addObject().put("case", name).put("unit", unit).put("value", value);
    }
}
