package io.zinc.testing;

import io.zinc.core.Limits;
import io.zinc.core.Role;
import io.zinc.core.protocol.Held;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.core.protocol.Outputs;
import io.zinc.core.protocol.TreeNode;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The shell around a {@link TreeNode} in the simulated network, from its start to its crash or its leaving: links, turns and
 * pauses. What the endpoint's application does is the subclass's matter.
 */
abstract class TreeShell implements Party, Outputs {

    private static final int FRAMES_PER_TURN = 100;
    private static final int TURNS_PER_CHECK = 16;
    private static final long LEAST_STEP_NS = 50_000;
    private static final long LINGER_NS = VirtualTime.millis(50);

    private final Network network;
    private final String name;
    private final Role role;
    private final Limits limits;
    private final RandomGenerator random;
    private final TreeNode node;
    private final ArrayDeque<Runnable> inputs = new ArrayDeque<>();
    private final int[] order = {0, 1, 2, 3, 4};

    private @Nullable ParentLink downlink;
    private @Nullable ChildUplink uplink;
    private long wakeAtNs = Long.MAX_VALUE;
    private long pausedUntilNs;
    private long turns;
    private boolean isOver;
    private boolean isLeaving;
    private boolean hasLeft;

    /** @param random for the shell's own choices; the node draws from its configuration's */
    TreeShell(Network network, String name, NodeConfig config, RandomGenerator random) {
        this.network = network;
        this.name = name;
        this.role = config.role();
        this.limits = config.limits();
        this.random = random;
        this.node = new TreeNode(config, this, network.time().nowNs());
    }

    @Override
    public String name() {
        return name;
    }

    TreeNode node() {
        return node;
    }

    Limits limits() {
        return limits;
    }

    boolean isHost() {
        return role == Role.HOST;
    }

    boolean isOver() {
        return isOver;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    @Nullable
    Party parent() {
        return uplink == null ? null : uplink.parent();
    }

    void tell(Supplier<String> what) {
        network.story().tell(name, what);
    }

    // ---- what the subclass adds

    /** Gives the node what the application wants to send, as far as it takes it. */
    abstract void submit();

    /** Whether more than that waits. */
    abstract boolean hasMoreToSubmit();

    /** A turn has ended. */
    abstract void turned();

    /** It is gone: nothing of its application goes on. */
    abstract void ended();

    // ---- its life

    /** Listens for children. */
    void bind(String address) {
        ParentLink link = new ParentLink(network, this, address);
        downlink = link;
        inputs.add(() -> node.bound(link.addresses()));
    }

    /** Does something in its next turn. */
    void call(Runnable input) {
        inputs.add(input);
        wake(network.time().nowNs());
    }

    void pause(long untilNs) {
        pausedUntilNs = Math.max(pausedUntilNs, untilNs);
    }

    void resume() {
        pausedUntilNs = 0;
        wake(network.time().nowNs());
    }

    boolean isPaused() {
        return network.time().nowNs() < pausedUntilNs;
    }

    /** What it pushes is lost for a while. */
    void losePushes(long untilNs) {
        if (uplink != null) {
            uplink.losePushes(untilNs);
        }
    }

    void leave() {
        if (!isLeaving) {
            isLeaving = true;
            tell(() -> "leaves");
            call(node::leave);
            network.time().after(VirtualTime.millis(limits.closeMs()), () -> {
                if (!hasLeft && !isOver) {
                    call(this::close);
                }
            });
        }
    }

    @Override
    public void left() {
        hasLeft = true;
    }

    /** It is gone without a word. */
    void crash() {
        tell(() -> "crashes");
        end();
        closeLinks();
    }

    private void close() {
        if (!isOver) {
            node.stop();
            end();
            network.time().after(LINGER_NS, this::closeLinks);
        }
    }

    private void end() {
        isOver = true;
        ended();
    }

    private void closeLinks() {
        if (downlink != null) {
            downlink.close();
        }
        if (uplink != null) {
            uplink.close();
        }
    }

    // ---- turns

    @Override
    public void wake(long atNs) {
        long at = Math.max(Math.max(atNs, pausedUntilNs), network.time().nowNs());
        if (at < wakeAtNs && !isOver) {
            wakeAtNs = at;
            network.time().at(at, () -> {
                if (wakeAtNs == at) {
                    turn();
                }
            });
        }
    }

    private void turn() {
        long now = network.time().nowNs();
        wakeAtNs = Long.MAX_VALUE;
        if (isOver) {
            return;
        }
        if (now < pausedUntilNs) {
            wake(pausedUntilNs);
            return;
        }
        node.beginTurn(now);
        while (!inputs.isEmpty() && !isOver) {
            inputs.removeFirst().run();
        }
        if (isOver) {
            return;
        }
        int left = poll();
        submit();
        long next = node.endTurn();
        turned();
        if (++turns % TURNS_PER_CHECK == 0) {
            checkBounds();
        }
        if (hasLeft) {
            close();
            return;
        }
        if (left == 0 || (node.isBlocked() || hasMoreToSubmit())) {
            next = Math.min(next, now + VirtualTime.millis(left == 0 ? 0 : 5));
        }
        wake(Math.max(Math.min(next, nextArrivalNs()), now + LEAST_STEP_NS));
    }

    private void checkBounds() {
        Held held = node.held();
        boolean isBounded = held.reorderBytes() <= limits.reorderBytes()
                && held.replayBytes() <= limits.replayBytes()
                && held.waitingUpBytes() <= 2L * limits.sendBufferBytes() + 2L * limits.maxFrameBytes()
                && held.answerBytes() <= limits.answerBytes()
                && held.children() <= limits.maxChildren()
                && held.topics() <= limits.maxTopics();
        if (!isBounded) {
            throw new Violation(Promise.HOSTILE_INPUT, name + " holds more than it may: " + held);
        }
    }

    /** Takes what has arrived, path by path in any order; returns how many more frames it would have taken. */
    private int poll() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        int left = FRAMES_PER_TURN;
        boolean isAny = true;
        while (isAny && left > 0) {
            isAny = false;
            for (int source : order) {
                if (pollOne(source)) {
                    isAny = true;
                    left--;
                }
            }
        }
        return Math.max(left, 0);
    }

