package io.zinc.benchmarks.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zinc.core.ZincException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A recorded editing session: who changed what, having seen what. The form is that of Joseph Gentle's collection
 * <em>editing-traces</em>, gzipped or not: a session of several authors who wrote at once, or of one.
 *
 * @param name the session's name
 * @param end the text at its end
 * @param authors how many authors it has
 * @param recorded how many it had when it was recorded; author {@code n} writes what {@code n % recorded} wrote
 * @param steps the changes; each comes after those that it rests on
 */
public record Trace(String name, String end, int authors, int recorded, List<Step> steps) {

    /** The sessions that Zinc brings. */
    public static final List<String> SHIPPED = List.of("friendsforever", "clownschool");

    /** So long is a session that was recorded without times. */
    public static final long UNTIMED_MS = 30 * 60_000L;

    /** Longer pauses are taken to be so long. */
    private static final long MOST_PAUSE_MS = 10_000;

    /** When sessions are shared, so many steps in a row are one author's. */
    private static final int RUN = 40;

    /**
     * What one author changed at once.
     *
     * @param parents the steps whose states, merged, are what the author saw; none for an empty text
     * @param author from 0 on
     * @param atMs when, from the beginning of the session
     * @param patches the changes, one after another
     */
    public record Step(List<Integer> parents, int author, long atMs, List<Patch> patches) {}

    /**
     * A part of the text that is replaced.
     *
     * @param at where, in code points
     * @param deleted how many code points go
     * @param inserted what comes
     */
    public record Patch(int at, int deleted, String inserted) {}

    /** Reads one that Zinc brings, or a file. */
    public static Trace read(String nameOrFile) {
        try (InputStream in = SHIPPED.contains(nameOrFile) ? shipped(nameOrFile) : file(nameOrFile)) {
            String fileName = String.valueOf(Path.of(nameOrFile).getFileName());
            return of(fileName.replaceFirst("\\.json(\\.gz)?$", ""), new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the trace " + nameOrFile + " cannot be read: " + e.getMessage());
        }
    }

    private static InputStream shipped(String name) throws IOException {
        InputStream in = Trace.class.getResourceAsStream(name + ".json.gz");
        if (in == null) {
            throw new IOException("it is missing in this program");
        }
        return new GZIPInputStream(in);
    }

    private static InputStream file(String name) throws IOException {
        Path path = Path.of(name);
        if (!Files.isRegularFile(path)) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "there is no trace or file '" + name + "'; the traces are " + String.join(" and ", SHIPPED));
        }
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path));
        in.mark(2);
        boolean isZipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isZipped ? new GZIPInputStream(in) : in;
    }

    private static Trace of(String name, JsonNode trace) {
        if (!trace.path("endContent").isTextual() || !trace.path("txns").isArray()) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the trace " + name + " has no endContent and txns; see the collection editing-traces");
        }
        boolean isConcurrent = trace.path("kind").asText("").equals("concurrent");
        List<Long> times = times(trace.path("txns"));
        List<Step> steps = new ArrayList<>();
        String start = trace.path("startContent").asText("");
        int shift = start.isEmpty() ? 0 : 1;
        if (shift > 0) {
            steps.add(new Step(List.of(), 0, 0, List.of(new Patch(0, 0, start))));
        }
        for (JsonNode txn : trace.path("txns")) {
            int index = steps.size();
            List<Integer> parents = new ArrayList<>();
            if (isConcurrent) {
                txn.path("parents").forEach(parent -> parents.add(parent.intValue() + shift));
            }
            if (parents.isEmpty() && index > 0 && (!isConcurrent || shift > 0)) {
                parents.add(isConcurrent ? 0 : index - 1);
            }
            int author = isConcurrent ? txn.path("agent").intValue() : 0;
            if (parents.stream().anyMatch(parent -> parent < 0 || parent >= index) || author < 0) {
                throw new ZincException(
                        ZincException.Category.FIX_THE_CALL,
                        "step " + (index - shift) + " of the trace " + name + " rests on later ones");
            }
            steps.add(new Step(parents, author, times.get(index - shift), patches(txn)));
        }
        int authors = steps.stream().mapToInt(Step::author).max().orElse(0) + 1;
        return new Trace(name, trace.path("endContent").asText(), authors, authors, List.copyOf(steps));
    }

    private static List<Patch> patches(JsonNode txn) {
        List<Patch> patches = new ArrayList<>();
        for (JsonNode patch : txn.path("patches")) {
            patches.add(new Patch(
                    patch.path(0).asInt(), patch.path(1).asInt(), patch.path(2).asText("")));
        }
        return patches;
    }

    /** When each step was, from the first one on, with long pauses shortened; evenly where no times were recorded. */
    private static List<Long> times(JsonNode txns) {
        TreeMap<Instant, Long> when = new TreeMap<>();
        List<Instant> recorded = new ArrayList<>();
        for (JsonNode txn : txns) {
            Instant time = time(txn.path("time").asText(""));
            recorded.add(time);
            when.put(time, 0L);
        }
        boolean isTimed = when.size() > 1;
        long atMs = 0;
        Instant before = isTimed ? when.firstKey() : Instant.EPOCH;
        for (Map.Entry<Instant, Long> entry : when.entrySet()) {
            atMs += Math.min(MOST_PAUSE_MS, entry.getKey().toEpochMilli() - before.toEpochMilli());
            before = entry.getKey();
            entry.setValue(atMs);
        }
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < recorded.size(); i++) {
            times.add(isTimed ? when.getOrDefault(recorded.get(i), 0L) : UNTIMED_MS * i / recorded.size());
        }
        return times;
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /**
     * The same session with more authors: each of its authors hands over to the next of several after some steps.
     *
     * @param count how many; at least as many as the session has
     */
    public Trace sharedAmong(int count) {
        if (count < recorded) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "--authors is " + count + ", but " + recorded + " people wrote " + name
                            + " at once; it needs at least as many");
        }
        int[] made = new int[recorded];
        int[] last = new int[recorded];
        Arrays.fill(last, -1);
        List<Step> shared = new ArrayList<>();
        for (Step step : steps) {
            int of = step.author() % recorded;
            int hands = (count - of + recorded - 1) / recorded;
            int author = of + made[of]++ / RUN % hands * recorded;
            // authors have seen what they wrote themselves, whether the trace says so or not
            List<Integer> parents = new ArrayList<>(step.parents());
            if (last[of] >= 0 && !parents.contains(last[of])) {
                parents.add(last[of]);
            }
            last[of] = shared.size();
            shared.add(new Step(parents, author, step.atMs(), step.patches()));
        }
        return new Trace(name, end, count, recorded, shared);
    }

    /**
     * Under which client id an author writes. Those who share what one person wrote have ids side by side, so that
     * where two people wrote at one place at once, what they wrote has the order that it has without sharing.
     */
    public long client(int author) {
        return 1 + author % recorded * 1_000L + author / recorded;
    }

    /** Whether positions in it differ from those of Java's strings. */
    public boolean hasWideCharacters() {
        return steps.stream()
                .flatMap(step -> step.patches().stream())
                .anyMatch(patch -> patch.inserted().chars().anyMatch(unit -> Character.isSurrogate((char) unit)));
    }
}
