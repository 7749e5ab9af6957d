package io.zinc.cli;

import picocli.CommandLine.Option;

/** The options of everything that takes part in a cluster. */
final class ClusterOptions {

    /** Where a host binds, and so where others look for it. */
    static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:5570";

    static final String DEFAULT_CLUSTER = "zinc";

    @Option(
            names = {"-c", "--cluster"},
            paramLabel = "NAME",
            defaultValue = "${env:ZINC_CLUSTER:-" + DEFAULT_CLUSTER + "}",
            description = "The cluster's name; hosts refuse others' members. (ZINC_CLUSTER, else zinc)")
    String cluster = "";

    @Option(
            names = "--credentials",
            paramLabel = "SECRET",
            defaultValue = "${env:ZINC_CREDENTIALS:-}",
            description = "What the host asks of those who join. Others on this machine can read options; prefer"
                    + " the environment. (ZINC_CREDENTIALS, else none)")
    String credentials = "";

    @Option(
            names = "--until-stdin-ends",
            hidden = true,
            description = "End when standard input does, so that a parent process takes this one along.")
    boolean untilStdinEnds;
}
