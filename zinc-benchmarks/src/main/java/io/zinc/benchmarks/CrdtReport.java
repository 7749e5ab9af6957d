package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of the document engine: a line for people at once, JSON for programs at the end. Low figures are good. */
final class CrdtReport {
    private final PrintStream out;
    private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

    CrdtReport(PrintStream out) {
        this.out = out;
    }

    /** Says something that is no comparison. */
    void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    /** A case that no peer ran. */
    void alone(String name, String unit, double zinc, int rounds) {
        add(name, unit, zinc, null, Double.NaN, rounds);
        say("%-34s Zinc %,14.2f %s", name, zinc, unit);
    }

    /** A case beside a peer. */
    void compare(String name, String unit, double zinc, String peer, double theirs, int rounds) {
        add(name, unit, zinc, peer, theirs, rounds);
        String library = peer.replaceFirst(",.*", "");
        say("%-34s Zinc %,14.2f %-5s %s %,14.2f %6.1fx", name, zinc, unit, library, theirs, theirs / zinc);
    }

    private void add(String name, String unit, double zinc, @Nullable String peer, double theirs, int rounds) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("case", name);
        row.put("unit", unit);
        row.put("zinc", zinc);
        row.put("peer", peer);
        row.put("peerValue", peer == null ? null : theirs);
        row.put("ratio", peer == null ? null : theirs / zinc);
        row.put("rounds", rounds);
        rows.add(row);
    }

    void write(Path file) throws IOException {
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
    }
}
