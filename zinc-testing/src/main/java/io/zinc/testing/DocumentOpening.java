package io.zinc.testing;

import io.zinc.core.SendResult;
import io.zinc.documents.protocol.Creation;
import io.zinc.documents.protocol.DocumentSession;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.Outcomes;
import io.zinc.documents.protocol.SessionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One opening of a document at a client of a run: the session, what was edited, and what its user was told. */
final class DocumentOpening implements DocumentSession.Outputs, DocumentFeed.Ear {

    private final DocumentWorld world;
    private final DocumentLife life;
    private final String document;
    private final String author;
    private final DocumentSession session;
    private final DocumentFeed feed;
    private final List<WrittenEdit> edits = new ArrayList<>();
    private final ArrayDeque<WrittenEdit> unsettled = new ArrayDeque<>();
    private final List<byte[]> handedBack = new ArrayList<>();
    private SimulatedReplica replica;
    private boolean hasAsked;
    private boolean hasHeard;
    private int asksAfterAWord;
    private int refusals;
    private boolean isDeleted;
    private boolean isFailed;
    private boolean isGone;
    private boolean isOpen;
    private long deleteRequest;
    private @Nullable DocumentGuest guest;

    DocumentOpening(DocumentWorld world, DocumentLife life, String document, String kind, String author) {
        this.world = world;
        this.life = life;
        this.document = document;
        this.author = author;
        this.session = new DocumentSession(
                world.strategy(),
                kind,
                Creation.ALWAYS,
                author,
                world.scenario().maxPartBytes,
                world.scenario().limits,
                this,
                world.nowMs());
        this.replica = (SimulatedReplica) session.replica();
        replica.onLocalFragment(this::made);
        if ((document.hashCode() + author.hashCode()) % 2 == 0) { // as a gateway's do
            session.restWhenIdle(world.nowMs());
        }
        this.feed = life.follow(Names.topicOf(document), this);
    }

    String document() {
        return document;
    }

    DocumentSession session() {
        return session;
    }

    SimulatedReplica replica() {
        return replica;
    }

    List<WrittenEdit> edits() {
        return edits;
    }

    /** What was handed back to the user, as fragments. */
    List<byte[]> handedBack() {
        return handedBack;
    }

    /** Whether the user has the document: it was opened, not closed, not deleted, and the endpoint has not crashed. */
    boolean isInUse() {
        return !isGone && !isDeleted && !isFailed;
    }

    boolean isEditable() {
        return isInUse() && isOpen && !life.isPaused();
    }

    boolean isDeleted() {
        return isDeleted;
    }

    /** Whether it was closed, or its endpoint crashed. */
    boolean isGone() {
        return isGone;
    }

    boolean hasUnsettled() {
        return !unsettled.isEmpty();
    }

    /**
     * Where nothing goes wrong, and no relay's copy lags behind, it asks to open the document, again when it hears nothing, and
     * after a refusal, which may be told twice.
     */
    void checkAsks() {
        if (asksAfterAWord > 2 * refusals) {
            throw new Violation(
                    Promise.SOUNDNESS, this + " asked again " + asksAfterAWord + " times, and nothing went wrong");
        }
    }

    /** The endpoint has crashed. */
    void gone() {
        isGone = true;
    }

    private void step(Runnable step) {
        if (isGone) {
            return;
        }
        step.run();
        settle();
    }

    // ---- what its user does

    void edit(Runnable change) {
        step(change);
    }

    private void made(byte[] fragment) {
        long number = session.edited(fragment, world.nowMs());
        WrittenEdit edit = new WrittenEdit(this, number, fragment);
        world.story().tell(life.name(), () -> edit + ", " + fragment.length + " bytes");
        world.coverage().once("edits");
        if (!session.isLive()) {
            world.coverage().once("edits while not live");
        }
        edits.add(edit);
        unsettled.addLast(edit);
    }

