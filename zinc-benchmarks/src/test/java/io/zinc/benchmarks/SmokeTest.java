package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cases for a moment: they run to their end, lose nothing, and report. How fast is not for a test to say. */
class SmokeTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void messagesAreMeasuredWithoutLoss() throws Exception {
        Path json = folder.resolve("messages.json");
        int result = MessagesBenchmark.run(
                briefly(json, "host-1", "host-8", "topics-1000"), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(casesIn(json)).containsExactly("host-1/100B", "host-1/1KiB", "host-8/100B", "topics-1000/100B");
        assertThat(result).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void latencyIsMeasuredWithoutLoss() throws Exception {
        Path json = folder.resolve("latency.json");
        int result = LatencyBenchmark.run(briefly(json), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(casesIn(json)).containsExactly("echo-2k/p50", "echo-2k/p99", "echo-100k/p50", "echo-100k/p99");
        assertThat(result).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void documentsAreMeasuredAndEndTheSame() throws Exception {
        Path json = folder.resolve("documents.json");
        DocumentsBenchmark.Options options = new DocumentsBenchmark.Options(
                briefly(json), CrdtBenchmark.checkout(), DocumentsBenchmark.DEFAULT_SESSION, 1_000, 20);
        int result = DocumentsBenchmark.run(options, new PrintStream(out, true, StandardCharsets.UTF_8));

        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(casesIn(json))
                .containsExactly(
                        "session/rate",
                        "keystroke/p50",
                        "keystroke/p99",
                        "durable/rate",
                        "durable/added-p50",
                        "cold-open/ms",
                        "cold-open/bytes",
                        "memory/10000-documents/open-heap",
                        "memory/10000-documents/closed-heap",
                        "memory/10000-documents/open-resident",
                        "memory/10000-documents/closed-resident");
        assertThat(result).as(said).isZero();
        assumeTrue(
                !said.contains("npm ci"),
                "Yjs was not measured: install Node.js, then run 'npm ci' in zinc-benchmarks/src/main/node");
        assertThat(said).contains("Yjs over y-websocket");
    }

    private static BenchmarkOptions briefly(Path json, String... cases) {
        return new BenchmarkOptions(1, 0.1, 0.1, List.of(cases), json);
    }

    private static List<String> casesIn(Path json) throws Exception {
        List<String> cases = new ArrayList<>();
        JsonMapper.builder()
                .build()
                .readTree(Files.readString(json))
                .forEach(row -> cases.add(row.get("case").asText()));
        return cases;
    }
}
