package io.zinc.testing;

import io.zinc.documents.protocol.Names;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that one run of documents is made of. */
final class DocumentWorld {

    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final Story story;
    private final Coverage coverage = new Coverage();
    private final DocumentScenario scenario;
    private final SimulatedStrategy strategy;
    private final DocumentHistory history;
    private final DocumentHost host;
    private final List<DocumentRelay> relays = new ArrayList<>();
    private final List<DocumentClient> clients = new ArrayList<>();
    private final @Nullable DocumentStranger stranger;
    private final Network network;
    private final Set<String> denied = new TreeSet<>();
    private boolean isStormy;

    DocumentWorld(long seed, @Nullable PrintStream told) {
        this.random = new SplittableRandom(seed);
        this.story = new Story(told, time);
        this.scenario = new DocumentScenario(random.split());
        this.strategy = new SimulatedStrategy(random.split());
        this.history = new DocumentHistory(this);
        this.network = new Network(time, random.split(), story, scenario.highWaterFrames, scenario.delayNs);
        this.host = new DocumentHost(this);
        List<String> addresses = new ArrayList<>();
        addresses.add(host.node().address());
        for (int i = 0; i < scenario.relays; i++) {
            DocumentRelay relay = new DocumentRelay(this, "relay" + i, someOf(addresses));
            relays.add(relay);
            addresses.add(relay.node().address());
        }
        for (int i = 0; i < scenario.clients; i++) {
            clients.add(new DocumentClient(this, "client" + i, someOf(addresses)));
        }
        this.stranger = scenario.isHostile ? new DocumentStranger(this, someOf(addresses)) : null;
    }

    SplittableRandom random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    long nowMs() {
        return time.nowNs() / 1_000_000;
    }

    Story story() {
        return story;
    }

    Coverage coverage() {
        return coverage;
    }

    DocumentScenario scenario() {
        return scenario;
    }

    SimulatedStrategy strategy() {
        return strategy;
    }

    DocumentHistory history() {
        return history;
    }

    DocumentHost host() {
        return host;
    }

    List<DocumentRelay> relays() {
        return relays;
    }

    List<DocumentClient> clients() {
        return clients;
    }

    /** Somebody who wishes the others ill; null when there is nobody. */
    @Nullable
    DocumentStranger stranger() {
        return stranger;
    }

    /** All endpoints. */
    List<DocumentNode> nodes() {
        List<DocumentNode> nodes = new ArrayList<>();
        nodes.add(host.node());
        relays.forEach(relay -> nodes.add(relay.node()));
        clients.forEach(client -> nodes.add(client.node()));
        if (stranger != null) {
            nodes.add(stranger.node());
        }
        return nodes;
    }

    Network network() {
        return network;
    }

    boolean isStormy() {
        return isStormy;
    }

    void setStormy(boolean stormy) {
        isStormy = stormy;
    }

    long delay() {
        return 1 + random.nextLong(isStormy && random.nextInt(10) == 0 ? 10 * scenario.delayNs : scenario.delayNs);
    }

    long diskDelay() {
        return VirtualTime.millis(1) + random.nextLong(VirtualTime.millis(random.nextInt(5) == 0 ? 300 : 20));
    }

    /** Some of the addresses where somebody may join. */
    private List<String> someOf(List<String> addresses) {
        Set<String> chosen = new LinkedHashSet<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            chosen.add(addresses.get(random.nextInt(addresses.size())));
        }
        return List.copyOf(chosen);
    }

    /** Whether an endpoint may not send to a topic, as the host sees it. */
    boolean isDenied(String subject, String topic) {
        return denied.contains(subject + " " + topic);
    }

    void deny(DocumentNode node, String document, boolean isDenied) {
        String right = node.name() + " " + Names.topicOf(document);
        if (isDenied) {
            denied.add(right);
        } else {
            denied.remove(right);
        }
    }
}
