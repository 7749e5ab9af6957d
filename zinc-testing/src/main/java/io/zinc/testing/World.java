package io.zinc.testing;

import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything that one run is made of. */
final class World {

    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final Story story;
    private final Coverage coverage = new Coverage();
    private final Scenario scenario;
    private final Network network;
    private final History history;
    private boolean isCalm = true;
    private final List<Life> lives = new ArrayList<>();

    World(long seed, @Nullable PrintStream told) {
        this.random = new SplittableRandom(seed);
        this.story = new Story(told, time);
        this.scenario = new Scenario(random.split());
        this.network = new Network(time, random.split(), story, scenario.highWaterFrames, scenario.delayNs);
        this.history = new History(this);
    }

    VirtualTime time() {
        return time;
    }

    Story story() {
        return story;
    }

    Coverage coverage() {
        return coverage;
    }

    Scenario scenario() {
        return scenario;
    }

    Network network() {
        return network;
    }

    History history() {
        return history;
    }

    SplittableRandom random() {
        return random;
    }

    RandomGenerator newRandom() {
        return random.split();
    }

    List<Life> lives() {
        return lives;
    }

    /** The life with a number, or null. */
    @Nullable
    Life life(int number) {
        return number < 1 || number > lives.size() ? null : lives.get(number - 1);
    }

    /** Starts an endpoint. */
    Life start(SimulatedEndpoint endpoint) {
        Life life = new Life(this, endpoint, lives.size() + 1);
        lives.add(life);
        endpoint.setLife(life);
        life.start();
        return life;
    }

    /** The reign id of the host that is up; 0 without one. */
    long presentReign() {
        Life host = scenario.host.life();
        return host == null ? 0 : host.node().reign().reign();
    }

    /** The tree id of the cluster; 0 while no host is up. */
    long treeId() {
        Life host = scenario.host.life();
        return host == null ? 0 : host.node().reign().tree();
    }

    /** Whether nothing has been lost so far, so that nothing has had to be repaired. */
    boolean isLossless() {
        return isCalm && network.framesLost() == 0 && network.framesDropped() == 0 && !scenario.isTight;
    }

    void stormBegins() {
        isCalm = false;
    }

    boolean maySend(SimulatedEndpoint endpoint, String topic) {
        return !scenario.denied.contains(Scenario.right(endpoint.name(), topic, true));
    }

    boolean maySubscribe(SimulatedEndpoint endpoint, String topic) {
        return !scenario.denied.contains(Scenario.right(endpoint.name(), topic, false));
    }

    Authenticator.Verdict authenticate(Authenticator.JoinAttempt attempt) {
        for (SimulatedEndpoint endpoint : scenario.endpoints) {
            if (endpoint.id().equals(attempt.endpoint())
                    && attempt.credentials().equals("right")) {
                return scenario.placedLower.contains(endpoint.name())
                        ? new Authenticator.Verdict.PlaceLower(endpoint.name())
                        : new Authenticator.Verdict.Accept(endpoint.name());
            }
        }
        return new Authenticator.Verdict.Reject("nobody knows you");
    }

    Authorizer.Decision authorize(String subject, String topic, Authorizer.Access access) {
        return scenario.denied.contains(Scenario.right(subject, topic, access == Authorizer.Access.SEND))
                ? new Authorizer.Decision.Deny("not for " + subject)
                : new Authorizer.Decision.Allow();
    }
}
