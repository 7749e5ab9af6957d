package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Two ends of a connection that exchange frames in memory. */
class SyncConnectionTest {
    private final Doc serverDoc = new Doc(DocOptions.defaults().withClientId(1));
    private final Doc clientDoc = new Doc(DocOptions.defaults().withClientId(2));
    private final Awareness serverPresence = new Awareness(1, 0);
    private final Awareness clientPresence = new Awareness(2, 0);
    private final Queue<byte[]> toServer = new ArrayDeque<>();
    private final Queue<byte[]> toClient = new ArrayDeque<>();

    private void deliver(SyncConnection server, SyncConnection client) {
        while (!toServer.isEmpty() || !toClient.isEmpty()) {
            byte[] up = toServer.poll();
            if (up != null) {
                server.receive(up, 0);
            }
            byte[] down = toClient.poll();
            if (down != null) {
                client.receive(down, 0);
            }
        }
    }

    @Test
    void bothEndsComeToHaveWhatTheOtherHad() {
        serverDoc.getText("t").insert(0, "server");
        clientDoc.getMap("m").set("k", "client");
        SyncConnection server =
                new SyncConnection(SyncConnection.Role.SERVER, serverDoc, serverPresence, toClient::add);
        SyncConnection client =
                new SyncConnection(SyncConnection.Role.CLIENT, clientDoc, clientPresence, toServer::add);
        deliver(server, client);
        assertThat(client.isSynced()).isTrue();
        assertThat(server.isSynced()).isTrue();
        assertThat(clientDoc.getText("t").toString()).isEqualTo("server");
        assertThat(serverDoc.getMap("m").get("k")).isEqualTo("client");
        clientDoc.getText("t").insert(6, "!");
        deliver(server, client);
        assertThat(serverDoc.encodeStateAsUpdate()).isEqualTo(clientDoc.encodeStateAsUpdate());
    }

    @Test
    void aClientThatLeavesIsNoLongerPresent() {
        SyncConnection server =
                new SyncConnection(SyncConnection.Role.SERVER, serverDoc, serverPresence, toClient::add);
        SyncConnection client =
                new SyncConnection(SyncConnection.Role.CLIENT, clientDoc, clientPresence, toServer::add);
        clientPresence.setLocalField("name", "Ada", 0);
        deliver(server, client);
        assertThat(serverPresence.states()).containsEntry(2L, Map.of("name", "Ada"));
        client.close(0);
        deliver(server, client);
        assertThat(serverPresence.states()).containsOnlyKeys(1L);
    }

    @Test
    void aSilentClientIsTakenForGoneAndTheOwnStateIsRenewed() {
        SyncConnection server =
                new SyncConnection(SyncConnection.Role.SERVER, serverDoc, serverPresence, toClient::add);
        SyncConnection client =
                new SyncConnection(SyncConnection.Role.CLIENT, clientDoc, clientPresence, toServer::add);
        clientPresence.setLocalField("name", "Ada", 0);
        deliver(server, client);
        serverPresence.tick(14_999);
        assertThat(serverPresence.clocks()).containsEntry(1L, 0L);
        serverPresence.tick(15_000);
        assertThat(serverPresence.clocks()).containsEntry(1L, 1L);
        serverPresence.tick(Awareness.OUTDATED_MS);
        assertThat(serverPresence.states()).containsOnlyKeys(1L);
        server.close();
        client.close();
    }
}
