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

/** A library under Node.js in a process of its own, which does what it is told line by line. */
final class CrdtPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private CrdtPeer(Process process) throws IOException {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.name = ask("version", Map.of()).name();
    }

    /** Starts Yjs; null if it is not installed. */
    static @Nullable CrdtPeer yjs(Path checkout) throws IOException {
        return start(checkout, "yjs", "crdt-peer.mjs");
    }

    /** Starts another library, which only types; null if it is not installed. */
    static @Nullable CrdtPeer other(Path checkout, String library) throws IOException {
        return start(checkout, library, "other-peers.mjs");
    }

    private static @Nullable CrdtPeer start(Path checkout, String library, String script) throws IOException {
        Path folder = checkout.resolve("zinc-benchmarks/src/main/node");
        if (!Files.isDirectory(folder.resolve("node_modules").resolve(library))) {
            return null;
        }
        Process process = new ProcessBuilder("node", "--expose-gc", "--max-old-space-size=8192", script, library)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new CrdtPeer(process);
    }

    /** The library and its version. */
    String name() {
        return name;
    }

    /**
     * What the peer measured.
     *
     * @param check something that must be equal on both sides
     * @param done how many edits it made, where it may stop early
     */
    record Answer(double value, long check, String name, int done) {}

    Answer ask(String run, Map<String, ?> arguments) throws IOException {
        Map<String, Object> command = new java.util.HashMap<>(arguments);
        command.put("run", run);
        commands.write(JSON.writeValueAsString(command));
        commands.write('\n');
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The Node.js process stopped while it ran " + run + " " + arguments);
        }
        JsonNode answer = JSON.readTree(line);
        return new Answer(
                answer.get("value").doubleValue(),
                answer.get("check").longValue(),
                answer.path("name").asText(),
                answer.path("done").asInt());
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.destroy();
    }
}
