package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import io.zinc.core.Role;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.wire.AskJoin;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.ExpectTicket;
import io.zinc.core.wire.JoinRedirected;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.JoinVerdict;
import io.zinc.core.wire.NodeStatus;
import io.zinc.core.wire.Path;
import io.zinc.core.wire.WireRole;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may join, and where. A joiner knocks anywhere; the host decides, hop by hop if need be: it lets the joiner in where
 * it knocked, or sends it to a relay with room, with a ticket that this relay has been told of.
 */
final class Admission {

    private static final int PENDING_MS = 10_000;
    private static final int TICKET_MS = 10_000;
    private static final int MAX_CREDENTIALS = 4096;
    private static final int MAX_REASON = 500;

    private final TreeNode node;
    private final Children children;
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final Map<ChildLink.Token, Ticket> tickets = new LinkedHashMap<>();
    private final Map<ByteString, Integer> placedSinceHeartbeat = new LinkedHashMap<>();
    private long lastAsk;

    Admission(TreeNode node, Children children) {
        this.node = node;
        this.children = children;
    }

    /** A join that waits for its answer: from the Authenticator at the host, from above at a relay. */
    private record Pending(Knock knock, JoinRequest request, ByteString at, boolean isFull, long expiresNs) {}

    /** Where an answer goes: to a joiner at this node's door, or to a relay below that asked. */
    private sealed interface Knock {
        record Here(long peer) implements Knock {}

        record Below(ChildLink link, long ask) implements Knock {}
    }

    private record Ticket(ByteString endpoint, String subject, long expiresNs) {}

    /** Someone knocks at this node. */
    void request(long peer, JoinRequest request) {
        JoinRefused refusal = refusal(request);
        if (refusal != null) {
            answer(new Knock.Here(peer), request, JoinVerdict.newBuilder().setRefuse(refusal));
            return;
        }
        if (request.getTicket().size() == 16) {
            Ticket ticket =
                    tickets.remove(ChildLink.Token.read(request.getTicket().toByteArray(), 0));
            if (ticket != null
                    && ticket.expiresNs >= node.now()
                    && ticket.endpoint.equals(request.getEndpoint())
                    && !children.isAnothers(request.getEndpoint(), ticket.subject)
                    && !children.isFull()) {
                children.accept(peer, request, ticket.subject);
                return;
            }
        }
        decide(new Knock.Here(peer), request, TreeNode.bytes(node.config.id()), isFullFor(request));
    }

    /** A child that comes back does not need another place. */
    private boolean isFullFor(JoinRequest request) {
        if (!children.isFull()) {
            return false;
        }
        for (ChildLink link : children.links()) {
            if (TreeNode.bytes(link.id).equals(request.getEndpoint())) {
                return false;
            }
        }
        return true;
    }

    private @Nullable JoinRefused refusal(JoinRequest request) {
        if (request.getMinVersion() > Frames.VERSION || request.getMaxVersion() < Frames.VERSION) {
            return refused(
                    JoinRefused.Code.VERSION,
                    "this endpoint speaks version " + Frames.VERSION + " of Zinc's wire format, the joiner versions "
                            + request.getMinVersion() + " to " + request.getMaxVersion()
                            + "; use the same release of Zinc on both sides");
        }
        if (!request.getCluster().equals(node.config.cluster())) {
            return refused(
                    JoinRefused.Code.WRONG_CLUSTER,
                    "the cluster at this address is '" + node.config.cluster() + "', not '"
                            + abbreviated(request.getCluster()) + "'");
        }
        if (request.getEndpoint().size() != 16
                || (request.getRole() != WireRole.ROLE_RELAY && request.getRole() != WireRole.ROLE_CLIENT)) {
            return refused(JoinRefused.Code.MALFORMED, "the join has no endpoint id of 16 bytes, or no role");
        }
        if (request.getCredentials().length() > MAX_CREDENTIALS) {
            return refused(
                    JoinRefused.Code.MALFORMED,
                    "the credentials have " + request.getCredentials().length() + " characters; the limit is "
                            + MAX_CREDENTIALS);
        }
        if (request.getMaxFrameBytes() < node.limits.maxFrameBytes()) {
            return refused(
                    JoinRefused.Code.MALFORMED,
                    "the joiner takes frames of up to " + request.getMaxFrameBytes() + " bytes, this tree sends up to "
                            + node.limits.maxFrameBytes() + "; set the same maxMessageBytes and batchBytes");
        }
        Path path = children.path();
        for (Path.Hop hop : path.getHopsList()) {
            if (hop.getEndpoint().equals(request.getEndpoint())) {
                node.counters.cyclesRefused++;
                return refused(JoinRefused.Code.CYCLE, "this endpoint is below the joiner; join elsewhere");
            }
        }
        if (!path.getLive()) {
            return refused(JoinRefused.Code.NO_PATH, "this relay has no way to the host now");
        }
        if (pending.size() >= node.limits.maxPendingJoins()) {
            return refused(
                    JoinRefused.Code.BUSY,
                    pending.size() + " joins wait for an answer, which is the limit maxPendingJoins; try again");
        }
        return null;
    }

