package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Kinds;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Edit;
import io.zinc.documents.wire.Open;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** A hosted document and its sessions with nothing in between: what they say to one another moves when a test says so. */
final class Meeting implements HostedDocument.Outputs {

    static final DocumentLimits LIMITS = DocumentLimits.defaults()
            .withMaxFragmentBytes(2_000)
            .withMaxDocumentBytes(10_000)
            .withMaxPresenceBytes(500)
            .withMaxPresent(10)
            .withHeldBytes(2_000)
            .withUnsavedBytes(100_000)
            .withCacheBytes(100_000)
            .withSnapshotEvery(100)
            .withDigestIdleMs(2_000)
            .withUnloadIdleMs(60_000)
            .withStallMs(5_000);

    final List<Member> members = new ArrayList<>();
    final List<StoreStep> steps = new ArrayList<>();
    final List<Renaming> renamings = new ArrayList<>();
    final List<Departed> departed = new ArrayList<>();
    final List<StoreStep.Rename> stayed = new ArrayList<>();
    final List<DocumentDown> published = new ArrayList<>();
    final HostedDocument host;
    final int maxPartBytes;
    final boolean hasStore;
    long nowMs = 1_000;
    long dueAtMs = Long.MAX_VALUE;
    boolean isMoreComing;
    private long lastId;
    private final ArrayDeque<byte[]> downs = new ArrayDeque<>();

    Meeting() {
        this(true, 10_000);
    }

    Meeting(boolean hasStore, int maxPartBytes) {
        this(hasStore, maxPartBytes, Optional.empty(), 7);
    }

    Meeting(boolean hasStore, int maxPartBytes, Optional<StoredDocument> loaded, int life) {
        this.hasStore = hasStore;
        this.lastId = 1_000L * life;
        this.maxPartBytes = maxPartBytes;
        KnownKinds kinds = new KnownKinds(CrdtStrategy.INSTANCE).with("text", CrdtStrategy.INSTANCE, Kinds::check);
        this.host = new HostedDocument("notes", kinds, loaded, hasStore, life, maxPartBytes, LIMITS, this, nowMs);
    }

    long newId() {
        return ++lastId;
    }

    // ---- outputs of the host

    @Override
    public void publish(byte[] down) {
        downs.addLast(down);
        published.add(parsed(down));
    }

    @Override
    public void publishEphemeral(byte[] down) {
        publish(down);
    }

    @Override
    public void store(StoreStep step) {
        steps.add(step);
    }

    @Override
    public void due(long atMs) {
        dueAtMs = Math.min(dueAtMs, atMs);
    }

    @Override
    public void rename(Renaming wanted) {
        renamings.add(wanted);
    }

    @Override
    public void departed(StoreStep.Rename step, Departed document) {
        departed.add(document);
    }

    @Override
    public void stayed(StoreStep.Rename step) {
        stayed.add(step);
    }

    @Override
    public boolean isMoreComing() {
        return isMoreComing;
    }

    Replica replica() {
        return Objects.requireNonNull(host.replica(), "there is no document");
    }

    // ---- moving

    /** Somebody opens the document, and has it. */
    Member join(String author) {
        Member member = new Member(this, "text", author);
        member.session.start();
        talk();
        return member;
    }

    /** Moves everything until nobody has anything to say. */
    void talk() {
        boolean isTalking = true;
        while (isTalking) {
            isTalking = hear();
            isTalking |= ask();
            isTalking |= tell();
        }
    }

    /** The host gets what was sent. */
    boolean hear() {
        boolean isAny = false;
        for (Member member : members) {
            while (!member.ups.isEmpty()) {
                host.received(member.origin, "", member.ups.removeFirst(), nowMs);
                isAny = true;
            }
        }
        return isAny;
    }

    /** Questions are answered. */
    boolean ask() {
        boolean isAny = false;
        for (Member member : members) {
            while (!member.questions.isEmpty()) {
                member.session.answered(answer(member.questions.removeFirst()), nowMs);
                isAny = true;
            }
        }
        return isAny;
    }

    /** What a newcomer asks who takes whatever the document is. */
    static byte[] question() {
        return DocumentQuestion.newBuilder()
                .setOpen(Open.getDefaultInstance())
                .build()
                .toByteArray();
    }

    byte[] answer(byte[] question) {
        try {
            return host.open(DocumentQuestion.parseFrom(question).getOpen(), nowMs)
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Members get what was published, but for those that are away. */
    boolean tell() {
        boolean isAny = !downs.isEmpty();
        while (!downs.isEmpty()) {
            byte[] down = downs.removeFirst();
            for (Member member : List.copyOf(members)) {
                if (!member.isAway) {
                    member.session.received(down, nowMs);
                }
            }
        }
        return isAny;
    }

    /** What was published is lost on its way. */
    void lose() {
        downs.clear();
    }

    /** The store writes everything that it was given. */
    void write() {
        for (StoreStep step : List.copyOf(steps)) {
            steps.remove(step);
            host.stored(step, nowMs);
        }
    }

    /** Time passes; everybody does what it demands. */
    void pass(long ms) {
        nowMs += ms;
        host.tick(nowMs);
        members.forEach(member -> member.session.tick(nowMs));
    }

    // ---- what a stranger does

    /** Sends an edit that was not made by a session. */
    void send(UUID origin, long secret, byte[] fragment) {
        DocumentUp up = DocumentUp.newBuilder()
                .setGeneration(host.generation())
                .setSession(secret)
                .setEdit(Edit.newBuilder().setNumber(1).setFragment(ByteString.copyFrom(fragment)))
                .build();
        host.received(origin, "", up.toByteArray(), nowMs);
    }

    DocumentAnswer open(Open.Builder open) {
        return host.open(open.build(), nowMs);
    }

    /** How many messages of a kind were published. */
    long publishedOf(DocumentDown.KindCase kind) {
        return published.stream().filter(down -> down.getKindCase() == kind).count();
    }

    static DocumentDown parsed(byte[] down) {
        try {
            return DocumentDown.parseFrom(down);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
