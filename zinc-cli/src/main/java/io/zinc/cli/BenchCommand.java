package io.zinc.cli;

import io.zinc.benchmarks.CrdtBenchmark;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code zinc bench}: measures Zinc beside what a user would take instead. */
@Command(
        name = "bench",
        header = "Measures Zinc beside what you would use instead, on this machine.",
        synopsisSubcommandLabel = "WHAT",
        footer = {
            "",
            "Both sides run in the same minutes, in turn. Close other programs first. docs/BENCHMARKS.md tells what is",
            "measured, and what came out elsewhere.",
            "",
            "Examples:",
            "  zinc bench messages                         all cases; some minutes",
            "  zinc bench messages --case host-1/100B      one case",
            "  zinc bench latency --json latency.json      figures for programs, too",
            "  zinc bench crdt --rounds 3",
            "  zinc bench gateway --case room-100",
            "  zinc bench documents --case session         beside Yjs over y-websocket"
        })
final class BenchCommand {

    /** The folder with the sources of Zinc, where the peers and the traces are. */
    static Path checkout() {
        String home = System.getProperty("zinc.home");
        return home == null ? CrdtBenchmark.checkout() : Path.of(home);
    }
}
