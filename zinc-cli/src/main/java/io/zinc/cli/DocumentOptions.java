package io.zinc.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of everything that opens documents. */
final class DocumentOptions {

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    final JoinOptions join = new JoinOptions();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            defaultValue = "${env:ZINC_USER:-}",
            description = "Who edits, as others shall see it. (ZINC_USER, else the name you are logged in with)")
    private String user = "";

    String user() {
        return user.isEmpty() ? System.getProperty("user.name", "") : user;
    }
}