    private static String abbreviated(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    private static JoinRefused refused(JoinRefused.Code code, String reason) {
        return JoinRefused.newBuilder().setCode(code).setReason(reason).build();
    }

    private void decide(Knock knock, JoinRequest request, ByteString at, boolean isFull) {
        long ask = ++lastAsk;
        pending.put(ask, new Pending(knock, request, at, isFull, node.now() + node.millis(PENDING_MS)));
        if (node.isHost()) {
            node.out.authenticate(
                    ask,
                    new Authenticator.JoinAttempt(
                            Wire.uuid(request.getEndpoint().toByteArray()),
                            request.getRole() == WireRole.ROLE_RELAY ? Role.RELAY : Role.CLIENT,
                            request.getCredentials()));
        } else {
            children.askAbove(AskJoin.newBuilder()
                    .setAsk(ask)
                    .setRequest(request)
                    .setAt(at)
                    .setFull(isFull)
                    .build());
        }
    }

    /** A relay below asks on behalf of a joiner at its door. */
    void ask(ChildLink link, AskJoin ask) {
        if (link.role != Role.RELAY || ask.getAt().size() != 16) {
            node.counters.unauthorized++;
            return;
        }
        Knock knock = new Knock.Below(link, ask.getAsk());
        JoinRefused refusal = refusal(ask.getRequest());
        if (refusal != null) {
            answer(knock, ask.getRequest(), JoinVerdict.newBuilder().setRefuse(refusal));
        } else {
            decide(knock, ask.getRequest(), ask.getAt(), ask.getFull());
        }
    }

    /** Host: the Authenticator has answered. */
    void authenticated(long ask, Authenticator.Verdict verdict) {
        Pending asked = pending.remove(ask);
        if (asked == null) {
            return;
        }
        JoinVerdict.Builder answer = switch (verdict) {
            case Authenticator.Verdict.Reject reject -> {
                String reason = reject.reason();
                yield JoinVerdict.newBuilder()
                        .setRefuse(refused(
                                JoinRefused.Code.REJECTED, reason.substring(0, Math.min(MAX_REASON, reason.length()))));
            }
            case Authenticator.Verdict.Accept accept -> place(asked, accept.subject(), asked.isFull, true);
            case Authenticator.Verdict.PlaceLower lower ->
                place(asked, lower.subject(), asked.isFull || asked.at.equals(self()), false);
        };
        answer(asked.knock, asked.request, answer);
    }

    private ByteString self() {
        return TreeNode.bytes(node.config.id());
    }

    private JoinVerdict.Builder place(Pending asked, String subject, boolean isElsewhere, boolean mayBeHere) {
        if (!isElsewhere) {
            return JoinVerdict.newBuilder()
                    .setAccept(JoinVerdict.Accept.newBuilder().setSubject(subject));
        }
        NodeStatus relay = node.status.relayWithRoom(asked.request.getEndpoint(), placedSinceHeartbeat);
        boolean isRelay = asked.request.getRole() == WireRole.ROLE_RELAY;
        if (relay == null && isRelay && mayBeHere && children.hasClient()) {
            return placeInsteadOfClient(asked, subject);
        }
        if (relay == null) {
            return JoinVerdict.newBuilder()
                    .setRefuse(refused(
                            JoinRefused.Code.FULL,
                            "no endpoint has room for another child; raise maxChildren or add a relay"));
        }
        node.counters.redirects++;
        placedSinceHeartbeat.merge(relay.getEndpoint(), 1, Integer::sum);
        ByteString ticket = TreeNode.bytes(node.randomToken());
        node.host()
                .route(
                        relay.getSession(),
                        Control.newBuilder()
                                .setExpectTicket(ExpectTicket.newBuilder()
                                        .setSession(relay.getSession())
                                        .setTicket(ticket)
                                        .setEndpoint(asked.request.getEndpoint())
                                        .setSubject(subject)));
        return JoinVerdict.newBuilder()
                .setRedirect(JoinRedirected.newBuilder()
                        .setAddress(relay.getAddress())
                        .setTicket(ticket));
    }

    /**
     * A relay brings room. Where there is none, a client of the host makes way for it and looks for another place; else
     * clients that came first could keep out the relays that have the room for them.
     */
    private JoinVerdict.Builder placeInsteadOfClient(Pending asked, String subject) {
        if (asked.at.equals(self())) {
            if (children.isFull()) {
                children.cutOneClient("a relay takes its place; there will be room below it");
            }
            return JoinVerdict.newBuilder()
                    .setAccept(JoinVerdict.Accept.newBuilder().setSubject(subject));
        }
        return JoinVerdict.newBuilder().setRedirect(JoinRedirected.newBuilder().setAddress(children.address()));
    }

    /** The host expects a joiner here. */
    void expect(ExpectTicket expected) {
        if (expected.getTicket().size() == 16 && tickets.size() < node.limits.maxPendingJoins()) {
            tickets.put(
                    ChildLink.Token.read(expected.getTicket().toByteArray(), 0),
                    new Ticket(expected.getEndpoint(), expected.getSubject(), node.now() + node.millis(TICKET_MS)));
        }
    }

    /** Relay: an answer came from above. */
    void verdict(JoinVerdict verdict) {
        Pending asked = pending.remove(verdict.getAsk());
        if (asked != null) {
            answer(asked.knock, asked.request, verdict.toBuilder());
        }
    }

    private void answer(Knock knock, JoinRequest request, JoinVerdict.Builder verdict) {
        switch (knock) {
            case Knock.Below below -> {
                if (!below.link.isClosed) {
                    children.send(below.link, Control.newBuilder().setJoinVerdict(verdict.setAsk(below.ask)));
                }
            }
            case Knock.Here here -> answerHere(here.peer, request, verdict);
        }
    }

    private void answerHere(long peer, JoinRequest request, JoinVerdict.Builder verdict) {
        int attempt = request.getAttempt();
        switch (verdict.getVerdictCase()) {
            case ACCEPT -> {
                if (children.isAnothers(
                        request.getEndpoint(), verdict.getAccept().getSubject())) {
                    children.sendRefused(
                            peer,
                            attempt,
                            JoinRefused.Code.REJECTED,
                            "an endpoint with this id has joined as somebody else; choose another id");
                } else if (isFullFor(request)) {
                    children.sendRefused(peer, attempt, JoinRefused.Code.FULL, "this endpoint has no room just now");
                } else {
                    children.accept(peer, request, verdict.getAccept().getSubject());
                }
            }
            case REDIRECT ->
                node.out.sendToChild(
                        peer,
                        Frames.direct(Control.newBuilder()
                                .setJoinRedirected(
                                        verdict.getRedirect().toBuilder().setAttempt(attempt))
                                .build()));
            case REFUSE -> {
                children.sendRefused(
                        peer,
                        verdict.getRefuse().toBuilder().setAttempt(attempt).build());
            }
            case VERDICT_NOT_SET -> node.counters.malformed++;
        }
    }

    /** Joins and tickets that wait. */
    int pending() {
        return pending.size() + tickets.size();
    }

    /** Forgets what was never answered or used. */
    void expire() {
        long now = node.now();
        pending.values().removeIf(join -> join.expiresNs < now);
        tickets.values().removeIf(ticket -> ticket.expiresNs < now);
        placedSinceHeartbeat.clear();
    }
}
