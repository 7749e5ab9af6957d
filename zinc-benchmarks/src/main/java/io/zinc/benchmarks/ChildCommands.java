package io.zinc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The child's side of {@link ChildProcess}. */
public interface ChildCommands {

    /** Carries a command out. */
    Answer run(String command, List<String> arguments) throws Exception;

    /** Says that the child is ready, then carries out what standard input says until it ends. */
    static void serve(Answer ready, ChildCommands commands) throws Exception {
        System.out.println(ready);
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = nextLine(input); line != null; line = nextLine(input)) {
                List<String> words = Arrays.asList(line.split(" "));
                System.out.println(commands.run(words.get(0), words.subList(1, words.size())));
            }
        }
    }

    private static String nextLine(BufferedReader input) throws IOException {
        return input.readLine();
    }
}
