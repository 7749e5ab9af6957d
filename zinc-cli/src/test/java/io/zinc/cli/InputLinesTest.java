package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputLinesTest {

    private static List<String> lines(String input) throws IOException {
        return lines(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> lines(InputStream in) throws IOException {
        InputLines lines = new InputLines(in);
        List<String> all = new ArrayList<>();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            all.add(new String(line, StandardCharsets.UTF_8));
        }
        return all;
    }

    @Test
    void aLineEndsWithALineFeedOrBoth() throws IOException {
        assertThat(lines("a\nb\r\nc\n")).containsExactly("a", "b", "c");
    }

    @Test
    void aLastLineNeedsNoEnd() throws IOException {
        assertThat(lines("a\nb")).containsExactly("a", "b");
    }

    @Test
    void emptyLinesCountButNothingIsNoLine() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n\n")).containsExactly("", "");
    }

    @Test
    void longLinesStayWhole() throws IOException {
        String longLine = "x".repeat(300_000);
        assertThat(lines("a\n" + longLine + "\nb\n")).containsExactly("a", longLine, "b");
    }

    @Test
    void theLineThatMayBeTheLastIsKnownBeforeTheNextIsAskedFor() throws IOException {
        InputLines lines = new InputLines(new ByteArrayInputStream("a\nb\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(lines.next()).isEqualTo(new byte[] {'a'});
        assertThat(lines.hasMore()).isTrue();
        assertThat(lines.next()).isEqualTo(new byte[] {'b'});
        assertThat(lines.hasMore()).isFalse();
        assertThat(lines.next()).isNull();
    }

    @Test
    void linesDoNotDependOnHowTheInputComes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append("y".repeat(random.nextInt(200))).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        InputStream inPieces = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(97)));
            }
        };
        assertThat(lines(inPieces))
                .as("seed %d", seed)
                .isEqualTo(text.toString().lines().toList());
    }
}
