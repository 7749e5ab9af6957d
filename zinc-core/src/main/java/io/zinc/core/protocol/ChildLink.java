package io.zinc.core.protocol;

import io.zinc.core.Role;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.NodeStatus;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One child that has joined: its token, its rights, and how far it has got. */
final class ChildLink {

    final UUID id;
    final Role role;
    final String subject;
    final Token token;
    long peer;

    /** Which start of the child has joined, and at which attempt. */
    long start;

    int attempt;

    long heardAtNs;
    long lastPushNumber;
    boolean isClosed;

    /** A client has one session at a time; 0 before its first. */
    long clientSession;

    /** Keys that a client may subscribe to. A relay is trusted with all. */
    final Set<Long> grants = new LinkedHashSet<>();

    final Map<Long, TopicFlow> subscriptions = new LinkedHashMap<>();

    /** Keys that are applied on the broadcast path while the topic is not confirmed above. */
    final Set<Long> applied = new LinkedHashSet<>();

    List<NodeStatus> subtree = List.of();
    int omitted;

    // pacing: broadcast positions
    long lastDestined;
    /** The same of frames with messages; 0 before the first. */
    long lastBatch;

    long received;
    long receivedAtNs;
    boolean isLagging;
    long laggingSinceNs;
    final Patience patience = new Patience(Pacing.PATIENCE_NS);
    /** How much repair a child may ask for in a second; what is more would rather be noise for all the others. */
    private static final long REPAIR_BYTES_PER_SECOND = 32L << 20;

    private static final int LEAST_REPAIR_BYTES = 64 << 10;
    private long repairBytes;
    private long repairSinceNs;
    long toldUnknownAtNs = Long.MIN_VALUE / 2;

    ChildLink(UUID id, Role role, String subject, Token token, long peer, long nowNs) {
        this.id = id;
        this.role = role;
        this.subject = subject;
        this.token = token;
        this.peer = peer;
        this.heardAtNs = nowNs;
        this.receivedAtNs = nowNs;
    }

    /** Whether a knock of this child is an older one than that which it joined with, and came late. */
    boolean hasOvertaken(JoinRequest knock) {
        return start != 0 && knock.getStart() == start && Integer.compareUnsigned(knock.getAttempt(), attempt) < 0;
    }

    /** Whether the child may be repaired now. */
    boolean mayRepair(long nowNs) {
        if (nowNs - repairSinceNs >= 1_000_000_000L) {
            repairSinceNs = nowNs;
            repairBytes = 0;
        }
        repairBytes += LEAST_REPAIR_BYTES;
        return repairBytes <= REPAIR_BYTES_PER_SECOND;
    }

    void repaired(long bytes) {
        repairBytes += bytes;
    }

    /** A secret of 16 bytes that names a link or a ticket. */
    record Token(long high, long low) {

        static Token read(byte[] bytes, int at) {
            return new Token(Wire.getLong(bytes, at), Wire.getLong(bytes, at + 8));
        }

        void write(byte[] bytes, int at) {
            Wire.putLong(bytes, at, high);
            Wire.putLong(bytes, at + 8, low);
        }

        byte[] bytes() {
            byte[] bytes = new byte[16];
            write(bytes, 0);
            return bytes;
        }

        @Override
        public String toString() {
            return "Token";
        }
    }
}
