package io.zinc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transport's own thread tells of what arrives, and may do the endpoint's work then, or when it is summoned. */
@Timeout(60)
class ArrivalsTest {

    /** In process, with a thread of its own that tells of whatever links have to tell, and comes when it is summoned. */
    private static final class Delivering implements Transport {
        final InProcessTransport links = InProcessTransport.isolated();
        final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        final AtomicInteger pollsHere = new AtomicInteger();
        final AtomicInteger pushesHere = new AtomicInteger();
        final Thread thread = Thread.ofPlatform().daemon().start(this::deliver);

        private void deliver() {
            try {
                while (true) {
                    tasks.take().run();
                }
            } catch (InterruptedException e) {
                // the end
            }
        }

        /** What a link signals goes to the thread first. */
        private Readiness through(Readiness to) {
            return () -> tasks.add(to::arrived);
        }

        @Override
        public boolean summon(Runnable task) {
            return tasks.add(task);
        }

        @Override
        public Set<String> schemes() {
            return links.schemes();
        }

        @Override
        public String lookUp(String address) {
            return address;
        }

        @Override
        public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
            return links.bind(address, advertisedHost, limits, through(readiness));
        }

        @Override
        public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
            return new Counted(links.connect(address, limits, through(readiness)));
        }

        @Override
        public void close() {
            thread.interrupt();
            links.close();
        }

        /** Counts who polls. */
        private final class Counted implements Uplink {
            private final Uplink link;

            Counted(Uplink link) {
                this.link = link;
            }

            @Override
            public boolean send(byte[] frame) {
                return link.send(frame);
            }

            @Override
            public void attach(String broadcastAddress, String pushAddress) {
                link.attach(broadcastAddress, pushAddress);
            }

            @Override
            public void subscribe(byte[] request) {
                link.subscribe(request);
            }

            @Override
            public void unsubscribe(byte[] request) {
                link.unsubscribe(request);
            }

            @Override
            public boolean push(byte[] frame) {
                if (Thread.currentThread().equals(thread)) {
                    pushesHere.incrementAndGet();
                }
                return link.push(frame);
            }

            @Override
            public int poll(Receiver receiver, boolean withBroadcasts) {
                if (Thread.currentThread().equals(thread)) {
                    pollsHere.incrementAndGet();
                }
                return link.poll(receiver, withBroadcasts);
            }

            @Override
            public void close() {
                link.close();
            }
        }
    }

    private static Endpoint host(Transport transport) {
        return Endpoint.host("demo").bind("inproc://host").transport(transport).open();
    }

    private static Endpoint client(Transport transport) {
        return Endpoint.client("demo")
                .join("inproc://host")
                .transport(transport)
                .open();
    }

    @Test
    void whatArrivesWhileTheEndpointSleepsIsTakenByTheThreadThatTellsOfIt() throws InterruptedException {
        Delivering transport = new Delivering();
        Topic<String> topic = Topic.of("news", Codec.strings());
        try (Endpoint host = host(transport);
                Endpoint client = client(transport)) {
            LinkedBlockingQueue<String> handled = new LinkedBlockingQueue<>();
            ChannelListener unused = client.subscribe(topic, message -> handled.add(message.payload()));
            int before = transport.pollsHere.get();
            int sent = 0;
            while (transport.pollsHere.get() == before) { // each finds the endpoint's own thread asleep, most likely
                assertThat(host.send(topic, "news " + sent).isSent()).isTrue();
                assertThat(handled.take()).isEqualTo("news " + sent++);
            }
        }
        transport.close();
    }

    @Test
    void aBurstIsSentByTheThreadThatIsSummonedForIt() throws InterruptedException {
        Delivering transport = new Delivering();
        Topic<String> topic = Topic.of("news", Codec.strings());
        try (Endpoint host = host(transport);
                Endpoint client = client(transport)) {
            LinkedBlockingQueue<String> handled = new LinkedBlockingQueue<>();
            ChannelListener unused = host.subscribe(topic, message -> handled.add(message.payload()));
            int before = transport.pushesHere.get();
            int sent = 0;
            while (transport.pushesHere.get()
                    == before) { // each burst finds the endpoint's own thread asleep, most likely
                for (int i = 0; i < 10; i++) {
                    assertThat(client.send(topic, "news " + sent++).isSent()).isTrue();
                }
                for (int i = sent - 10; i < sent; i++) {
                    assertThat(handled.take()).isEqualTo("news " + i);
                }
            }
        }
        transport.close();
    }

    @Test
    void nothingIsLostOrLeftLyingWhenSendersAndArrivalsMeet() throws InterruptedException {
        int senders = 4;
        int each = 3_000;
        Delivering transport = new Delivering();
        Topic<Integer> topic = Topic.of("numbers", Codec.json(Integer.class));
        List<Integer> handled = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(senders * each);
        try (Endpoint host = host(transport);
                Endpoint client = client(transport)) {
            ChannelListener unused = host.subscribe(topic, message -> {
                handled.add(message.payload());
                all.countDown();
            });
            List<Thread> threads = IntStream.range(0, senders)
                    .mapToObj(sender -> Thread.ofVirtual().start(() -> {
                        for (int i = 0; i < each; i++) {
                            sendWithoutHurry(client, topic, sender * each + i);
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            all.await();
        }
        transport.close();
        assertThat(handled).doesNotHaveDuplicates().hasSize(senders * each);
        for (int sender = 0; sender < senders; sender++) {
            int first = sender * each;
            assertThat(handled.stream().filter(n -> n >= first && n < first + each))
                    .as("each sender's order")
                    .isSorted();
        }
    }

    /** Leaves moments in which threads go to sleep. */
    private static void sendWithoutHurry(Endpoint from, Topic<Integer> topic, int number) {
        if (number % 7 == 0) {
            LockSupport.parkNanos(1_000);
        }
        while (!from.send(topic, number).isSent()) {
            Thread.onSpinWait();
        }
    }
}
