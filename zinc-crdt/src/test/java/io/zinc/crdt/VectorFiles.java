package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds the test vectors: in the folder that {@code -Dzinc.vectors=DIR} names, else among the test resources. */
final class VectorFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VectorFiles() {}

    /** A file of vectors about one topic. */
    record Topic(String name, String schema, JsonNode vectors) {}

    static Path folder() {
        String given = System.getProperty("zinc.vectors");
        if (given != null && !given.isEmpty()) {
            return Path.of(given);
        }
        URL url = Objects.requireNonNull(VectorFiles.class.getResource("yjs-vectors"), "yjs-vectors");
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Topic> topics() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(VectorFiles::read)
                    .filter(topic -> topic.vectors().isArray())
                    .toList();
        }
    }

    private static Topic read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode root = JSON.readTree(in);
            return new Topic(
                    root.path("topic").asText(file.getFileName().toString()),
                    root.path("schema").asText(),
                    root.path("vectors"));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + file, e);
        }
    }
}
