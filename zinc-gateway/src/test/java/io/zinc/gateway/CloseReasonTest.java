package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CloseReasonTest {

    @Test
    void aReasonFitsIntoACloseFrameAndIsCutBetweenCharacters() {
        assertThat(GatewaySocket.shortened("short")).isEqualTo("short");
        assertThat(GatewaySocket.shortened("x".repeat(500))).hasSize(120);
        for (String character : new String[] {"ü", "日", "😀"}) {
            String cut = GatewaySocket.shortened("a" + character.repeat(200));
            assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(116, 120);
            assertThat(cut).matches("a(" + character + ")+");
        }
    }
}
