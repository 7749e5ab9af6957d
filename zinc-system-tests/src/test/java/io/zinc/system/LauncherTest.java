package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code zinc} script, in a checkout of its own with a program that prints its arguments, and with a Maven that notes
 * its calls and delivers that program ready-made.
 */
class LauncherTest {

    private static final String PROGRAM = """
            package io.zinc.cli;

            public final class Main {
                public static void main(String[] arguments) throws Exception {
                    for (String argument : arguments) {
                        System.out.println("[" + argument + "]");
                    }
                    if (arguments.length > 0 && arguments[0].equals("stay")) {
                        Thread.sleep(600_000);
                    }
                }
            }
            """;

    private static final String MAVEN = """
            #!/usr/bin/env bash
            case $1 in --version) echo "Apache Maven ${STUB_VERSION:-3.9.9} (stub)"; exit ;; esac
            echo "$*" >>"$STUB/calls"
            if [[ -e $STUB/broken ]]; then
              echo "[INFO] Building Zinc: core 1 [1/2]"
              echo "[ERROR] Core.java:[3,4] ';' expected"
              exit 1
            fi
            mkdir -p zinc-cli/target/lib
            cp "$STUB/main.jar" zinc-cli/target/zinc-cli-1.jar
            """;

    @TempDir
    Path folder;

    private Path checkout = Path.of("");
    private Path stub = Path.of("");

