package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadGeneratorTest {

    private final LoadGenerator generator = new LoadGenerator(2);

    @AfterEach
    void end() {
        generator.close();
    }

    private Crowd join(RoomServer server, int clients, int rooms) {
        return generator.connect(CrowdPlan.of(server.address(), YjsProtocol.Y_WEBSOCKET, "room-", clients, rooms));
    }

    @Test
    void eachCharacterIsExpectedAtEachOtherClientOfItsRoomOnce() {
        try (RoomServer server = new RoomServer(1, 0);
                Crowd crowd = join(server, 6, 2)) {
            LoadFigures figures = crowd.type(600, 0.1, false);

            assertThat(figures.sent()).isEqualTo(60);
            assertThat(figures.delivered()).isEqualTo(60 * 2);
            assertThat(figures.missing()).isZero();
        }
    }

    @Test
    void updatesThatAServerHasMergedCountOneByOne() {
        try (RoomServer server = new RoomServer(30, 0);
                Crowd crowd = join(server, 3, 1)) {
            LoadFigures figures = crowd.type(600, 0.1, false);

            assertThat(figures.delivered()).isEqualTo(60 * 2);
        }
    }

    @Test
    void whatAServerForgetsIsMissing() {
        try (RoomServer server = new RoomServer(1, 10);
                Crowd crowd = join(server, 4, 1)) {
            LoadFigures figures = crowd.type(400, 0.1, false);

            assertThat(figures.sent()).isEqualTo(40);
            assertThat(figures.missing()).isEqualTo(4 * 3);
            assertThat(figures.holds()).isFalse();
        }
    }

    @Test
    void aSecondPhaseGoesOnWhereTheFirstOneEnded() {
        try (RoomServer server = new RoomServer(1, 0);
                Crowd crowd = join(server, 4, 1)) {
            var first = crowd.type(1_000, 0.05, false);
            LoadFigures second = crowd.type(300, 0.1, false);

            assertThat(first.sent()).isEqualTo(50);
            assertThat(second.sent()).isEqualTo(30);
            assertThat(second.delivered()).isEqualTo(30 * 3);
        }
    }

    @Test
    void updatesThatComeLateCountFromTheTimeAtWhichTheyWereDue() {
        try (RoomServer server = new RoomServer(60, 0);
                Crowd crowd = join(server, 3, 1)) {
            LoadFigures figures = crowd.type(60, 1, false);

            // the server waits for the last one, so most have been due for long
            assertThat(figures.p50Ms()).isGreaterThan(250);
            assertThat(figures.p99Ms()).isGreaterThan(900);
        }
    }

    @Test
    void aRateThatCannotHoldAnyMoreIsGivenUpBeforeItsTime() {
        try (RoomServer server = new RoomServer(100, 0);
                Crowd crowd = join(server, 2, 1)) {
            LoadFigures figures = crowd.type(200, 30, true);

            assertThat(figures.sent()).isLessThan(6_000);
            assertThat(figures.holds()).isFalse();
        }
    }

    @Test
    void whatOneClientBringsAlongReachesTheNext() {
        byte[] text = text();
        try (RoomServer server = new RoomServer(1, 0)) {
            CrowdPlan plan = CrowdPlan.of(server.address(), YjsProtocol.Y_WEBSOCKET, "room-", 1, 1)
                    .bringing(text);
            try (Crowd first = generator.connect(plan);
                    Crowd second = generator.connect(LoadedRooms.joiners(plan, 1, 1))) {
                assertThat(first.closedConnections()).isZero();
                assertThat(second.joinMs()).isPositive();
            }
        }
    }

    @Test
    void connectionsThatTheServerEndsAreCounted() {
        try (RoomServer server = new RoomServer(1, 0);
                Crowd crowd = join(server, 3, 1)) {
            server.hangUp();
            LoadFigures figures = crowd.type(100, 0.1, false);

            assertThat(figures.missing()).isEqualTo(10 * 2);
            assertThat(figures.closedConnections()).isEqualTo(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        URI nobody = URI.create("ws://127.0.0.1:" + ServerProcess.freePort());

        assertThatThrownBy(() -> generator.connect(CrowdPlan.of(nobody, YjsProtocol.HOCUSPOCUS, "room-", 2, 1)))
                .hasMessageContaining(nobody.toString());
    }

    private static byte[] text() {
        var doc = CrdtTrace.document(1);
        doc.getText("text").insert(0, "something to read ".repeat(100));
        return doc.encodeStateAsUpdate();
    }
}
