package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginsTest {

    private final Origins none = new Origins(Set.of(), false);

    @Test
    void aPageOfTheGatewayItselfMay() {
        assertThat(none.allow("http://docs.example.org:8080", HostAndPort.create("docs.example.org", 8080)))
                .isTrue();
        assertThat(none.allow("http://DOCS.example.org:8080", HostAndPort.create("docs.example.org", 8080)))
                .isTrue();
        assertThat(none.allow("https://docs.example.org", HostAndPort.create("docs.example.org", 443)))
                .isTrue();
        assertThat(none.allow("http://docs.example.org", HostAndPort.create("docs.example.org", 80)))
                .isTrue();
        assertThat(none.allow("http://docs.example.org", HostAndPort.create("docs.example.org", -1)))
                .isTrue();
        assertThat(none.allow("http://[::1]:8080", HostAndPort.create("[::1]", 8080)))
                .isTrue();
    }

    @Test
    void otherHostsPortsAndNamelessPagesMayNot() {
        assertThat(none.allow("http://docs.example.org:81", HostAndPort.create("docs.example.org", 8080)))
                .isFalse();
        assertThat(none.allow("http://evil.example", HostAndPort.create("docs.example.org", 80)))
                .isFalse();
        assertThat(none.allow("null", HostAndPort.create("docs.example.org", 80)))
                .isFalse();
        assertThat(none.allow("http://docs.example.org", null)).isFalse();
        assertThat(none.allow("", HostAndPort.create("docs.example.org", 80))).isFalse();
    }

    @Test
    void aGatewayForItsOwnMachineIsCalledByNamesOfThat() {
        Origins local = new Origins(Set.of("https://docs.example.org"), true);
        for (String name :
                new String[] {"localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
            assertThat(local.isForUs(HostAndPort.create(name, 8080))).as(name).isTrue();
        }
        assertThat(local.isForUs(HostAndPort.create("docs.example.org", 443))).isTrue();
        assertThat(local.isForUs(HostAndPort.create("evil.example", 8080))).isFalse();
        assertThat(local.isForUs(HostAndPort.create("127.0.0.1.evil.example", 8080)))
                .isFalse();
        assertThat(none.isForUs(HostAndPort.create("docs.example.org", 443))).isTrue();
    }

    @Test
    void aGatewayThatLetsOnlyItsOwnMachineInIsCalledByNamesOfThatWhereverItListens() throws Exception {
        try (GatewayTree tree = new GatewayTree()) {
            Gateway gateway = tree.gateway(tree.host(), settings -> settings.bind("0.0.0.0", 0));
            try (RawSocket page = new RawSocket(gateway)) {
                page.send("GET /api/documents HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
                assertThat(page.readHead()).startsWith("HTTP/1.1 421");
            }
        }
    }

    @Test
    void whatIsNoBrowserMay() {
        assertThat(none.allow(null, HostAndPort.create("docs.example.org", 80))).isTrue();
    }
}
