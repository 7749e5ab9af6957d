package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void textOfOthersCannotSteerTheTerminal() {
        assertThat(Text.printable("plain\ttext ü")).isEqualTo("plain\ttext ü");
        assertThat(Text.printable("\033[2Jgone\u009b31m\r\n")).isEqualTo("\uFFFD[2Jgone\uFFFD31m\uFFFD\uFFFD");
    }

    @Test
    void numbersAgreeWithTheirWords() {
        assertThat(Text.count(0, "message")).isEqualTo("0 messages");
        assertThat(Text.count(1, "message")).isEqualTo("1 message");
    }
}
