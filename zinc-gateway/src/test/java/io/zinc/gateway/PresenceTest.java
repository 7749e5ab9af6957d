package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Awareness;
import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.Frame;
import io.zinc.documents.Kinds;
import io.zinc.documents.Presence;
import io.zinc.documents.TextDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is here is seen by all, on every gateway, and goes with its connection. */
class PresenceTest {

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static void awaitName(String name, Replica seer, Replica seen) throws InterruptedException {
        GatewayTree.await(
                "somebody sees " + name, () -> seer.nameOf(seen.client()).equals(name));
    }

    @Test
    void presenceComesChangesAndGoesOnOtherGatewaysToo() throws Exception {
        tree.host();
        Gateway north = tree.gateway(tree.relay("north"));
        Gateway south = tree.gateway(tree.relay("south"));
        YBrowser ann = tree.browser(north, "notes");
        YBrowser near = tree.browser(north, "notes");
        HocuspocusDocument far = tree.opened(south, "notes", "");

        ann.present("Ann");
        awaitName("Ann", near, ann);
        awaitName("Ann", far, ann);
        ann.present("Anna");
        awaitName("Anna", near, ann);
        awaitName("Anna", far, ann);
        ann.disconnect();

        GatewayTree.await("near she is gone", () -> !near.sees(ann.client()));
        GatewayTree.await("far she is gone", () -> !far.sees(ann.client()));
    }

    @Test
    void aBrowserThatVanishesIsGoneForAll() throws Exception {
        tree.host();
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");
        YBrowser far = tree.browser(tree.gateway(tree.relay("south")), "notes");
        ann.present("Ann");
        awaitName("Ann", far, ann);

        ann.vanish();

        GatewayTree.await("she is gone", () -> !far.sees(ann.client()));
    }

    @Test
    void aNewcomerIsToldWhoIsHere() throws Exception {
        tree.host();
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");
        ann.present("Ann");
        Gateway south = tree.gateway(tree.relay("south"));
        YBrowser ben = tree.browser(south, "notes");
        awaitName("Ann", ben, ann);

        HocuspocusDocument later = tree.opened(south, "notes", "");

        awaitName("Ann", later, ann);
    }

    @Test
    void aJavaProgramSeesBrowsersAndIsSeenByThem() throws Exception {
        GatewayTree.Node host = tree.host();
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");
        TextDocument java = tree.keep(host.documents().open("notes", Kinds.TEXT));
        java.present(Presence.of("Java", "#ff0000"));
        ann.present("Ann");

        GatewayTree.await(
                "Java sees Ann",
                () -> java.presences().stream()
                        .anyMatch(presence -> presence.name().equals("Ann")));
        long program = java.presences().stream()
                .filter(presence -> presence.name().equals("Java"))
                .findFirst()
                .orElseThrow()
                .client();
        GatewayTree.await("Ann sees Java", () -> ann.nameOf(program).equals("Java"));
    }

    @Test
    void whoRepeatsTheForeignPresenceThatItHearsDoesNotTakeItAway() throws Exception {
        tree.host();
        Gateway north = tree.gateway(tree.relay("north"));
        YBrowser ann = tree.browser(north, "notes");
        YBrowser far = tree.browser(tree.gateway(tree.relay("south")), "notes");
        YBrowser parrot = tree.browser(north, "notes");
        ann.present("Ann");
        far.present("Far");
        awaitName("Ann", parrot, ann); // y-websocket clients repeat what they hear
        awaitName("Far", parrot, far);
        YBrowser observer = tree.browser(north, "notes");
        awaitName("Ann", observer, ann);
        awaitName("Far", observer, far);
        awaitName("Ann", far, ann);

        parrot.vanish();
        GatewayTree.await("the parrot is gone", () -> !observer.sees(parrot.client()));

        assertThat(observer.nameOf(ann.client())).isEqualTo("Ann");
        assertThat(observer.nameOf(far.client())).isEqualTo("Far");
        assertThat(far.nameOf(ann.client())).isEqualTo("Ann");
    }

    @Test
    void nobodyCanMakeAnotherSeemGoneOrBeSomeoneElse() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        YBrowser mallory = tree.browser(gateway, "notes");
        ann.present("Ann");
        awaitName("Ann", ben, ann);
        awaitName("Ann", mallory, ann);
        long clock = 1_000;

        mallory.send(
                new Frame.Presence(AwarenessEntry.encode(List.of(new AwarenessEntry(ann.client(), clock, "null")))));
        mallory.send(new Frame.Presence(
                Awareness.write(List.of(new Awareness.Entry(ann.client(), clock + 1, Map.of("user", "nobody"))))));
        mallory.present("Mallory");
        awaitName("Mallory", ben, mallory);

        assertThat(ben.nameOf(ann.client())).isEqualTo("Ann");
        ann.present("Anna");
        awaitName("Anna", ben, ann);
    }

    @Test
    void aClientThatMovesToAnotherGatewayIsAcceptedThere() throws Exception {
        tree.host();
        Gateway north = tree.gateway(tree.relay("north"));
        Gateway south = tree.gateway(tree.relay("south"));
        YBrowser ann = tree.browser(north, "notes");
        YBrowser ben = tree.browser(north, "notes");
        ann.present("Ann");
        awaitName("Ann", ben, ann);

        ann.vanish();
        ann.goTo(south, "notes").connect();
        YBrowser observer = tree.browser(south, "notes");

        awaitName("Ann", observer, ann);
        awaitName("Ann", ben, ann);
        ann.present("Anna");
        awaitName("Anna", ben, ann);
        ann.vanish();
        GatewayTree.await("she is gone", () -> !ben.sees(ann.client()));
    }

    @Test
    void aClientThatComesBackBeforeItIsKnownToBeGoneIsAcceptedToo() throws Exception {
        tree.host();
        Gateway north = tree.gateway(tree.relay("north"));
        Gateway south = tree.gateway(tree.relay("south"));
        YBrowser ann = tree.browser(north, "notes");
        YBrowser ben = tree.browser(south, "notes");
        ann.present("Ann");
        awaitName("Ann", ben, ann);
        ClientSocket halfOpen = ann.leaveOpen(); // nobody notices that this connection is dead

        ann.goTo(south, "notes").connect();
        ann.present("Anna");
        GatewayTree.await("Ann is synced", ann::isSynced);
        halfOpen.vanish();

        awaitName("Anna", ben, ann);
    }

    @Test
    void presenceThatIsTooLargeIsLeftOutAndNobodyIsHarmed() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxAwarenessBytes(1_000)));
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");

        ann.present("A".repeat(2_000));
        ann.present("Ann");

        awaitName("Ann", ben, ann);
        assertThat(ann.socket().isClosed()).isFalse();
    }

    @Test
    void aSocketSpeaksForNoMoreClientsThanItMay() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxAwarenessClients(3)));
        YBrowser crowd = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        ben.present("Ben");
        crowd.present("Crowd");
        awaitName("Crowd", ben, crowd);
        for (long client = 1; client <= 10; client++) {
            crowd.send(new Frame.Presence(Awareness.write(
                    List.of(new Awareness.Entry(client, 1, Map.of("user", Map.of("name", "n")))))));
        }
        crowd.present("Crowd again");

        awaitName("Crowd again", ben, crowd);
        assertThat(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L).stream().filter(ben::sees))
                .hasSizeLessThanOrEqualTo(2);
    }
}
