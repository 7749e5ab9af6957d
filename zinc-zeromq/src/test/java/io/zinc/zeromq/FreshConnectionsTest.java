package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zinc.core.spi.LinkLimits;
import io.zinc.testing.LinkLoop;
import io.zinc.testing.LinkLoop.Child;
import io.zinc.testing.LinkLoop.Parent;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With so much patience, nothing but its own traffic brings a connection to JeroMQ's mind that it has overlooked. */
@Timeout(240)
class FreshConnectionsTest {

    private static final LinkLimits LIMITS = new LinkLimits(1 << 16, 100);
    private static final int TEN_MINUTES_MS = 600_000;
    private static final int ROUNDS = 300;
    private static final byte[] FRAME = "hello".getBytes(US_ASCII);

    private final LinkLoop loop = new LinkLoop();
    private final ZeroMqTransport parents = patient();

    private static ZeroMqTransport patient() {
        return new ZeroMqTransport(
                new JeroMqSockets(new JeroMqSockets.Patience(
                        TEN_MINUTES_MS, TEN_MINUTES_MS, TEN_MINUTES_MS, TEN_MINUTES_MS, 10 * ROUNDS)),
                Set.of("tcp"));
    }

    @AfterEach
    void close() {
        loop.close();
        parents.close();
    }

    @Test
    void noConnectionIsOverlooked() {
        Parent parent = loop.bind(parents, "tcp://127.0.0.1:0", LIMITS);
        for (int i = 1; i <= ROUNDS; i++) {
            int round = i;
            ZeroMqTransport own = patient();
            try (LinkLoop childs = new LinkLoop()) {
                Child child = childs.connect(own, parent.link.addresses().direct(), LIMITS);
                child.link.send(FRAME);
                loop.until("child " + round + " was heard", () -> parent.direct.size() == round);
            }
            own.close();
        }
    }
}