    void present(Map<String, Object> presence) {
        step(() -> session.present(presence, world.nowMs()));
    }

    /** A browser comes, does something, or leaves. */
    void guest() {
        DocumentGuest present = guest;
        if (present == null || !present.isThere()) {
            world.coverage().once("guests");
            guest = new DocumentGuest(world, this);
        } else if (world.random().nextInt(4) == 0) {
            present.leave();
        } else {
            present.act();
        }
    }

    /** The browser here, if there is one. */
    Optional<DocumentGuest> presentGuest() {
        return Optional.ofNullable(guest).filter(DocumentGuest::isThere);
    }

    void tell(byte[] update) {
        life.awake(() -> step(() -> {
            if (!session.tellAwareness(update, world.nowMs()).isEmpty()) {
                world.coverage().once("guests refused");
            }
        }));
    }

    void keepVersion(String name) {
        step(() -> session.keepVersion(name));
    }

    void delete() {
        world.history().deleting(document, session.generation());
        world.story().tell(life.name(), () -> this + " deletes");
        step(() -> deleteRequest = session.delete());
    }

    void rename(String to) {
        world.history().deleting(document, session.generation());
        world.story().tell(life.name(), () -> this + " renames to " + to);
        step(() -> session.rename(to));
    }

    void close() {
        world.story().tell(life.name(), () -> this + " closes");
        step(session::close);
        isGone = true;
        life.unfollow(feed);
    }

    /** Breaks the replica, which is to be found out and repaired. */
    void garble() {
        if (replica.garble()) {
            world.coverage().once("replicas garbled");
            world.story().tell(life.name(), () -> this + " is garbled");
            world.history().writes(document, session.generation(), replica.writer());
        }
    }

    void forgetNext() {
        world.coverage().once("fragments forgotten");
        replica.forgetNext();
    }

    // ---- what comes

    @Override
    public void confirmed() {
        step(session::start);
    }

    @Override
    public void refused(String reason) {
        throw new Violation(Promise.SOUNDNESS, this + " may read, and was refused: " + reason);
    }

    @Override
    public void received(byte[] down) {
        hasHeard = true;
        step(() -> session.received(down, world.nowMs()));
    }

    @Override
    public void missed() {
        step(() -> session.missed(world.nowMs()));
    }

    // ---- outputs of the session

    @Override
    public SendResult send(byte[] up) {
        return life.send(Names.topicOf(document), up);
    }

    @Override
    public void sendEphemeral(byte[] up) {
        life.sendEphemeral(Names.topicOf(document), up);
    }

    @Override
    public void ask(byte[] question) {
        asksAfterAWord += hasAsked && hasHeard ? 1 : 0;
        hasAsked = true;
        life.ask(Names.topicOf(document), question, new DocumentLife.Asker() {
            @Override
            public void answered(byte[] answer) {
                hasHeard = false;
                step(() -> session.answered(answer, world.nowMs()));
            }

            @Override
            public void failed(String reason, boolean isFinal) {
                step(() -> session.askFailed(reason, isFinal, world.nowMs()));
            }
        });
    }

    @Override
    public void event(SessionEvent event) {
        switch (event) {
            case SessionEvent.Opened opened -> {
                isOpen = true;
                world.history().writes(document, opened.generation(), replica.writer());
            }
            case SessionEvent.Failed failed -> {
                world.story().tell(life.name(), () -> this + " failed: " + failed.reason());
                world.coverage().once("openings failed");
                isFailed = true;
            }
            case SessionEvent.Reloaded reloaded -> reloaded(reloaded);
            case SessionEvent.Deleted deleted -> {
                world.story().tell(life.name(), () -> this + " is deleted");
                world.coverage().once("deletions learnt");
                world.history().toldDeleted(document, session.generation(), this);
                isDeleted = true;
                handBack(deleted.lost());
            }
            case SessionEvent.Applied applied -> world.coverage().once("fragments applied");
            case SessionEvent.AwarenessUpdated updated -> {
                if (guest != null) {
                    guest.hear(updated.update());
                }
            }
            case SessionEvent.PresenceChanged changed -> world.coverage().once("presence changes");
            case SessionEvent.Retyped retyped -> world.coverage().once("kinds learnt later");
            case SessionEvent.Progressed progressed -> {}
        }
    }

