package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.ZincException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes",
                "a/b/../c",
                "%2Fetc%2Fpasswd",
                " ",
                "100%",
                "a b",
                "'; DROP TABLE",
                "\u6587\u66f8",
                "\ud83d\ude00",
                ".",
                "con"
            })
    void oddNamesAreNamesAndStayWhatTheyAre(String name) {
        assertThat(Names.checked(name)).isEqualTo(name);
        assertThat(Names.ofTopic(Names.topicOf(name))).isEqualTo(name);
    }

    @Test
    void anEmptyNameIsNone() {
        assertThatThrownBy(() -> Names.checked(""))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void aNameOfTenThousandCharactersIsNoneAndIsNotRepeatedWhole() {
        assertThatThrownBy(() -> Names.checked("n".repeat(10_000)))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("10000 bytes of UTF-8; the limit is 240")
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void theLimitIsInBytes() {
        assertThat(Names.checked("\u6587".repeat(80))).hasSize(80);
        assertThatThrownBy(() -> Names.checked("\u6587".repeat(81))).isInstanceOf(ZincException.class);
    }

    @Test
    void twoSpellingsOfOneNameAreOneName() {
        assertThat(Names.checked("e\u0301")).isEqualTo("\u00e9").isEqualTo(Names.checked("\u00e9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\0b", "\u007f", "\u0085"})
    void controlCharactersAreNotForNames(String name) {
        assertThatThrownBy(() -> Names.checked(name))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("control character");
    }

    @Test
    void halfASurrogatePairIsNoName() {
        assertThatThrownBy(() -> Names.checked("a\ud83d"))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void aVersionsNameIsHeldToTheSameRules() {
        assertThat(Names.isVersion("before the review")).isTrue();
        assertThat(Names.isVersion("")).isFalse();
        assertThat(Names.isVersion("e\u0301")).as("not in its normal form").isFalse();
    }
}
