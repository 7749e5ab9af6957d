package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.YText;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextMergeTest {

    private static String merge(String base, String live, String changed) {
        YText text = new Doc().getText("text");
        text.insert(0, live);
        TextMerge.apply(text, base, changed);
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc, abXc, abXc",
        "abc, Zabc, abXc, ZabXc",
        "abc, abcZ, Xabc, XabcZ",
        "abc, abcZ, abcX, abcZX", // both at one place: theirs first
        "abc, ac, abXc, aXc", // around what they took out
        "abc, ac, ac, ac", // both took out the same
        "abcd, ad, acd, ad",
        "abcdef, abXdef, af, aXf", // within what we took out, theirs stays
        "one two, one 2 two, one 2 two, one 2 two", // the same twice is once
        "abc, xyz, abc, xyz",
        "'', abc, '', abc",
        "'', abc, xyz, abcxyz"
    })
    void whatBothDidIsThere(String base, String live, String changed, String merged) {
        assertThat(merge(base, live, changed)).isEqualTo(merged);
    }

    @Test
    void linesThatOneTookOutAndLinesThatTheOtherPutInBetweenAreSettledEachForItself() {
        assertThat(merge("1\n2\n3\n4\n", "1\n2\nnew\n3\n4\n", "1\n4\n")).isEqualTo("1\nnew\n4\n");
    }

    @Test
    void charactersOfTwoUnitsStayWhole() {
        assertThat(merge("a😀b", "a😀😂b", "😃a😀b")).isEqualTo("😃a😀😂b");
    }

    @Test
    void editsOfDifferentLinesAllSurvive() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int lines = 1 + random.nextInt(12);
            String[] base = IntStream.range(0, lines).mapToObj(i -> "line " + i).toArray(String[]::new);
            String[] live = base.clone();
            String[] changed = base.clone();
            String[] expected = base.clone();
            for (int i = 0; i < lines; i++) {
                int what = random.nextInt(4);
                String word = "w" + random.nextInt(1_000);
                String edited = random.nextBoolean() ? base[i] + " " + word : word + " " + base[i];
                if (what < 2) {
                    (what == 0 ? live : changed)[i] = edited;
                    expected[i] = edited;
                }
            }
            assertThat(merge(text(base), text(live), text(changed)))
                    .as("seed %d", seed)
                    .isEqualTo(text(expected));
        }
    }

    @Test
    void nothingThatIsNewIsEverLost() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            String base = random(random, "abc\n", 20);
            String live = edited(random, base, "XYZ");
            String changed = edited(random, base, "123");
            String merged = merge(base, live, changed);
            assertThat(only(merged, "XYZ")).as("seed %d", seed).isEqualTo(only(live, "XYZ"));
            assertThat(only(merged, "123")).as("seed %d", seed).isEqualTo(only(changed, "123"));
        }
    }

    private static String text(String[] lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String random(Random random, String letters, int most) {
        return random.ints(random.nextInt(most), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    /** Some of a text taken out, and letters of one's own put in. */
    private static String edited(Random random, String text, String letters) {
        StringBuilder edited = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int start = random.nextInt(edited.length() + 1);
            int end = start + random.nextInt(Math.min(4, edited.length() - start + 1));
            edited.replace(start, end, random(random, letters, 4));
        }
        return edited.toString();
    }

    private static String only(String text, String letters) {
        return text.chars()
                .filter(c -> letters.indexOf(c) >= 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
