package io.zinc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.Uplink;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowLookUpTest {

    /** In process, with a name service that answers late for one name. */
    private static final class SlowNames implements Transport {
        final InProcessTransport links = InProcessTransport.isolated();
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch answered = new CountDownLatch(1);

        @Override
        public Set<String> schemes() {
            return links.schemes();
        }

        @Override
        public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
            return links.bind(address, advertisedHost, limits, readiness);
        }

        @Override
        public String lookUp(String address) {
            if (address.equals("inproc://slow")) {
                asked.countDown();
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return address;
        }

        @Override
        public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
            return links.connect(address, limits, readiness);
        }

        @Override
        public void close() {
            links.close();
        }
    }

    @Test
    void aSlowNameServiceDoesNotStopTheEndpoint() throws InterruptedException {
        SlowNames names = new SlowNames();
        CountDownLatch rejoined = new CountDownLatch(1);
        Endpoint host =
                Endpoint.host("demo").bind("inproc://quick").transport(names).open();
        Endpoint relay = Endpoint.relay("demo")
                .bind("inproc://relay")
                .join("inproc://quick", "inproc://slow")
                .transport(names)
                .onConnection(event -> {
                    if (event instanceof ConnectionEvent.Rejoined) {
                        rejoined.countDown();
                    }
                })
                .open();

        host.close();
        names.asked.await();
        assertThat(relay.tree().nodes()).as("the relay's thread goes on").isNotEmpty();

        Endpoint other =
                Endpoint.host("demo").bind("inproc://slow").transport(names).open();
        names.answered.countDown();
        rejoined.await();
        relay.close();
        other.close();
        names.close();
    }
}
