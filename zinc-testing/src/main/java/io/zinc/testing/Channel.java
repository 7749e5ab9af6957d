package io.zinc.testing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one path of a link: frames arrive in the order in which they were sent, late, and not all of them.
 *
 * <p>While nobody is connected at the other end, frames wait here, as they do in a ZeroMQ socket that connects; whoever
 * is connected next gets them.
 */
final class Channel {

    private final Network network;
    private final String name;
    private final BooleanSupplier isCut;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private @Nullable Party receiver;
    private long lastArrivalNs;
    private long stalledUntilNs;
    private long deadUntilNs;

    /** @param isCut whether one of its ends is cut off from everyone now */
    Channel(Network network, String name, BooleanSupplier isCut) {
        this.network = network;
        this.name = name;
        this.isCut = isCut;
    }

    private record Frame(byte[] bytes, int hash, long arrivesNs) {}

    String name() {
        return name;
    }

    boolean isFull() {
        return frames.size() >= network.highWaterFrames();
    }

    int size() {
        return frames.size();
    }

    /** Sends a frame; whether there is room is looked at before. */
    void send(byte[] bytes) {
        if (receiver != null && network.time().nowNs() < deadUntilNs) {
            network.lost(name, bytes, "the path is dead");
            return;
        }
        if (receiver != null && isCut.getAsBoolean()) {
            network.lost(name, bytes, "cut off");
            return;
        }
        if (receiver != null && network.losesOne()) {
            network.lost(name, bytes, "lost");
            return;
        }
        int hash = Arrays.hashCode(bytes);
        frames.addLast(new Frame(bytes, hash, receiver == null ? Long.MAX_VALUE : arrival()));
    }

    private long arrival() {
        long arrives = Math.max(network.time().nowNs() + network.delayNs(), stalledUntilNs);
        lastArrivalNs = Math.max(lastArrivalNs, arrives);
        if (receiver != null) {
            receiver.wake(lastArrivalNs);
        }
        return lastArrivalNs;
    }

    /** The next frame that has arrived, or null. */
    byte @Nullable [] poll() {
        Frame next = frames.peekFirst();
        if (next == null || next.arrivesNs > network.time().nowNs()) {
            return null;
        }
        frames.removeFirst();
        if (Arrays.hashCode(next.bytes) != next.hash) {
            throw new Violation(Promise.SOUNDNESS, name + ": a frame was changed after it was handed over");
        }
        return next.bytes;
    }

    long nextArrivalNs() {
        Frame next = frames.peekFirst();
        return next == null ? Long.MAX_VALUE : next.arrivesNs;
    }

    /** A connection was made: what waited is on its way. */
    void connected(Party to) {
        receiver = to;
        lastArrivalNs = network.time().nowNs();
        ArrayDeque<Frame> waiting = new ArrayDeque<>(frames);
        frames.clear();
        for (Frame frame : waiting) {
            frames.addLast(new Frame(frame.bytes, frame.hash, arrival()));
        }
    }

    /** The connection broke: of what was under way a part is lost, the rest waits for the next connection. */
    void broken(RandomGenerator random) {
        receiver = null;
        int kept = frames.isEmpty() ? 0 : random.nextInt(frames.size() + 1);
        ArrayDeque<Frame> rest = new ArrayDeque<>();
        while (!frames.isEmpty()) {
            Frame frame = frames.removeFirst();
            if (frames.size() < kept) {
                rest.addLast(new Frame(frame.bytes, frame.hash, Long.MAX_VALUE));
            } else {
                network.lost(name, frame.bytes, "lost with its connection");
            }
        }
        frames.addAll(rest);
    }

    /** The sender is gone: what has not arrived never will. */
    void senderGone() {
        long now = network.time().nowNs();
        frames.removeIf(frame -> frame.arrivesNs > now);
    }

    void clear() {
        frames.clear();
    }

    void stallUntil(long untilNs) {
        stalledUntilNs = untilNs;
    }

    void deadUntil(long untilNs) {
        deadUntilNs = untilNs;
    }
}
