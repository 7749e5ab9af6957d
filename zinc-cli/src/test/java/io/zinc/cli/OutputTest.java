package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutputTest {

    @Test
    void aLineThatStandsAloneIsOutAtOnce() throws InterruptedException {
        CountDownLatch flushed = new CountDownLatch(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushed.countDown();
            }
        };
        new Output(bytes).line("hello");
        assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
    }

    @Test
    void aReaderThatHasGoneIsNoticedOnceAndIsNoError() throws InterruptedException {
        CountDownLatch noticed = new CountDownLatch(1);
        Output out = new Output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        out.onBroken(noticed::countDown);
        out.line("hello");
        out.flush();
        assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(out.isBroken()).isTrue();
        out.line("into the void");
        out.flush();
    }
}
