package io.zinc.testing;

import io.zinc.core.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint below the host, as documents see it: what it sends arrives in order and once, what it follows comes in order and
 * once or is told to be missing, and when another host reigns, what was on its way is lost.
 */
final class DocumentNode {

    private static final long TEND_NS = VirtualTime.millis(100);

    private record Up(String document, byte[] bytes) {}

    private final DocumentWorld world;
    private final String name;
    private final boolean isRelay;
    private final List<DocumentFeed> feeds = new ArrayList<>();
    private final ArrayDeque<Up> outbox = new ArrayDeque<>();
    private final ArrayDeque<Runnable> whenAwake = new ArrayDeque<>();
    private final TreeSet<String> denied = new TreeSet<>();
    private UUID id;
    private @Nullable DocumentNode parent;
    private int reign;
    private long outboxBytes;
    private int onTheWire;
    private boolean isScheduled;
    private boolean isUp;
    private boolean isPaused;
    private boolean isCut;
    private int life;

    DocumentNode(DocumentWorld world, String name, boolean isRelay) {
        this.world = world;
        this.name = name;
        this.isRelay = isRelay;
        this.id = new UUID(world.random().nextLong(), world.random().nextLong());
        world.time().after(TEND_NS, this::tend);
    }

    String name() {
        return name;
    }

    /** The number in its name. */
    int number() {
        return name.charAt(name.length() - 1) - '0';
    }

    UUID id() {
        return id;
    }

    boolean isUp() {
        return isUp;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Which of its lives it is in; another one after each start. */
    int life() {
        return life;
    }

    @Nullable
    DocumentNode parent() {
        return parent;
    }

    // ---- its life

    void start() {
        isUp = true;
        isPaused = false;
        life++;
        id = new UUID(world.random().nextLong(), world.random().nextLong());
        reign = 0;
        join();
    }

    /** Ends at once; what it had not sent is gone. */
    void crash() {
        isUp = false;
        isPaused = false;
        feeds.forEach(DocumentFeed::close);
        feeds.clear();
        outbox.clear();
        outboxBytes = 0;
        onTheWire = 0;
        whenAwake.clear();
        UUID gone = id;
        if (world.random().nextBoolean()) {
            world.time().after(VirtualTime.millis(300), () -> world.host().gone(gone));
        }
    }

    void pause() {
        isPaused = true;
    }

    void resume() {
        isPaused = false;
        while (!whenAwake.isEmpty() && !isPaused) {
            whenAwake.removeFirst().run();
        }
        pump();
    }

    /** Whether it is cut off from everyone. */
    void cut(boolean cut) {
        isCut = cut;
    }

    void deny(String document, boolean isDenied) {
        if (isDenied) {
            denied.add(document);
        } else {
            denied.remove(document);
        }
    }

    /** The host has forgotten it: what is on its way is lost, and the endpoint goes on under another session. */
    void forgotten() {
        world.host().gone(id);
        lose();
        pump();
    }

    /** Does something now, or when a pause ends; not at all when it ends before. */
    void awake(Runnable action) {
        if (isUp) {
            if (isPaused) {
                whenAwake.addLast(action);
            } else {
                action.run();
            }
        }
    }

    // ---- its place in the tree

    /** Whether it is in the tree of the host that reigns now. */
    boolean isJoined() {
        DocumentNode above = parent;
        return isUp
                && !isCut
                && world.host().isUp()
                && reign == world.host().reign()
                && (above == null || above.isJoined());
    }

    private void tend() {
        if (isUp && !isPaused) {
            if (!isJoined()) {
                join();
            }
            pump();
        }
        world.time().after(TEND_NS, this::tend);
    }

    private void join() {
        DocumentHost host = world.host();
        if (isCut || !host.isUp()) {
            return;
        }
        parent = isRelay ? null : world.anyParent();
        if (parent != null && !parent.isJoined()) {
            return;
        }
        if (reign != host.reign()) {
            world.story().tell(name, () -> "joins reign " + host.reign());
            reign = host.reign();
            lose();
        } else {
            world.coverage().once("rejoins in the same reign");
        }
    }

    private void lose() {
        for (int i = 0; i < onTheWire; i++) {
            outboxBytes -= outbox.removeFirst().bytes.length;
            world.coverage().once("messages lost with a session of the tree");
        }
        onTheWire = 0;
    }

    private void pump() {
        pumpOutbox();
        feeds.forEach(DocumentFeed::pump);
    }

    // ---- what it sends

    SendResult send(String document, byte[] bytes) {
        if (denied.contains(document)) {
            world.coverage().once("sends without the right");
            return new SendResult.Refused("not for " + name);
        }
        if (outboxBytes + bytes.length > world.scenario().outboxBytes) {
            world.coverage().once("sends back-pressured");
            return new SendResult.BackPressured(outboxBytes, world.scenario().outboxBytes);
        }
        outbox.addLast(new Up(document, bytes));
        outboxBytes += bytes.length;
        pumpOutbox();
        return new SendResult.Sent();
    }

    void sendEphemeral(String document, byte[] bytes) {
        if (!denied.contains(document) && isJoined() && !world.losesEphemeral()) {
            int sentIn = reign;
            UUID origin = id;
            world.time().after(world.delay(), () -> {
                if (isJoined() && reign == sentIn && id.equals(origin)) {
                    boolean ignored = world.host().take(origin, document, bytes);
                }
            });
        }
    }

    private void pumpOutbox() {
        if (!isScheduled && !outbox.isEmpty() && isJoined()) {
            isScheduled = true;
            onTheWire = outbox.size();
            world.time().after(world.delay(), this::arrive);
        }
    }

    private void arrive() {
        isScheduled = false;
        if (!isJoined()) {
            return;
        }
        onTheWire = outbox.size();
        for (int left = 1 + world.random().nextInt(outbox.size() + 1); left > 0 && !outbox.isEmpty(); left--) {
            Up up = outbox.getFirst();
            if (!world.host().take(id, up.document, up.bytes)) {
                world.coverage().once("messages not taken by the gate");
                break;
            }
            outbox.removeFirst();
            onTheWire--;
            outboxBytes -= up.bytes.length;
        }
        pumpOutbox();
    }

    // ---- what it follows

    DocumentFeed follow(String document, DocumentFeed.Ear ear) {
        DocumentFeed feed = new DocumentFeed(world, this, document, ear);
        feeds.add(feed);
        return feed;
    }

    void unfollow(DocumentFeed feed) {
        feed.close();
        feeds.remove(feed);
    }

    void publishedEphemeral(String document, byte[] down, int ofReign) {
        for (DocumentFeed feed : feeds) {
            if (feed.document().equals(document) && !world.losesEphemeral()) {
                world.time().after(world.delay(), () -> feed.mentioned(down, ofReign));
            }
        }
    }

    void published(String document) {
        for (DocumentFeed feed : feeds) {
            if (feed.document().equals(document)) {
                feed.pump();
            }
        }
    }
}
