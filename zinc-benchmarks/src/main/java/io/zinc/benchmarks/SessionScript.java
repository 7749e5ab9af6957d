package io.zinc.benchmarks;

import io.zinc.benchmarks.trace.Retelling;
import io.zinc.benchmarks.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A recorded session as all contestants play it: the Yjs update of each edit, made before anything is measured, and what its
 * author had seen by then.
 *
 * @param clients under which ids the authors write
 * @param clocks how far the authors' clocks are in the end
 * @param sha of the text in the end, SHA-256 in hexadecimal digits
 */
record SessionScript(List<Long> clients, long[] clocks, String sha, List<Step> steps) {

    /**
     * An edit.
     *
     * @param author from 0 on
     * @param needs the clocks of all authors that its author had seen
     */
    record Step(int author, long[] needs, byte[] update) {}

    /** Tells a session again; its first so many edits, after which the text is not the recorded end's. */
    static SessionScript of(Trace trace, int most) {
        Retelling retelling = new Retelling(trace);
        List<Step> steps = new ArrayList<>();
        long[] clocks = new long[trace.authors()];
        long[][] seen = new long[trace.authors()][trace.authors()];
        int count = Math.min(most, trace.steps().size());
        io.zinc.crdt.Doc end = new io.zinc.crdt.Doc();
        for (int i = 0; i < count; i++) {
            Trace.Step step = trace.steps().get(i);
            byte[] update = retelling.next();
            long[] needs = seen[step.author()];
            for (int parent : step.parents()) {
                int of = trace.steps().get(parent).author();
                if (of != step.author()) {
                    needs[of] = Math.max(needs[of], retelling.clockAfter(parent));
                }
            }
            clocks[step.author()] = retelling.clockAfter(i);
            if (update.length > 0) {
                steps.add(new Step(step.author(), needs.clone(), update));
                end.applyUpdate(update);
            }
        }
        List<Long> clients = new ArrayList<>();
        for (int author = 0; author < trace.authors(); author++) {
            clients.add(trace.client(author));
        }
        String text = end.getText("text").toString();
        if (count == trace.steps().size() && !text.equals(trace.end())) {
            throw new IllegalStateException("The trace " + trace.name() + " ends in another text than recorded");
        }
        return new SessionScript(List.copyOf(clients), clocks, shaOf(text), List.copyOf(steps));
    }

    static String shaOf(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    int authors() {
        return clients.size();
    }

    /** The edits of one author. */
    List<Step> of(int author) {
        return steps.stream().filter(step -> step.author == author).toList();
    }

    // ---- the file that processes of all languages read

    void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(clients.stream().map(String::valueOf).collect(Collectors.joining(",")) + "\n");
            out.write(words(clocks) + "\n" + sha + "\n");
            for (Step step : steps) {
                out.write(step.author + " " + words(step.needs) + " "
                        + Base64.getEncoder().encodeToString(step.update) + "\n");
            }
        }
    }

    static SessionScript read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Step> steps = new ArrayList<>();
        for (String line : lines.subList(3, lines.size())) {
            String[] words = line.split(" ", -1);
            steps.add(new Step(
                    Integer.parseInt(words[0]),
                    numbers(words[1]),
                    Base64.getDecoder().decode(words[2])));
        }
        List<Long> clients = Arrays.stream(numbers(lines.get(0))).boxed().toList();
        return new SessionScript(clients, numbers(lines.get(1)), lines.get(2), steps);
    }

    private static String words(long[] numbers) {
        return LongStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static long[] numbers(String words) {
        return Arrays.stream(words.split(",", -1)).mapToLong(Long::parseLong).toArray();
    }
}