    @BeforeEach
    void makeACheckout() throws IOException {
        checkout = Files.createDirectory(folder.resolve("a checkout"));
        stub = Files.createDirectory(folder.resolve("stub"));
        Path script = Files.copy(Path.of("..", "zinc"), checkout.resolve("zinc"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.createDirectories(checkout.resolve("zinc-cli/src/main/java"));
        Files.writeString(checkout.resolve("zinc-cli/pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("zinc-cli/src/main/java/Main.java"), PROGRAM);
        Path maven = Files.writeString(stub.resolve("mvn"), MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        jar(compiled());
    }

    private Path compiled() throws IOException {
        Path source = Files.createDirectories(stub.resolve("io/zinc/cli")).resolve("Main.java");
        Files.writeString(source, PROGRAM);
        int code = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                .run(null, null, null, "-proc:none", "--release", "21", source.toString());
        assertThat(code).isZero();
        return source.resolveSibling("Main.class");
    }

    private void jar(Path mainClass) throws IOException {
        try (OutputStream file = Files.newOutputStream(stub.resolve("main.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("io/zinc/cli/Main.class"));
            Files.copy(mainClass, jar);
        }
    }

    private Program zinc(String... arguments) {
        return zinc(Map.of(), arguments);
    }

    private Program zinc(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("zinc").toString()));
        command.addAll(List.of(arguments));
        Map<String, String> all = new TreeMap<>(Map.of(
                "PATH",
                stub + ":/usr/bin:/bin",
                "STUB",
                stub.toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "MAVEN_OPTS",
                ""));
        all.putAll(environment);
        return Program.start("./zinc " + String.join(" ", arguments), command, all);
    }

    private List<String> ran(String... arguments) throws InterruptedException {
        try (Program program = zinc(arguments)) {
            assertThat(program.exitCode()).as(program.toString()).isZero();
            return program.err().all();
        }
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = stub.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void theFirstStartBuildsAndSaysSoAndTheNextIsSilent() throws Exception {
        assertThat(ran("hello")).singleElement().asString().startsWith("zinc: building Zinc");
        assertThat(ran("hello")).isEmpty();
        assertThat(mavenCalls()).singleElement().asString().contains("-pl zinc-cli -am package");
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        ran();
        try (Program program = zinc("a b", "", "*", "'\"$HOME\\")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out().all()).containsExactly("[a b]", "[]", "[*]", "['\"$HOME\\]");
        }
    }

    @Test
    void aChangedAnAddedAndADeletedSourceAreBuilt() throws Exception {
        Path source = checkout.resolve("zinc-cli/src/main/java/Main.java");
        ran();
        Files.writeString(source, PROGRAM + "// changed");
        ran();
        assertThat(mavenCalls()).hasSize(2);
        Path added = Files.writeString(source.resolveSibling("Added.java"), "class Added {}");
        ran();
        assertThat(mavenCalls()).hasSize(3);
        Files.delete(added);
        ran();
        assertThat(mavenCalls()).hasSize(4);
        ran();
        assertThat(mavenCalls()).hasSize(4);
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        try (Program one = zinc("one");
                Program two = zinc("two")) {
            assertThat(one.exitCode()).as(one.toString()).isZero();
            assertThat(two.exitCode()).as(two.toString()).isZero();
        }
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void aBuildThatFailsShowsItsErrorsAndIsTriedAgain() throws Exception {
        Path broken = Files.createFile(stub.resolve("broken"));
        try (Program program = zinc("hello")) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.out().all()).isEmpty();
            program.err().await("Core.java:[3,4] ';' expected");
            program.err().await(".zinc/build.log");
        }
        Files.delete(broken);
        ran("hello");
    }

    @Test
    void aProgramThatRunsSurvivesANewBuild() throws Exception {
        ran();
        try (Program stays = zinc("stay")) {
            stays.out().await("[stay]");
            Files.writeString(checkout.resolve("zinc-cli/src/main/java/Main.java"), PROGRAM + "// changed");
            ran("hello");
            assertThat(mavenCalls()).hasSize(2);
            assertThat(stays.isRunning()).isTrue();
        }
    }

    @Test
    void signalsReachTheProgram() throws Exception {
        ran();
        try (Program stays = zinc("stay")) {
            stays.out().await("[stay]");
            stays.signal("TERM");
            assertThat(stays.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void itRunsThroughALinkAndFromAnyFolder() throws Exception {
        ran();
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a checkout", "zinc"));
        try (Program program = Program.start(
                "link", List.of("bash", "-c", "cd / && '" + link + "' hello"), Map.of("PATH", "/usr/bin:/bin"))) {
            assertThat(program.exitCode()).as(program.toString()).isZero();
            assertThat(program.out().all()).containsExactly("[hello]");
        }
    }

    @Test
    void aMovedCheckoutIsMadeReadyAgainWithoutMaven() throws Exception {
        ran();
        checkout = Files.move(checkout, folder.resolve("moved"));
        ran("hello");
        assertThat(ran("hello")).isEmpty();
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Path script = checkout.resolve("zinc");
        Files.writeString(script, Files.readString(script).replace("least_java=21", "least_java=99"));
        try (Program program = zinc("hello")) {
            assertThat(program.exitCode()).isEqualTo(1);
            program.err().await("no JDK of version 99 or newer");
            program.err()
                    .await("The newest one there is version "
                            + Runtime.version().feature());
            program.err().await("apt install");
            program.err().await("brew install");
            program.err().await("sdk install");
            assertThat(program.out().all()).isEmpty();
        }
    }

    @Test
    void withAnOldMavenItSaysWhatToInstall() throws Exception {
        try (Program program = zinc(Map.of("STUB_VERSION", "3.6.3"), "hello")) {
            assertThat(program.exitCode()).isEqualTo(1);
            program.err().await("Maven is 3.6.3, but Zinc needs 3.8.2 or newer");
            program.err().await("apt install maven");
        }
    }

    @Test
    void builtProgramsBeforeTheLastTwoAreRemoved() throws Exception {
        Path source = checkout.resolve("zinc-cli/src/main/java/Main.java");
        for (int i = 0; i < 4; i++) {
            Files.writeString(source, PROGRAM + "// " + Instant.now() + i);
            ran();
        }
        try (var files = Files.list(checkout.resolve(".zinc"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("app.")))
                    .as("the current program and the one before")
                    .hasSize(2);
        }
        assertThat(checkout.resolve(".zinc/current/zinc.jsa")).exists();
    }
}
