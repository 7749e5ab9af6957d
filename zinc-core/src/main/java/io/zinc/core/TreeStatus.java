package io.zinc.core;

import java.util.List;
import java.util.UUID;

/**
 * The tree as its host knows it; endpoints report with each heartbeat, so it is a few intervals old at the leaves.
 *
 * @param cluster the cluster's name
 * @param reign the host's reign id
 * @param nodes the host first, then the others in no stated order
 * @param omitted how many more endpoints there are than the reports had room for
 */
public record TreeStatus(String cluster, long reign, List<Node> nodes, int omitted) {

    /**
     * One endpoint.
     *
     * @param id its id
     * @param parent its parent's id; its own for the host
     * @param role its role
     * @param address where children reach it; empty for a client
     * @param children how many children it has
     * @param sentPerSecond messages that it sent in the last interval, per second
     * @param handledPerSecond messages that its handlers got, per second
     * @param lagMessages messages that wait for its handlers
     * @param gaps messages that its subscriptions missed since it started
     * @param repairs repairs that it asked for since it started
     * @param droppedFrames frames that it dropped as malformed or not allowed since it started
     * @param documents documents that it has in memory
     * @param browsers browsers that are connected to its gateway
     * @param gateway where browsers reach its gateway, as it says itself; empty without one
     */
    public record Node(
            UUID id,
            UUID parent,
            Role role,
            String address,
            int children,
            long sentPerSecond,
            long handledPerSecond,
            long lagMessages,
            long gaps,
            long repairs,
            long droppedFrames,
            int documents,
            int browsers,
            String gateway) {}

    /** The topic on which the host publishes the tree once a second while someone listens. */
    public static final Topic<TreeStatus> TOPIC = Topic.of("zinc.tree", Codec.json(TreeStatus.class));
}
