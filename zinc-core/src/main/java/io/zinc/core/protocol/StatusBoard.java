package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import io.zinc.core.Role;
import io.zinc.core.TreeStatus;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.NodeStatus;
import io.zinc.core.wire.WireRole;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of the tree below: each heartbeat carries the sender's subtree, as far as there is room. */
final class StatusBoard {

    private static final int MAX_NODES = 500;
    private static final int MAX_ADDRESS = 300;

    private final TreeNode node;

    StatusBoard(TreeNode node) {
        this.node = node;
    }

    private NodeStatus self() {
        Outputs.Load load = node.out.load();
        return NodeStatus.newBuilder()
                .setEndpoint(TreeNode.bytes(node.config.id()))
                .setParent(TreeNode.bytes(node.isHost() ? node.config.id() : node.upstream.parent()))
                .setRole(TreeNode.wireRole(node.config.role()))
                .setAddress(node.children.address())
                .setChildren(node.children.count())
                .setMaxChildren(node.config.role() == Role.CLIENT ? 0 : node.limits.maxChildren())
                .setSession(node.origin.session())
                .setSentPerSecond(load.sentPerSecond())
                .setHandledPerSecond(load.handledPerSecond())
                .setLagMessages(load.lagMessages())
                .setGaps(load.gaps())
                .setRepairs(node.counters.repairsAsked)
                .setDroppedFrames(node.counters.droppedFrames())
                .setDocuments(load.documents())
                .setBrowsers(load.browsers())
                .setGateway(load.gateway())
                .build();
    }

    /** A child reports. A client can speak of itself alone, and of its place only what is known here. */
    void report(ChildLink link, Heartbeat heartbeat) {
        List<NodeStatus> subtree = new ArrayList<>();
        for (NodeStatus status : heartbeat.getSubtreeList()) {
            boolean makesSense = status.getEndpoint().size() == 16
                    && status.getParent().size() == 16
                    && status.getAddress().length() <= MAX_ADDRESS
                    && status.getGateway().length() <= MAX_ADDRESS;
            if (!makesSense || subtree.size() == (link.role == Role.CLIENT ? 1 : MAX_NODES)) {
                break;
            }
            subtree.add(subtree.isEmpty() ? asKnown(link, status) : status);
        }
        link.subtree = subtree;
        link.omitted = link.role == Role.CLIENT ? 0 : Math.max(0, heartbeat.getOmitted());
    }

    private NodeStatus asKnown(ChildLink link, NodeStatus status) {
        NodeStatus.Builder known = status.toBuilder()
                .setEndpoint(TreeNode.bytes(link.id))
                .setParent(TreeNode.bytes(node.config.id()))
                .setRole(TreeNode.wireRole(link.role));
        if (link.role == Role.CLIENT) {
            known.setAddress("").setChildren(0).setMaxChildren(0).setSession(link.clientSession);
        }
        return known.build();
    }

    void addSubtree(Heartbeat.Builder heartbeat) {
        heartbeat.addSubtree(self());
        int omitted = 0;
        int bytes = 0;
        int mostBytes = node.limits.maxFrameBytes() / 2;
        for (ChildLink link : node.children.links()) {
            omitted += link.omitted;
            for (NodeStatus status : link.subtree) {
                bytes += status.getSerializedSize();
                if (heartbeat.getSubtreeCount() < MAX_NODES && bytes <= mostBytes) {
                    heartbeat.addSubtree(status);
                } else {
                    omitted++;
                }
            }
        }
        heartbeat.setOmitted(omitted);
    }

    /** The relay with the fewest children that has room and is not in the joiner's own subtree; null without one. */
    @Nullable
    NodeStatus relayWithRoom(ByteString joiner, Map<ByteString, Integer> placedSince) {
        NodeStatus best = null;
        for (ChildLink link : node.children.links()) {
            Set<ByteString> below = new LinkedHashSet<>();
            below.add(joiner);
            for (NodeStatus status : link.subtree) {
                if (below.contains(status.getEndpoint()) || below.contains(status.getParent())) {
                    below.add(status.getEndpoint());
                    continue;
                }
                int children = status.getChildren() + placedSince.getOrDefault(status.getEndpoint(), 0);
                boolean hasRoom = status.getRole() == WireRole.ROLE_RELAY && children < status.getMaxChildren();
                if (hasRoom
                        && (best == null
                                || children < best.getChildren() + placedSince.getOrDefault(best.getEndpoint(), 0))) {
                    best = status;
                }
            }
        }
        return best;
    }

    TreeStatus tree() {
        List<TreeStatus.Node> nodes = new ArrayList<>();
        nodes.add(read(self()));
        int omitted = 0;
        for (ChildLink link : node.children.links()) {
            omitted += link.omitted;
            for (NodeStatus status : link.subtree) {
                nodes.add(read(status));
            }
        }
        return new TreeStatus(node.config.cluster(), node.reign().reign(), nodes, omitted);
    }

    private static TreeStatus.Node read(NodeStatus status) {
        Role role = switch (status.getRole()) {
            case ROLE_HOST -> Role.HOST;
            case ROLE_RELAY -> Role.RELAY;
            case ROLE_CLIENT, ROLE_UNKNOWN, UNRECOGNIZED -> Role.CLIENT;
        };
        return new TreeStatus.Node(
                Wire.uuid(status.getEndpoint().toByteArray()),
                Wire.uuid(status.getParent().toByteArray()),
                role,
                status.getAddress(),
                status.getChildren(),
                status.getSentPerSecond(),
                status.getHandledPerSecond(),
                status.getLagMessages(),
                status.getGaps(),
                status.getRepairs(),
                status.getDroppedFrames(),
                status.getDocuments(),
                status.getBrowsers(),
                status.getGateway());
    }
}
