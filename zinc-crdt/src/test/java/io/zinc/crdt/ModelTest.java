package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text, array and map beside a plain string, list and map; the structures are checked after every operation. */
class ModelTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void textBehavesAsAString(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Doc doc = new Doc(DocOptions.defaults().withGc(seed % 2 == 0));
        Doc mirror = new Doc();
        doc.onUpdate((update, tx) -> mirror.applyUpdate(update, "net"));
        YText text = doc.getText("t");
        StringBuilder model = new StringBuilder();
        for (int step = 0; step < 1500; step++) {
            int at = random.nextInt(model.length() + 1);
            if (random.nextInt(3) > 0 || model.isEmpty()) {
                String word = random.nextInt(10) == 0 ? "日本é" : "abcdefgh".substring(random.nextInt(8));
                text.insert(at, word);
                model.insert(at, word);
            } else {
                int length = 1 + random.nextInt(6);
                text.delete(at, length);
                model.delete(at, Math.min(model.length(), at + length));
            }
            doc.checkInvariants();
            assertThat(text.length()).isEqualTo(model.length());
            if (step % 50 == 0) {
                assertThat(text.toString()).as("seed %s, step %s", seed, step).isEqualTo(model.toString());
                mirror.checkInvariants();
            }
        }
        assertThat(text.toString()).isEqualTo(model.toString());
        assertThat(mirror.getText("t").toString()).isEqualTo(model.toString());
        if (seed % 2 == 0) {
            assertThat(mirror.encodeStateAsUpdate()).isEqualTo(doc.encodeStateAsUpdate());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void arrayBehavesAsAList(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Doc doc = new Doc();
        YArray array = doc.getArray("a");
        List<@Nullable Object> model = new ArrayList<>();
        for (int step = 0; step < 1500; step++) {
            if (random.nextInt(3) > 0 || model.isEmpty()) {
                int at = random.nextInt(model.size() + 1);
                List<Object> values = new ArrayList<>();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    values.add((long) random.nextInt(1000));
                }
                array.insertAll(at, values);
                model.addAll(at, values);
            } else {
                int at = random.nextInt(model.size());
                int length = 1 + random.nextInt(Math.min(5, model.size() - at));
                array.delete(at, length);
                model.subList(at, at + length).clear();
            }
            doc.checkInvariants();
            int probe = random.nextInt(model.size() + 1);
            assertThat(array.get(probe)).isEqualTo(probe < model.size() ? model.get(probe) : null);
        }
        assertThat(array.toList()).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void mapBehavesAsAMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Doc doc = new Doc();
        YMap map = doc.getMap("m");
        Map<String, @Nullable Object> model = new LinkedHashMap<>();
        for (int step = 0; step < 1500; step++) {
            String key = "k" + random.nextInt(20);
            if (random.nextInt(3) > 0) {
                map.set(key, step);
                model.put(key, (long) step);
            } else {
                map.delete(key);
                model.remove(key);
            }
            doc.checkInvariants();
            assertThat(map.has(key)).isEqualTo(model.containsKey(key));
        }
        assertThat(map.toMap()).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void attributesAtAPositionAreThoseOfAWalkFromTheBeginning(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Doc doc = new Doc();
        YText text = doc.getText("t");
        text.insert(0, "x".repeat(3000));
        for (int step = 0; step < 600; step++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.format(at, 1 + random.nextInt(20), Map.of("bold", true));
                case 1 ->
                    text.format(at, 1 + random.nextInt(20), Map.of("color", random.nextBoolean() ? "red" : "blue"));
                case 2 -> text.delete(at, 1 + random.nextInt(5));
                default -> text.insert(at, "new");
            }
            doc.checkInvariants();
            int probe = 1 + random.nextInt(text.length() - 1);
            assertThat(fromIndex(doc, text.branch, probe))
                    .as("seed %s, step %s", seed, step)
                    .isEqualTo(fromWalk(text.branch, probe));
        }
    }

    private static List<Object> fromIndex(Doc doc, Branch branch, int at) {
        return doc.run(
                null,
                true,
                tx -> new ArrayList<Object>(
                        TextPosition.find(tx, branch, at).attributes.entrySet()));
    }

    private static List<Object> fromWalk(Branch branch, int at) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        int rest = at;
        for (Item item = branch.list.first; item != null && rest > 0; item = item.right) {
            item.applyMark(attributes);
            rest -= item.width();
        }
        return new ArrayList<>(attributes.entrySet());
    }
}
