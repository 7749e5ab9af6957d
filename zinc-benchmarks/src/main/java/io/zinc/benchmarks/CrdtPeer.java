package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Yjs under Node.js in a process of its own, which does what it is told line by line. */
final class CrdtPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private CrdtPeer(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the peer; null if its packages are not installed. */
    static @Nullable CrdtPeer start(Path checkout) throws IOException {
        Path folder = checkout.resolve("zinc-benchmarks/src/main/node");
        if (!Files.isDirectory(folder.resolve("node_modules/yjs"))) {
            return null;
        }
        Process process = new ProcessBuilder("node", "--expose-gc", "--max-old-space-size=8192", "crdt-peer.mjs")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new CrdtPeer(process);
    }

    /** What the peer measured. */
    record Answer(double value, long check, String name) {}

    Answer ask(String run, Map<String, ?> arguments) throws IOException {
        Map<String, Object> command = new java.util.HashMap<>(arguments);
        command.put("run", run);
        commands.write(JSON.writeValueAsString(command));
        commands.write('\n');
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The Node.js peer stopped while it ran " + run);
        }
        JsonNode answer = JSON.readTree(line);
        return new Answer(
                answer.get("value").doubleValue(),
                answer.get("check").longValue(),
                answer.path("name").asText());
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.destroy();
    }
}
