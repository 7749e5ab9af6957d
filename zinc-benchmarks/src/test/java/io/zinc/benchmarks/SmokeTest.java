package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each case for a moment: it runs to its end and reports. How fast is not for a test to say, nor whether a subscriber on a
 * busy machine keeps up; 1 is the result when one did not, and was told so.
 */
class SmokeTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void eachMessagesCaseRunsAndReports() throws Exception {
        Path json = folder.resolve("messages.json");
        int result = MessagesBenchmark.run(briefly(json), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(result).as(out.toString(StandardCharsets.UTF_8)).isIn(0, 1);
        assertThat(casesIn(json)).containsExactly("host-1/100B", "host-1/1KiB", "host-8/100B", "topics-1000/100B");
    }

    @Test
    void eachLatencyCaseRunsAndReports() throws Exception {
        Path json = folder.resolve("latency.json");
        int result = LatencyBenchmark.run(briefly(json), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(result).as(out.toString(StandardCharsets.UTF_8)).isIn(0, 1);
        assertThat(casesIn(json)).containsExactly("echo-2k/p50", "echo-2k/p99", "echo-100k/p50", "echo-100k/p99");
    }

    private static BenchmarkOptions briefly(Path json) {
        return new BenchmarkOptions(1, 0.1, 0.1, List.of(), json);
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
