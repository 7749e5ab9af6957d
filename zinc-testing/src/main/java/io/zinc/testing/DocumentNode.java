package io.zinc.testing;

import io.zinc.core.Role;
import io.zinc.core.SendResult;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.documents.protocol.Names;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An endpoint of a run with documents, as its operator sees it: it starts, pauses, crashes, leaves and is cut off. */
final class DocumentNode {

    private static final String CLUSTER = "simulated";

    private final DocumentWorld world;
    private final String name;
    private final Role role;
    private final List<String> parents;
    private final DocumentLife.Duties duties;
    private @Nullable DocumentLife life;
    private int lives;
    private boolean isCut;

    /** @param parents addresses where it joins; none for the host */
    DocumentNode(DocumentWorld world, String name, Role role, List<String> parents, DocumentLife.Duties duties) {
        this.world = world;
        this.name = name;
        this.role = role;
        this.parents = parents;
        this.duties = duties;
    }

    String name() {
        return name;
    }

    /** The number in its name. */
    int number() {
        return name.charAt(name.length() - 1) - '0';
    }

    /** Where others join it; empty for a client. */
    String address() {
        return role == Role.CLIENT ? "" : "sim://" + name;
    }

    /** Its present life, or null while it is down. */
    @Nullable
    DocumentLife life() {
        return life;
    }

    boolean isUp() {
        return life != null;
    }

    boolean isPaused() {
        return life != null && life.isPaused();
    }

    // ---- its life

    void start() {
        UUID id = new UUID(world.random().nextLong(), world.random().nextLong());
        NodeConfig config = new NodeConfig(
                CLUSTER,
                id,
                role,
                world.scenario().treeLimits,
                name,
                parents,
                world.random().split());
        DocumentLife fresh = new DocumentLife(
                world, name + "#" + ++lives, config, duties, world.random().split());
        life = fresh;
        world.story().tell(name, () -> "starts as " + id);
        world.network().cut(fresh, isCut);
        fresh.start(address());
    }

    /** Ends at once; what it had not sent is gone. */
    void crash() {
        DocumentLife ended = life;
        if (ended != null) {
            life = null;
            ended.crash();
            world.network().cut(ended, false);
        }
    }

    /** The run is over. */
    void end() {
        if (life != null) {
            world.coverage().add(life.node().counters());
        }
    }

    /** Leaves the tree: others are told. */
    void leave() {
        DocumentLife left = life;
        if (left != null) {
            life = null;
            left.leave();
        }
    }

    /** Stands still for a while. */
    void pause(long forNs) {
        DocumentLife paused = life;
        if (paused != null) {
            paused.pause(world.time().nowNs() + forNs);
            world.time().after(forNs, () -> {
                if (!paused.isOver() && !paused.isPaused()) {
                    paused.resume();
                }
            });
        }
    }

    void resume() {
        if (life != null) {
            life.resume();
        }
    }

    /** Whether it is cut off from everyone. */
    void cut(boolean cut) {
        isCut = cut;
        if (life != null) {
            world.network().cut(life, cut);
        }
    }

    /** Does something now, or when a pause ends; not at all when it ends before. */
    void awake(Runnable action) {
        if (life != null) {
            life.awake(action);
        }
    }

    // ---- what its application does

    SendResult send(String document, byte[] bytes) {
        return life == null ? new SendResult.Closed() : life.send(Names.topicOf(document), bytes);
    }

    void sendEphemeral(String document, byte[] bytes) {
        if (life != null) {
            life.sendEphemeral(Names.topicOf(document), bytes);
        }
    }
}
