package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final Comparison FASTER = new Comparison(
            "host-1/100B", "messages/s", Samples.of(9, 12, 10), "raw", Samples.of(5, 4, 6), Comparison.Better.HIGH);

    private static final Comparison SLOWER = new Comparison(
            "echo-2k/p50", "microseconds", Samples.of(200), "raw", Samples.of(100), Comparison.Better.LOW);

    @Test
    void theMedianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
        assertThat(Samples.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Samples.of(7, 100, 1).median()).isEqualTo(7);
    }

    @Test
    void spreadIsHowFarLeastAndMostLieApartAsAPartOfTheMedian() {
        assertThat(Samples.of(9, 12, 10).spread()).isEqualTo(0.3);
        assertThat(Samples.of(5).spread()).isZero();
    }

    @Test
    void aRatioAboveOneSaysThatZincIsBetterWhicheverWayTheFigureGoes() {
        assertThat(FASTER.ratio()).hasValue(2);
        assertThat(SLOWER.ratio()).hasValue(0.5);
    }

    @Test
    void jsonHasOneObjectAComparison(@TempDir Path folder) throws Exception {
        Results results = new Results();
        results.add(FASTER);
        results.add(SLOWER);
        results.write(folder.resolve("results.json"));

        JsonNode rows = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("results.json")));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).fieldNames())
                .toIterable()
                .containsExactly("case", "unit", "zinc", "peer", "peerValue", "ratio", "rounds");
        assertThat(rows.get(0).get("case").asText()).isEqualTo("host-1/100B");
        assertThat(rows.get(0).get("zinc").asDouble()).isEqualTo(10);
        assertThat(rows.get(0).get("peerValue").asDouble()).isEqualTo(5);
        assertThat(rows.get(0).get("ratio").asDouble()).isEqualTo(2);
        assertThat(rows.get(0).get("rounds").asInt()).isEqualTo(3);
        assertThat(rows.get(1).get("ratio").asDouble()).isEqualTo(0.5);
    }

    @Test
    void theTableHasItsColumnsBelowEachOther() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Results results = new Results();
        results.add(FASTER);
        results.add(SLOWER);
        results.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        String[] lines = bytes.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
        assertThat(lines[1]).startsWith("host-1/100B  messages/s");
        assertThat(lines[1].indexOf("raw")).isEqualTo(lines[2].indexOf("raw")).isEqualTo(lines[0].indexOf("peer"));
    }

    @Test
    void anAnswerOfAChildIsReadAsItWasWritten() {
        Answer answer = Answer.parse(new Answer()
                .with("address", "tcp://127.0.0.1:1")
                .with("sent", 7)
                .toString());

        assertThat(answer.text("address")).isEqualTo("tcp://127.0.0.1:1");
        assertThat(answer.number("sent")).isEqualTo(7);
    }
}
