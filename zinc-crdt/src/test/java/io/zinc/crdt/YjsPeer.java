package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real yjs in a Node.js process, which plays histories. */
final class YjsPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer out;
    private final BufferedReader in;

    YjsPeer() throws IOException {
        process = new ProcessBuilder("node", "driver.mjs")
                .directory(folder().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.outputWriter(StandardCharsets.UTF_8);
        in = process.inputReader(StandardCharsets.UTF_8);
    }

    private static Path folder() {
        Path here = Path.of("src/test/node").toAbsolutePath();
        return Files.isDirectory(here)
                ? here
                : Path.of("zinc-crdt/src/test/node").toAbsolutePath();
    }

    /** Whether yjs is installed. */
    static boolean isInstalled() {
        return Files.isDirectory(folder().resolve("node_modules/yjs"));
    }

    JsonNode play(JsonNode history) throws IOException {
        out.write(JSON.writeValueAsString(history));
        out.write('\n');
        out.flush();
        String line = in.readLine();
        if (line == null) {
            throw new IOException("The Node.js process stopped");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() throws IOException {
        out.close();
        process.destroy();
    }
}
