package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The comparisons of a run, as a table for people and as JSON for programs. */
public final class Results {

    private static final String NONE = "-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Comparison> comparisons = new ArrayList<>();

    public void add(Comparison comparison) {
        comparisons.add(comparison);
    }

    public List<Comparison> comparisons() {
        return List.copyOf(comparisons);
    }

    public void print(PrintStream out) {
        if (comparisons.isEmpty()) {
            return;
        }
        Table table = new Table("case", "unit", "Zinc", "spread", "peer", "peer's", "spread", "ratio");
        for (Comparison row : comparisons) {
            Samples theirs = row.peerValue();
            table.row(
                    row.name(),
                    row.unit(),
                    Table.number(row.zinc().median()),
                    Table.percent(row.zinc().spread()),
                    row.peer() == null ? NONE : row.peer(),
                    theirs == null ? NONE : Table.number(theirs.median()),
                    theirs == null ? NONE : Table.percent(theirs.spread()),
                    row.ratio().isEmpty()
                            ? NONE
                            : String.format(Locale.ROOT, "%.2f", row.ratio().getAsDouble()));
        }
        table.print(out);
        out.println(
                "Medians of the rounds; spread is (most - least) / median; a ratio above 1 says that Zinc is better.");
    }

    /** One object a comparison: case, unit, zinc, peer, peerValue, ratio, rounds; null where there is no peer. */
    public String json() {
        ArrayNode rows = JSON.createArrayNode();
        for (Comparison row : comparisons) {
            Samples theirs = row.peerValue();
            rows.addObject()
                    .put("case", row.name())
                    .put("unit", row.unit())
                    .put("zinc", rounded(row.zinc().median()))
                    .put("peer", row.peer())
                    .put("peerValue", theirs == null ? null : rounded(theirs.median()))
                    .put(
                            "ratio",
                            row.ratio().isEmpty() ? null : rounded(row.ratio().getAsDouble()))
                    .put("rounds", row.zinc().count());
        }
        return rows.toPrettyString() + "\n";
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, json());
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
