package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark for a moment. How fast anything is is not for a test to say. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GatewayBenchmarkTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void aServerAtAUrlIsLoaded() throws Exception {
        Path json = folder.resolve("load.json");
        try (RoomServer server = new RoomServer(1, 0)) {
            int result = run(json, server.address(), YjsProtocol.Y_WEBSOCKET, List.of());

            assertThat(result).as(words()).isZero();
        }
        assertThat(words()).contains("10 clients in 2 rooms joined", "deliveries/s");
        assertThat(cases(json)).containsExactly("p50", "p99", "rate", "deliveries", "missing", "generator-cpu");
    }

    @Test
    void aServerThatLosesUpdatesIsFoundOut() throws Exception {
        try (RoomServer server = new RoomServer(1, 7)) {
            int result = run(null, server.address(), YjsProtocol.Y_WEBSOCKET, List.of());

            assertThat(result).as(words()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Y_WEBSOCKET", "HOCUSPOCUS"})
    void theClientsUnderstandTheRealServers(GatewayServer peer) throws Exception {
        var command = peer.command(CrdtBenchmark.checkout(), YjsProtocol.Y_WEBSOCKET);
        assumeTrue(command.isPresent(), "SKIPPED: " + peer + " is not installed; " + peer.howToInstall());
        YjsProtocol protocol = peer.protocol(YjsProtocol.Y_WEBSOCKET);
        try (ServerProcess server = ServerProcess.start(peer.toString(), command.get())) {
            int result = run(null, server.address(), protocol, List.of());

            assertThat(result).as(words()).isZero();
            assertThat(server.cpuNs()).isPositive();
            assertThat(server.residentBytes()).isGreaterThan(1_000_000);
        }
    }

    @Test
    void zincIsComparedWithTheBetterPeer() throws Exception {
        for (GatewayServer server : GatewayServer.values()) {
            assumeTrue(
                    server.command(CrdtBenchmark.checkout(), YjsProtocol.Y_WEBSOCKET)
                            .isPresent(),
                    "SKIPPED: " + server + " is not installed; " + server.howToInstall());
        }
        Path json = folder.resolve("gateway.json");
        int result = run(json, null, YjsProtocol.Y_WEBSOCKET, List.of("room-100", "history-room", "late-join"));

        assertThat(result).as(words()).isZero();
        assertThat(cases(json))
                .containsExactly(
                        "room-100/cpu",
                        "room-100/p50",
                        "room-100/p99",
                        "room-100/rate",
                        "history-room/bytes",
                        "late-join/ms");
    }

    private int run(@Nullable Path json, @Nullable URI url, YjsProtocol protocol, List<String> cases) throws Exception {
        GatewayOptions options = new GatewayOptions(
                new BenchmarkOptions(1, 0.2, 0.1, cases, json),
                url,
                protocol,
                "",
                10,
                2,
                500,
                1,
                0.02,
                CrdtBenchmark.checkout());
        return GatewayBenchmark.run(options, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String words() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> cases(Path json) throws Exception {
        List<String> cases = new ArrayList<>();
        for (JsonNode row : JsonMapper.builder().build().readTree(Files.readString(json))) {
            cases.add(row.get("case").asText());
        }
        return cases;
    }
}
