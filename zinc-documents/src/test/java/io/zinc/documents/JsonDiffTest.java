package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.YArray;
import io.zinc.crdt.YMap;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How a shared map is made to show other values. */
class JsonDiffTest {

    private final Doc doc = new Doc();
    private final YMap root = doc.getMap("json");

    private void show(Map<String, ? extends @Nullable Object> values) {
        doc.transact(() -> JsonDiff.apply(root, values));
    }

    @Test
    void whatIsTheSameIsNotTouched() {
        Map<String, Object> values = Map.of(
                "text",
                "a",
                "number",
                1.5,
                "whole",
                2L,
                "list",
                List.of(1L, Map.of("x", true)),
                "map",
                Map.of("y", "z"));
        show(values);
        byte[] before = doc.encodeStateAsUpdate();

        show(values);

        assertThat(doc.encodeStateAsUpdate()).isEqualTo(before);
        assertThat(root.toJson()).isEqualTo(values);
    }

    @Test
    void mapsAndListsGrowInPlaceSoThatOthersEditsOfThemStay() {
        show(Map.of("tasks", List.of(Map.of("name", "a"), Map.of("name", "b")), "meta", Map.of("x", 1L)));
        YMap first = first(root);
        YMap meta = (YMap) root.get("meta");
        Doc other = Doc.fromUpdate(doc.encodeStateAsUpdate());
        YMap others = first(other.getMap("json"));
        other.transact(() -> others.set("done", true));

        show(Map.of("tasks", List.of(Map.of("name", "A"), Map.of("name", "b")), "meta", Map.of("x", 2L)));
        doc.applyUpdate(other.encodeStateAsUpdate());

        assertThat(first.isDeleted()).isFalse();
        assertThat(root.get("meta")).isSameAs(meta);
        assertThat(first.toJson()).isEqualTo(Map.of("name", "A", "done", true));
    }

    private static YMap first(YMap map) {
        YArray tasks = (YArray) Objects.requireNonNull(map.get("tasks"));
        return (YMap) Objects.requireNonNull(tasks.get(0));
    }

    @Test
    void aSharedTextTakesTheSmallestEdit() {
        doc.transact(() -> root.set("note", new YText("hello world")));
        YText note = (YText) Objects.requireNonNull(root.get("note"));

        show(Map.of("note", "hello brave world"));

        assertThat(root.get("note")).isSameAs(note);
        assertThat(note.toString()).isEqualTo("hello brave world");
        assertThat(note.isDeleted()).isFalse();
    }

    @Test
    void wholeNumbersAreTheSameHoweverTheyAreWritten() {
        show(Map.of("n", 3L));
        byte[] before = doc.encodeStateAsUpdate();

        show(Map.of("n", 3.0));

        assertThat(doc.encodeStateAsUpdate()).isEqualTo(before);
    }

    @RepeatedTest(20)
    void whateverIsShownIsWhatWasWanted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            Map<String, @Nullable Object> wanted = map(random, 0);

            show(wanted);

            assertThat(root.toJson()).as("seed %d, step %d", seed, i).isEqualTo(wanted);
        }
    }

    private static Map<String, @Nullable Object> map(Random random, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put("k" + random.nextInt(5), value(random, depth + 1));
        }
        return map;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (long) random.nextInt(10);
            case 3 -> random.nextInt(10) + 0.5;
            case 4 -> "s" + random.nextInt(5);
            case 5 -> map(random, depth);
            default -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
        };
    }

    @Test
    void aKeyWithNullIsThere() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("nothing", null);
        values.put("list", Arrays.asList(null, 1L));

        show(values);

        assertThat(root.toJson()).isEqualTo(values);
    }
}