    private void reloaded(SessionEvent.Reloaded reloaded) {
        world.story().tell(life.name(), () -> this + " reloaded: " + reloaded.reason());
        world.coverage().once(reloaded.isRefusal() ? "refusals" : "divergences repaired");
        refusals += reloaded.isRefusal() ? 1 : 0;
        if (!reloaded.isRefusal() && !world.scenario().isCorrupting) {
            throw new Violation(Promise.CONVERGENCE, this + " went wrong, and nobody broke it: " + reloaded.reason());
        }
        replica = (SimulatedReplica) reloaded.fresh();
        replica.onLocalFragment(this::made);
        world.history().writes(document, session.generation(), replica.writer());
        handBack(reloaded.lost());
    }

    private void handBack(byte[] lost) {
        if (lost.length > 0) {
            handedBack.add(lost);
        }
    }

    @Override
    public long randomId() {
        long id = world.random().nextLong();
        return id == 0 ? 1 : id;
    }

    @Override
    public void due(long atMs) {
        long inMs = Math.max(1, atMs - world.nowMs());
        world.time().after(VirtualTime.millis(inMs), () -> {
            if (!isGone) {
                life.awake(() -> step(() -> session.tick(world.nowMs())));
            }
        });
    }

    // ---- what its user is told

    private void settle() {
        boolean hasStore = session.outcomes().hasStore();
        while (!unsettled.isEmpty()) {
            WrittenEdit edit = unsettled.getFirst();
            Outcomes.Outcome outcome = session.outcomes().of(edit.number);
            Outcomes.Kind kind = outcome.kind();
            if (kind != edit.told()) {
                tell(edit, kind);
            }
            boolean isFinal =
                    !hasStore || session.hasEnded() || !outcome.reason().isEmpty();
            boolean isSettled = kind == Outcomes.Kind.DURABLE
                    || kind == Outcomes.Kind.FAILED
                    || (kind == Outcomes.Kind.ORDERED && isFinal);
            if (!isSettled) {
                break;
            }
            unsettled.removeFirst();
        }
        for (WrittenEdit edit : unsettled) {
            Outcomes.Kind kind = session.outcomes().of(edit.number).kind();
            if (kind != edit.told()) {
                tell(edit, kind);
            }
        }
        if (deleteRequest != 0 && session.outcomes().of(deleteRequest).kind() == Outcomes.Kind.DURABLE) {
            deleteRequest = 0;
            world.coverage().once("deletions done");
            world.history().deleted(document, session.generation());
        }
    }

    private void tell(WrittenEdit edit, Outcomes.Kind kind) {
        world.story().tell(life.name(), () -> edit + " is " + kind);
        switch (kind) {
            case ORDERED, DURABLE -> {
                if (edit.told() == Outcomes.Kind.PENDING) {
                    world.history().sequenced(edit);
                }
                if (kind == Outcomes.Kind.DURABLE) {
                    world.history().durable(edit);
                }
            }
            case FAILED -> {
                world.coverage().once("edits failed");
                if (edit.told() != Outcomes.Kind.PENDING) {
                    throw new Violation(
                            Promise.ACKNOWLEDGED_MEANS_KEPT, edit + " was " + edit.told() + ", then failed");
                }
                world.history().failed(edit);
            }
            case PENDING ->
                throw new Violation(Promise.ACKNOWLEDGED_MEANS_KEPT, edit + " was " + edit.told() + ", then pending");
        }
        edit.tell(kind, session.life() - 1);
    }

    @Override
    public String toString() {
        return author + "'s " + document;
    }
}
