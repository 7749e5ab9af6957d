package io.zinc.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What lies between endpoints: addresses, delays, losses. All its dials are turned by {@link Faults}. */
final class Network {

    private final VirtualTime time;
    private final RandomGenerator random;
    private final Story story;
    private final int highWaterFrames;
    private final long usualDelayNs;
    private final Map<String, ParentLink> bound = new LinkedHashMap<>();
    private final List<Connection> connections = new ArrayList<>();

    private final Set<Party> cut = new HashSet<>();
    private double lossRate;
    private double stallRate;
    private long framesLost;
    private long framesDropped;
    private long framesRefused;

    Network(VirtualTime time, RandomGenerator random, Story story, int highWaterFrames, long usualDelayNs) {
        this.time = time;
        this.random = random;
        this.story = story;
        this.highWaterFrames = highWaterFrames;
        this.usualDelayNs = usualDelayNs;
    }

    VirtualTime time() {
        return time;
    }

    RandomGenerator random() {
        return random;
    }

    Story story() {
        return story;
    }

    int highWaterFrames() {
        return highWaterFrames;
    }

    void setLossRate(double rate) {
        lossRate = rate;
    }

    void setStallRate(double rate) {
        stallRate = rate;
    }

    /** Cuts somebody off from everyone, or no longer. */
    void cut(Party party, boolean isOff) {
        if (isOff) {
            cut.add(party);
        } else {
            cut.remove(party);
        }
    }

    boolean isCut(Party party) {
        return !cut.isEmpty() && cut.contains(party);
    }

    boolean losesOne() {
        return lossRate > 0 && random.nextDouble() < lossRate;
    }

    long delayNs() {
        long delay = usualDelayNs / 4 + random.nextLong(usualDelayNs);
        return stallRate > 0 && random.nextDouble() < stallRate ? delay + random.nextLong(30 * usualDelayNs) : delay;
    }

    void lost(String channel, byte[] frame, String how) {
        framesLost++;
        story.tell(channel, () -> how + ": " + FrameText.of(frame));
    }

    void arrived(String channel, byte[] frame) {
        story.tell(channel, () -> FrameText.of(frame));
    }

    void dropped(String channel, byte[] frame) {
        framesDropped++;
        story.tell(channel, () -> "dropped at the high-water mark: " + FrameText.of(frame));
    }

    void refused() {
        framesRefused++;
    }

    long framesLost() {
        return framesLost;
    }

    long framesDropped() {
        return framesDropped;
    }

    long framesRefused() {
        return framesRefused;
    }

    // ---- addresses

    void bind(String address, ParentLink link) {
        if (bound.putIfAbsent(address, link) != null) {
            throw new IllegalStateException(address + " is taken");
        }
    }

    void unbind(String address, ParentLink link) {
        bound.remove(address, link);
    }

    @Nullable
    ParentLink at(String address) {
        return bound.get(address);
    }

    boolean isTaken(String address) {
        return bound.containsKey(address);
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    List<Connection> connections() {
        return connections;
    }
}
