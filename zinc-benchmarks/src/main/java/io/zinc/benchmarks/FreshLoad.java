package io.zinc.benchmarks;

import io.zinc.crdt.Doc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first load of a document in a JVM that has just started. */
public final class FreshLoad {
    private FreshLoad() {}

    /** Loads the file that the argument names and prints how many milliseconds that took. */
    public static void main(String[] arguments) throws IOException {
        byte[] state = Files.readAllBytes(Path.of(arguments[0]));
        long start = System.nanoTime();
        Doc doc = Doc.fromUpdate(state);
        int length = doc.getText("text").length();
        System.out.println((System.nanoTime() - start) / 1e6 + " " + length);
    }

    static double measure(byte[] state) throws IOException {
        Path file = Files.createTempFile("zinc-state", ".bin");
        try {
            Files.write(file, state);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            FreshLoad.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Double.parseDouble(line.split(" ", 2)[0]);
        } finally {
            Files.delete(file);
        }
    }
}