    private boolean pollOne(int source) {
        ParentLink below = downlink;
        ChildUplink above = uplink;
        return switch (source) {
            case 0 -> above != null && above.pollDirect(node);
            case 1 -> above != null && node.acceptsData() && above.pollBroadcast(node);
            case 2 -> below != null && below.pollControl(node);
            case 3 -> below != null && below.pollRequests(node);
            default -> below != null && node.acceptsData() && below.pollPushed(node);
        };
    }

    private long nextArrivalNs() {
        long next = Long.MAX_VALUE;
        boolean isOpen = node.acceptsData();
        if (uplink != null) {
            next = Math.min(next, uplink.nextDirectArrivalNs());
            next = isOpen ? Math.min(next, uplink.nextBroadcastArrivalNs()) : next;
        }
        if (downlink != null) {
            next = Math.min(next, downlink.nextControlArrivalNs());
            next = isOpen ? Math.min(next, downlink.nextPushArrivalNs()) : next;
        }
        return next;
    }

    // ---- outputs: links

    @Override
    public void connect(String address) {
        closeUplink();
        tell(() -> "connects to " + address);
        uplink = new ChildUplink(network, this, address);
    }

    @Override
    public void closeUplink() {
        if (uplink != null) {
            uplink.close();
            uplink = null;
        }
    }

    @Override
    public boolean sendToParent(byte[] frame) {
        return uplink != null && uplink.send(frame);
    }

    @Override
    public boolean attach(String broadcastAddress, String pushAddress) {
        attached().attach(broadcastAddress, pushAddress);
        return true;
    }

    private ChildUplink attached() {
        if (uplink == null) {
            throw new Violation(Promise.SOUNDNESS, name + " uses an uplink that it has closed");
        }
        return uplink;
    }

    @Override
    public void subscribe(byte[] request) {
        attached().subscribe(request);
    }

    @Override
    public void unsubscribe(byte[] request) {
        attached().unsubscribe(request);
    }

    @Override
    public boolean push(byte[] frame) {
        return uplink != null && uplink.push(frame);
    }

    @Override
    public boolean sendToChild(long peer, byte[] frame) {
        return downlink != null && downlink.send(peer, frame);
    }

    @Override
    public void broadcast(byte[] frame) {
        if (downlink != null) {
            downlink.broadcast(frame);
        }
    }

    @Override
    public void disconnectChild(long peer, byte[] token) {
        if (downlink != null) {
            downlink.disconnect(peer, token);
        }
    }

    // ---- outputs: effects

    /** Answers a question to the Authenticator or Authorizer, soon. */
    void later(Runnable input) {
        long afterNs = random.nextInt(10) == 0
                ? random.nextLong(VirtualTime.millis(300))
                : random.nextLong(VirtualTime.millis(5));
        network.time().after(afterNs, () -> call(input));
    }

    @Override
    public Load load() {
        return Load.NONE;
    }
}
