package io.zinc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.CodecException;
import org.junit.jupiter.api.Test;

class LineCodecTest {

    @Test
    void oneJsonTextIsALineOfJson() {
        byte[] line = "{\"symbol\": \"ZN\", \"cents\": 249}".getBytes(UTF_8);

        assertThat(LineCodec.json.encode(line)).isEqualTo(line);
    }

    @Test
    void whatIsNoJsonIsNotSentAsJson() {
        for (String line : new String[] {"", "not json", "{\"open\": ", "1 2"}) {
            assertThatThrownBy(() -> LineCodec.json.encode(line.getBytes(UTF_8)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("JSON");
        }
    }

    @Test
    void anyBytesAreALineOfBytesAndNotAllAreText() {
        byte[] line = {1, (byte) 0xff};

        assertThat(LineCodec.bytes.encode(line)).isEqualTo(line);
        assertThatThrownBy(() -> LineCodec.text.encode(line))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("UTF-8");
    }
}
