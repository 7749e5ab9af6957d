package io.zinc.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The options of everything that joins a tree. */
final class JoinOptions {

    @Option(
            names = {"-j", "--join"},
            paramLabel = "ADDRESS",
            split = ",",
            defaultValue = "${env:ZINC_JOIN:-" + ClusterOptions.DEFAULT_ADDRESS + "}",
            description = "A host or relay to join; the first that answers is taken. (ZINC_JOIN, else "
                    + ClusterOptions.DEFAULT_ADDRESS + ")")
    List<String> addresses = List.of();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "${env:ZINC_WAIT:-30}",
            description = "How long to wait for a host that is still starting. (ZINC_WAIT, else 30)")
    int waitSeconds = 30;

    /** Whether to say so when it takes a while. */
    boolean isWaitingToldOf = true;
}
