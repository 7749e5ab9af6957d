package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiles and runs the README's Java, each snippet in a process of its own. A snippet is marked {@code <!-- run -->}; its
 * comments {@code // prints: ...} are checked.
 */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Pattern SNIPPET = Pattern.compile("<!-- run -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PRINTS = Pattern.compile("// prints: (.*)");

    @TempDir
    Path folder;

    static Stream<String> snippets() throws IOException {
        List<String> snippets = new ArrayList<>();
        Matcher matcher = SNIPPET.matcher(Files.readString(README));
        while (matcher.find()) {
            snippets.add(matcher.group(1));
        }
        return snippets.stream();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void aSnippetDoesWhatItSays(String snippet) throws Exception {
        Path source = Files.writeString(folder.resolve("Snippet.java"), program(snippet, folder));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        StringWriter words = new StringWriter();
        boolean isCompiled;
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "--release",
                    "21",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString());
            isCompiled = compiler.getTask(words, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
        }
        assertThat(isCompiled).as("%s%n%s", snippet, words).isTrue();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                "Snippet");
        try (Program run = Program.start("the snippet\n" + snippet, command, Map.of())) {
            Matcher prints = PRINTS.matcher(snippet);
            while (prints.find()) {
                run.out().await(prints.group(1).strip());
            }
            run.out().await("done");
            assertThat(String.join("\n", run.err().all())).doesNotContain("Exception");
        }
    }

    /** The snippet as a program that stays, as handlers may have something to do yet. Ports are free ones, and files lie in {@code folder}. */
    private static String program(String snippet, Path folder) {
        return """
                import io.zinc.core.*;
                import io.zinc.core.spi.*;
                import io.zinc.crdt.*;
                import io.zinc.documents.*;
                import io.zinc.gateway.*;
                import io.zinc.jdbc.*;
                import java.nio.file.Path;
                import java.util.Map;

                public final class Snippet {
                    public static void main(String[] arguments) throws Exception {
                        %s
                        System.out.println("done");
                        Thread.sleep(600_000);
                    }
                }
                """.formatted(snippet.replaceAll("tcp://127\\.0\\.0\\.1:\\d+", "tcp://127.0.0.1:0")
                .replace("\"127.0.0.1\", 8080", "\"127.0.0.1\", " + Commands.freePorts(1))
                .replace("Path.of(\"", "Path.of(\"" + folder + "/"));
    }

    @Test
    void everyJavaSnippetIsRun() throws IOException {
        String readme = Files.readString(README);
        assertThat(readme.split("```java\n", -1)).hasSize((int) snippets().count() + 1);
        assertThat(snippets()).isNotEmpty();
    }

    @Test
    void theDependenciesShownAreThoseOfTheExamples() throws IOException {
        String pom = Files.readString(Path.of("..", "examples", "pom.xml"));
        Matcher version = Pattern.compile("<artifactId>zinc-bom</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(README));
        assertThat(version.find()).isTrue();
        assertThat(pom).contains("<artifactId>zinc-bom</artifactId>").contains("<version>" + version.group(1));
    }
}
