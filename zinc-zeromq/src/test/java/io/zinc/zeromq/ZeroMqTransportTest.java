package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.InProcessTransport;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.testing.LinkLoop;
import io.zinc.testing.LinkLoop.Child;
import io.zinc.testing.LinkLoop.Parent;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ZeroMqTransportTest {

    private static final LinkLimits LIMITS = new LinkLimits(1 << 16, 100);

    private final Transport transport = new ZeroMqTransport();
    private final LinkLoop loop = new LinkLoop();

    @AfterEach
    void close() {
        loop.close();
        transport.close();
    }

    private LinkAddresses addressesOf(String address, String advertisedHost) {
        try (var link = transport.bind(address, advertisedHost, LIMITS, loop)) {
            return link.addresses();
        }
    }

    private static String hostOf(String address) {
        return TcpAddress.parse(address).host();
    }

    /** Both ways and on all paths. */
    private void converse(Parent parent, Child child) {
        child.attachTo(parent);
        parent.echoes = true;
        byte[] bytes = "sixteen bytes---sixteen bytes---".getBytes(US_ASCII);
        child.link.send(bytes);
        child.link.push(bytes);
        child.link.subscribe(bytes);
        loop.until(
                "up arrived",
                () -> parent.pushed.size() == 1 && child.direct.size() == 1 && parent.requests.size() == 1);
        parent.link.broadcast(bytes);
        loop.until("down arrived", () -> child.broadcasts.size() == 1);
    }

    @Test
    void linksSpeakIpv6() {
        Parent parent = loop.bind(transport, "tcp://[::1]:0", LIMITS);
        assertThat(parent.link.addresses().push()).startsWith("tcp://[::1]:");
        converse(parent, loop.connect(transport, parent.link.addresses().direct(), LIMITS));
    }

    @Test
    void hostsMayBeNamed() {
        Parent parent = loop.bind(transport, "tcp://localhost:0", LIMITS);
        converse(parent, loop.connect(transport, parent.link.addresses().direct(), LIMITS));
    }

    @Test
    void whoListensEverywhereIsReachedWhereTheChildFoundIt() {
        for (String everywhere : List.of("tcp://*:0", "tcp://0.0.0.0:0", "tcp://[::]:0")) {
            Parent parent = loop.bind(transport, everywhere, LIMITS);
            LinkAddresses addresses = parent.link.addresses();
            assertThat(addresses.broadcast()).startsWith("tcp://*:");
            assertThat(hostOf(addresses.direct())).isNotIn("*", "0.0.0.0", "[::]");

            int port = TcpAddress.parse(addresses.direct()).port();
            converse(parent, loop.connect(transport, "tcp://127.0.0.1:" + port, LIMITS));
        }
    }

    @Test
    void anAdvertisedHostReplacesTheBoundOne() {
        for (String host : List.of("zinc.example.org", "203.0.113.7", "2001:db8::7")) {
            LinkAddresses addresses = addressesOf("tcp://127.0.0.1:0", host);
            String expected = host.contains(":") ? "[" + host + "]" : host;
            assertThat(List.of(addresses.direct(), addresses.broadcast(), addresses.push()))
                    .allSatisfy(address -> assertThat(hostOf(address)).isEqualTo(expected));
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedInPlainWords() {
        assertThatThrownBy(() -> transport.bind("tcp://203.0.113.7:5555", "", LIMITS, loop))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("not an address of this machine");
    }

    @Test
    void connectingToAnywhereIsRefused() {
        for (String address : List.of("tcp://*:5555", "tcp://127.0.0.1:0")) {
            assertThatThrownBy(() -> transport.connect(address, LIMITS, loop))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("not where to connect");
        }
    }

    @Test
    void ipcIsRefusedWithTheReason() {
        assertThat(transport.schemes()).contains("ipc");
        assertThatThrownBy(() -> transport.bind("ipc:///tmp/zinc", "", LIMITS, loop))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("every user of this machine")
                .hasMessageContaining("tcp://127.0.0.1");
    }

    @Test
    void theServiceLoaderFindsOneTransportForEachScheme() {
        List<String> schemes = ServiceLoader.load(Transport.class).stream()
                .flatMap(provider -> provider.get().schemes().stream())
                .toList();
        assertThat(schemes).contains("tcp", "ipc", "inproc").doesNotHaveDuplicates();
        assertThat(ServiceLoader.load(Transport.class).stream()
                        .filter(provider -> provider.get().schemes().contains("inproc"))
                        .map(ServiceLoader.Provider::type))
                .containsExactly(InProcessTransport.class);
    }

    @Test
    void aClosedTransportLeavesNoThread() {
        ZeroMqTransport own = ZeroMqTransport.jeromq();
        Parent parent = loop.bind(own, "tcp://127.0.0.1:0", LIMITS);
        Child child = loop.connect(own, parent.link.addresses().direct(), LIMITS);
        child.link.send("hello".getBytes(US_ASCII));
        loop.until("the child said hello", () -> !parent.direct.isEmpty());
        Child orphan = loop.connect(own, "tcp://127.0.0.1:1", LIMITS);
        orphan.link.send("never sent".getBytes(US_ASCII));

        own.close();

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName))
                .noneMatch(name -> name.startsWith("zinc-zeromq"));
    }

    @Test
    void whatWasSentJustBeforeClosingArrives() {
        Parent parent = loop.bind(transport, "tcp://127.0.0.1:0", LIMITS);
        Child child = loop.connect(transport, parent.link.addresses().direct(), LIMITS);
        child.link.send("hello".getBytes(US_ASCII));
        loop.until("the child said hello", () -> !parent.direct.isEmpty());

        for (int i = 0; i < 50; i++) {
            child.link.send("bye".getBytes(US_ASCII));
        }
        child.link.close();

        loop.until("all arrived", () -> parent.direct.size() == 51);
    }

    @Test
    void aThreadThatLooksAfterConnectionsComesWhenItIsSummoned() throws InterruptedException {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        Runnable task = () -> threads.add(Thread.currentThread().getName());
        assertThat(transport.summon(task)).as("before there is any").isFalse();

        Parent parent = loop.bind(transport, "tcp://127.0.0.1:0", LIMITS);
        Child child = loop.connect(transport, parent.link.addresses().direct(), LIMITS);
        converse(parent, child);
        for (int i = 0; i < 100; i++) {
            assertThat(transport.summon(task)).isTrue();
            assertThat(threads.take()).startsWith("zinc-zeromq-");
        }
        assertThat(threads).isEmpty();
    }
}
