package io.zinc.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code zinc} program. */
@Command(
        name = "zinc",
        description = "Real-time messaging, and documents that many edit at once, over a tree of endpoints.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Options can be given by environment variables, too, which each command's help names.",
            "",
            "Exit codes: 0 done; 1 it could not be done, standard error says why; 2 there is no such command or option;",
            "130 stopped by Ctrl-C; 143 stopped by SIGTERM.",
            "",
            "Examples:",
            "  zinc up                       texts that people edit at once, in their browsers",
            "  zinc host                     the root of a tree of your own",
            "  zinc listen                   prints what is sent to it",
            "  echo hello | zinc send        sends a message",
            "  zinc doc edit notes           edits a document in your editor, with others",
            "  zinc sync notes.txt notes     keeps a file and a document the same",
            "  zinc send --help              what a command can do"
        })
public final class Main {

    private final Console console;

    private Main(Console console) {
        this.console = console;
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean isHelpWanted;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print Zinc's version and Java's.")
    boolean isVersionWanted;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Tell more, and where faults came from. (ZINC_DEBUG)")
    void verbose(boolean isVerbose) {
        console.verbose(isVerbose);
    }

    public static void main(String[] arguments) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console = new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                err,
                Terminal.ofProcess());
        Runtime.getRuntime().addShutdownHook(new Thread(console::leave, "zinc-leave"));
        System.exit(commandLine(console).execute(arguments));
    }

    /** The program's commands, with their words going to a console. */
    static CommandLine commandLine(Console console) {
        CommandLine zinc = new CommandLine(new Main(console))
                .addSubcommand(new HostCommand(console))
                .addSubcommand(new JoinCommand(console))
                .addSubcommand(new GatewayCommand(console))
                .addSubcommand(new SendCommand(console))
                .addSubcommand(new ListenCommand(console))
                .addSubcommand(new TreeCommand(console))
                .addSubcommand(new UpCommand(console))
                .addSubcommand(new CommandLine(new DocCommand())
                        .addSubcommand(new DocListCommand(console))
                        .addSubcommand(new DocCreateCommand(console))
                        .addSubcommand(new DocCatCommand(console))
                        .addSubcommand(new DocEditCommand(console))
                        .addSubcommand(new DocPutCommand(console))
                        .addSubcommand(new DocWatchCommand(console))
                        .addSubcommand(new DocVersionsCommand(console))
                        .addSubcommand(new DocKeepCommand(console))
                        .addSubcommand(new DocRestoreCommand(console))
                        .addSubcommand(new DocRenameCommand(console))
                        .addSubcommand(new DocDeleteCommand(console))
                        .addSubcommand(new DocImportCommand(console))
                        .addSubcommand(new DocExportCommand(console)))
                .addSubcommand(new SyncCommand(console))
                .addSubcommand(new ReplayCommand(console))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new MessagesBenchCommand(console))
                        .addSubcommand(new LatencyBenchCommand(console))
                        .addSubcommand(new CrdtBenchCommand(console))
                        .addSubcommand(new DocumentsBenchCommand(console))
                        .addSubcommand(new GatewayBenchCommand(console)))
                .addSubcommand(new SimulateCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new PlayCommand(console))
                .addSubcommand(new RehearseCommand());
        return zinc.setOut(new PrintWriter(console.out.stream(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        Help.defaultColorScheme(console.terminal.outputColours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    console.complain(fault);
                    return ExitCode.FAILURE;
                })
                .setParameterExceptionHandler((fault, words) -> usageError(console, fault));
    }

    private static int usageError(Console console, ParameterException fault) {
        console.complain(new Failure(String.valueOf(fault.getMessage())));
        String suggestion = fault instanceof UnmatchedArgumentException unmatched
                ? String.join(" or ", unmatched.getSuggestions())
                : "";
        if (!suggestion.isEmpty()) {
            console.note("did you mean " + suggestion + "?");
        }
        console.note("see " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }
}
