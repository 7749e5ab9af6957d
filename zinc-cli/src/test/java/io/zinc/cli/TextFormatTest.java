package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

    private static String decoded(byte[] bytes) {
        return TextFormat.of(bytes, "notes.txt").decode(bytes, "notes.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "c3bc0a, UTF-8",
        "efbbbfc3bc0a, UTF-8 with a mark",
        "fffefc000a00, UTF-16LE",
        "feff00fc000a, UTF-16BE",
    })
    void encodingAndMarkStayAsTheyAre(String hex, String name) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(decoded(bytes)).as(name).isEqualTo("ü\n");
        assertThat(TextFormat.of(bytes, name).encode("ü\n")).isEqualTo(bytes);
    }

    @Test
    void lineEndsOfTheFileStayAndAreOneUnitInTheText() {
        byte[] bytes = "one\r\ntwo\r\n".getBytes(StandardCharsets.UTF_8);
        TextFormat format = TextFormat.of(bytes, "notes.txt");
        assertThat(format.decode(bytes, "notes.txt")).isEqualTo("one\ntwo\n");
        assertThat(format.encode("one\n2\n")).isEqualTo("one\r\n2\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mostLinesDecideWhatLineEndsAre() {
        assertThat(TextFormat.of("a\r\nb\r\nc\n".getBytes(StandardCharsets.UTF_8), "x")
                        .isCrLf())
                .isTrue();
        assertThat(TextFormat.of("a\r\nb\nc\n".getBytes(StandardCharsets.UTF_8), "x")
                        .isCrLf())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7f454c4600", "fffe610000000a00", "fffe0000610000000a000000"})
    void whatHasANulIsNoText(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> TextFormat.of(bytes, "notes.txt"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("notes.txt is no text")
                .hasMessageContaining("NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fc0a", "efbbbffc0a", "fffefc"})
    void anEncodingThatDoesNotSayWhichItIsIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> TextFormat.of(bytes, "notes.txt"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("byte order mark");
    }
}
