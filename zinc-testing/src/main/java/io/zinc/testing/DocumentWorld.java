package io.zinc.testing;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Everything that one run of documents is made of. */
final class DocumentWorld {

    /** Who waits for an answer; told once what came of the question. */
    interface Asker {

        void answered(byte[] answer);

        void failed(String reason);
    }

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
    private boolean isStormy;

    DocumentWorld(long seed, @Nullable PrintStream told) {
        this.random = new SplittableRandom(seed);
        this.story = new Story(told, time);
        this.scenario = new DocumentScenario(random.split());
        this.strategy = new SimulatedStrategy(random.split());
        this.history = new DocumentHistory(this);
        this.host = new DocumentHost(this);
        for (int i = 0; i < scenario.relays; i++) {
            relays.add(new DocumentRelay(this, new DocumentNode(this, "relay" + i, true)));
        }
        for (int i = 0; i < scenario.clients; i++) {
            clients.add(new DocumentClient(this, new DocumentNode(this, "client" + i, false)));
        }
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

    /** Where somebody joins: a relay, or null for the host. */
    @Nullable
    DocumentNode anyParent() {
        int at = random.nextInt(relays.size() + 1);
        return at == relays.size() ? null : relays.get(at).node();
    }

    void published(String document) {
        relays.forEach(relay -> relay.node().published(document));
        clients.forEach(client -> client.node().published(document));
    }

    /** Says what gets lost now and then, and overtakes other things. */
    void publishedEphemeral(String document, byte[] down) {
        int reign = host.reign();
        relays.forEach(relay -> relay.node().publishedEphemeral(document, down, reign));
        clients.forEach(client -> client.node().publishedEphemeral(document, down, reign));
    }

    /** Whether something that nobody sends again gets lost. */
    boolean losesEphemeral() {
        boolean isLost = random.nextInt(100) < (isStormy ? 30 : 5);
        if (isLost) {
            coverage.once("ephemeral messages lost");
        }
        return isLost;
    }

    /** Asks the nearest that can answer; where a path breaks meanwhile, it fails after a while. */
    void ask(DocumentNode node, String name, byte[] question, Asker asker) {
        int life = node.life();
        time.after(delay(), () -> {
            byte[] answer = node.isJoined() ? answer(node, name, question) : null;
            int crashes = history.crashes();
            long wait = answer == null ? VirtualTime.millis(1_000) : 0;
            time.after(
                    wait + delay(),
                    () -> node.awake(() -> {
                        if (node.life() != life) {
                            return;
                        }
                        // an answer may outlive the host that gave it
                        if (answer == null || (isStormy && !node.isJoined() && random.nextBoolean())) {
                            coverage.once("questions failed");
                            asker.failed("no answer");
                        } else {
                            history.listen(crashes, () -> asker.answered(answer));
                        }
                    }));
        });
    }

    private byte @Nullable [] answer(DocumentNode node, String name, byte[] question) {
        for (DocumentRelay relay : relays) {
            if (relay.node() == node.parent()) {
                byte[] answer = relay.node().isPaused() ? null : relay.answer(name, question);
                if (answer != null) {
                    return answer;
                }
            }
        }
        coverage.once("answers from the host");
        return host.answer(name, question);
    }
}
