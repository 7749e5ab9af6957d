import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds and tests the workbench by Node.js; Maven runs this file from source. Without Node.js it leaves a page that
 * says so in the workbench's place, and everything else is built as usual.
 *
 * <p>Arguments: {@code build} or {@code test}, then the folder of the module.
 */
final class Workbench {

    private static final int LEAST_MAJOR = 20;
    private static final int LEAST_MINOR = 19;
    private static final String REMEDY =
            "install Node.js " + LEAST_MAJOR + "." + LEAST_MINOR + " or newer with npm, and build again";
    private static final List<String> INPUTS = List.of(
            "package.json",
            "package-lock.json",
            "tsconfig.json",
            "vite.config.ts",
            "licences.ts",
            "src/main/web",
            "src/build");

    private final Path module;
    private final Path target;

    private Workbench(Path module) {
        this.module = module;
        this.target = module.resolve("target");
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Workbench workbench = new Workbench(Path.of(arguments[1]).toAbsolutePath());
        Files.createDirectories(workbench.target);
        boolean good = switch (arguments[0]) {
            case "build" -> workbench.build();
            case "test" -> workbench.test();
            default -> throw new IllegalArgumentException("'" + arguments[0] + "' is neither build nor test");
        };
        System.exit(good ? 0 : 1);
    }

    private boolean build() throws IOException, InterruptedException {
        Path stamp = target.resolve("workbench.stamp");
        Path pages = target.resolve("classes/META-INF/zinc-web");
        String inputs = digest();
        if (Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)
                && Files.exists(pages.resolve("index.html"))) {
            return true;
        }
        Files.deleteIfExists(stamp);
        String missing = missing();
        if (missing != null) {
            System.out.println("[WARNING] zinc-web: the workbench is left out: " + missing);
            writeStandIn(pages, missing);
            return true;
        }
        if (!run("tsc", "node", "node_modules/typescript/bin/tsc", "--noEmit")
                || !run("vite", "node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")) {
            return false;
        }
        Files.writeString(stamp, inputs);
        return true;
    }

    private boolean test() throws IOException, InterruptedException {
        Path report = target.resolve("surefire-reports/TEST-io.zinc.web.Workbench.xml");
        Files.createDirectories(report.getParent());
        Files.deleteIfExists(report);
        String missing = missing();
        if (missing != null) {
            System.out.println("[WARNING] zinc-web: the tests of the workbench are skipped: " + missing);
            Files.writeString(report, """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <testsuite name="io.zinc.web.Workbench" tests="1" failures="0" errors="0" skipped="1">
                    <testcase classname="io.zinc.web.Workbench" name="workbench">
                    <skipped message="%s"/>
                    </testcase>
                    </testsuite>
                    """.formatted(
                    missing.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;")));
            return true;
        }
        boolean good = run(
                "vitest",
                "node",
                "node_modules/vitest/vitest.mjs",
                "run",
                "--reporter=dot",
                "--reporter=junit",
                "--outputFile.junit=" + report);
        if (Files.exists(report)) {
            Matcher counts = Pattern.compile("<testsuites [^>]*tests=\"(\\d+)\" failures=\"(\\d+)\" errors=\"(\\d+)\"")
                    .matcher(Files.readString(report));
            if (counts.find()) {
                System.out.println("[INFO] Tests run: " + counts.group(1) + ", Failures: " + counts.group(2)
                        + ", Errors: " + counts.group(3) + ", Skipped: 0 -- in the workbench (Vitest)");
            }
        }
        return good;
    }

    /** What the workbench cannot be built without and how to get it, or null when all is there. */
    private String missing() throws IOException, InterruptedException {
        String version = output("node", "--version");
        Matcher numbers = Pattern.compile("v(\\d+)\\.(\\d+).*").matcher(version == null ? "" : version);
        if (!numbers.matches()) {
            return "there is no Node.js on the PATH; " + REMEDY;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        if (major < LEAST_MAJOR || major == LEAST_MAJOR && minor < LEAST_MINOR) {
            return "Node.js is " + version + "; " + REMEDY;
        }
        Path installed = module.resolve("node_modules/.package-lock.json");
        Path wanted = module.resolve("package-lock.json");
        if (Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0) {
            return null;
        }
        if (output(npm(), "--version") == null) {
            return "there is no npm on the PATH; " + REMEDY;
        }
        return run("npm", npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error")
                ? null
                : "npm could not fetch its packages (see " + module.relativize(target.resolve("npm.log"))
                        + " in zinc-web); make the npm registry reachable, and build again";
    }

    private static String npm() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows") ? "npm.cmd" : "npm";
    }

    /** What a program prints, or null when there is no such program or it fails. */
    private static String output(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes());
            return process.waitFor() == 0 ? printed.strip() : null;
        } catch (IOException e) {
            return null; // no such program
        }
    }

    /** Runs a tool in the module's folder; what it says goes to a log, and to Maven only when it fails. */
    private boolean run(String tool, String... command) throws IOException, InterruptedException {
        Path log = target.resolve(tool + ".log");
        Process process = new ProcessBuilder(command)
                .directory(module.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (process.waitFor() == 0) {
            return true;
        }
        if (!tool.equals("npm")) {
            Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank())
                    .limit(60)
                    .forEach(line -> System.out.println("[ERROR] " + line));
            System.out.println("[ERROR] zinc-web: " + tool + " failed; all it said is in " + log);
        }
        return false;
    }

    private static void writeStandIn(Path pages, String missing) throws IOException {
        if (Files.exists(pages)) {
            List<Path> old = new ArrayList<>();
            try (Stream<Path> files = Files.walk(pages)) {
                files.forEach(old::addFirst);
            }
            for (Path each : old) {
                Files.delete(each);
            }
        }
        Files.createDirectories(pages);
        Files.writeString(pages.resolve("index.html"), """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Zinc</title>
                <style>body { max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; font: 1rem/1.6 system-ui, sans-serif }</style>
                <h1>Zinc runs, without its workbench</h1>
                <p>This program was built where the workbench could not be: %s.</p>
                <p>All else works: <a href="/api/documents">the documents</a>, <a href="/api/cluster">the cluster</a>, and editors
                that connect by the Yjs protocols.</p>
                </html>
                """.formatted(
                        missing.replace("&", "&amp;").replace("<", "&lt;")));
    }

    /** Tells whether anything that the workbench is made from has changed. */
    private String digest() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
        for (String input : INPUTS) {
            try (Stream<Path> files = Files.walk(module.resolve(input))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(module.relativize(file).toString().getBytes());
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
