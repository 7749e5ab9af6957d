package io.zinc.cli;

import picocli.CommandLine.Command;

/** {@code zinc doc}: documents that many edit at once. */
@Command(
        name = "doc",
        header = "Lists, shows and changes documents.",
        synopsisSubcommandLabel = "WHAT",
        footer = {
            "",
            "What changes a document ends with exit code 0 once the host has the change: on its disk, if it was started",
            "with --data, else in memory; --verbose says which.",
            "",
            "Examples:",
            "  echo hello | zinc doc put notes",
            "  zinc doc edit notes                     in $VISUAL or $EDITOR; merges when you save",
            "  zinc doc watch notes                    follows what others change",
            "  zinc doc list",
            "  zinc sync notes.txt notes               keeps a file and a document the same"
        })
final class DocCommand {}
