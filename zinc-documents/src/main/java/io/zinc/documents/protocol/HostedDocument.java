package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.zinc.crdt.Awareness;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import io.zinc.documents.wire.Behind;
import io.zinc.documents.wire.Delete;
import io.zinc.documents.wire.Deleted;
import io.zinc.documents.wire.Digest;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Done;
import io.zinc.documents.wire.Durable;
import io.zinc.documents.wire.Edit;
import io.zinc.documents.wire.KeepVersion;
import io.zinc.documents.wire.Open;
import io.zinc.documents.wire.Opened;
import io.zinc.documents.wire.Ordered;
import io.zinc.documents.wire.Presence;
import io.zinc.documents.wire.Refused;
import io.zinc.documents.wire.Rename;
import io.zinc.documents.wire.Retyped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One document at its host, as a state machine: it checks what sessions send, gives fragments their positions, and sends them
 * to everyone.
 *
 * <p>A fragment is checked before it gets a position: size, form, kind, and that nothing it rests on is missing. One that is
 * wrong ends its session, whose further edits would rest on it; one that rests on something missing, or does not follow what
 * its session sent before, makes its session sync. Publishing does not wait for the store; that a document is deleted is
 * said only when the store has it, as a host that crashed before would have the document again.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class HostedDocument {

    /** How long a name that has no document is remembered. */
    public static final int NOTHING_MS = 1_000;

    private static final int DIGEST_AGAIN_MS = 30_000;
    private static final int MAX_KIND_CHARACTERS = 100;
    private static final int MAX_AUTHOR_CHARACTERS = 120;
    private static final int MAX_REASON_CHARACTERS = 500;
    private static final int UNFINISHED_FRAGMENTS = 4;
    private static final int SHRINK_PART = 64;
    private static final int MEASURE_AGAIN_MS = 1_000;
    private static final int REFUSALS_PER_SECOND = 10;
    private static final int MAX_RENAMINGS = 4;
    private static final int REPEAT_PRESENCE_MS = 1_000;

    /** What a hosted document needs of its surroundings. */
    public interface Outputs {

        /** Sends a {@link DocumentDown} to all who follow the document. */
        void publish(byte[] down);

        /** Sends one that may get lost. */
        void publishEphemeral(byte[] down);

        /**
         * Writes something to the store, after all that was given before; {@link #stored} or {@link #notStored} answers each
         * step. Not called without a store.
         */
        void store(StoreStep step);

        /** Wants {@link #tick} at a time at the latest. */
        void due(long atMs);

        /**
         * A session wants another name for the document. {@link #depart} when it may, and {@link #reserve} has kept the name for
         * it; otherwise {@link #notRenamed}.
         */
        void rename(Renaming wanted);

        /** The document is under the new name in the store, to {@link #arrive} there; then {@link #left} is due here. */
        void departed(StoreStep.Rename step, Departed document);

        /** The store will not have the document under the new name, which is to be {@linkplain #release released}. */
        void stayed(StoreStep.Rename step);

        /**
         * Whether more for this document waits already, so that an edit need not be published before the next is looked at.
         * Who says so calls {@link #received}, {@link #publishGathered} or another method of the document soon.
         */
        default boolean isMoreComing() {
            return false;
        }

        /** Gives equal bytes for a state, of which there may be one copy for all who keep it. */
        default byte[] pooled(byte[] state) {
            return state;
        }
    }

    private final String name;
    private final KnownKinds kinds;
    private final boolean hasStore;
    private final int life;
    private final int maxPartBytes;
    private final DocumentLimits limits;
    private final Outputs out;
    private final Senders senders;
    private final Gathered gathered;
    private final HostPresence presence;
    private final Resting resting;
    private final Map<Long, String> authors = new LinkedHashMap<>();

    private @Nullable Replica replica;
    private String kind = "";
    private long generation;
    // the session that has created it; 0 if it was not to be new
    private long creator;
    private long createdAtMs;
    // to be deleted or renamed as soon as the store has it
    private boolean isLeaving;
    private boolean isDeleted;
    private String renamedTo = "";
    // the name is kept for a document that is to be renamed
    private boolean isReserved;
    private int renamings;
    private long toldDeletedAtMs;
    private long deletionDue;
    private long position;
    private long durable;
    private long bytes;
    private long snapshotThrough;
    private long snapshotBytes;
    private long measuredAtMs = Long.MIN_VALUE / 2;
    private int unstored;
    private long nowMs;
    private long changedAtMs;
    private long digestedAtMs;
    private boolean isDigestDue;
    private long digestedPosition = -1;
    private long refusalsSinceMs;
    private int refusals;
    private long refused;
    private String storeFault = "";
    private long repeatPresenceAtMs = Long.MAX_VALUE;

    /**
     * @param loaded what the store has of it; nothing without a store
     * @param life a random number of this start of the host, the same for all documents
     * @throws FragmentException when what the store has cannot be read
     */
    public HostedDocument(
            String name,
            KnownKinds kinds,
            Optional<StoredDocument> loaded,
            boolean hasStore,
            int life,
            int maxPartBytes,
            DocumentLimits limits,
            Outputs out,
            long nowMs) {
        this.name = name;
        this.kinds = kinds;
        this.hasStore = hasStore;
        this.life = life;
        this.maxPartBytes = maxPartBytes;
        this.limits = limits;
        this.out = out;
        this.nowMs = nowMs;
        this.changedAtMs = nowMs;
        this.senders = new Senders((long) UNFINISHED_FRAGMENTS * limits.maxFragmentBytes());
        this.gathered = new Gathered(maxPartBytes);
        this.presence = new HostPresence(limits.maxPresent());
        this.resting = new Resting(out::due, out::pooled);
        loaded.ifPresent(this::load);
    }

    private void load(StoredDocument stored) {
        kind = stored.info().kind();
        generation = stored.info().generation();
        createdAtMs = stored.info().createdAtMs();
        isDeleted = stored.isDeleted();
        if (isDeleted) {
            return;
        }
        Replica fresh = kinds.strategyOf(kind).create();
        if (stored.state().length > 0) {
            fresh.apply(stored.state());
        }
        Authors.read(stored.authors(), authors);
        for (StoredFragment fragment : stored.fragments()) {
            fresh.apply(fragment.bytes());
            note(fresh, fragment.bytes(), fragment.author());
        }
        replica = fresh;
        position = stored.info().position();
        durable = position;
        bytes = stored.info().bytes();
        snapshotThrough = stored.through();
        snapshotBytes = stored.state().length;
        resting.used(nowMs);
    }

    // ---- what is known

    public String name() {
        return name;
    }

    public boolean exists() {
        return replica != null;
    }

    public long generation() {
        return generation;
    }

    public long position() {
        return position;
    }

    /** How many messages of sessions were refused or dropped. */
    public long refused() {
        return refused;
    }

    /** What is kept of fragments whose other parts have not come. */
    long unfinishedBytes() {
        return senders.partBytes();
    }

    /** Its state, for whoever compares replicas; null when there is no document. */
    public @Nullable Replica replica() {
        return replica;
    }

    public DocumentInfo info() {
        return new DocumentInfo(name, kind, generation, createdAtMs, position, bytes);
    }

    /** Whether it may be left to the store: nobody has changed it for long, and all of it is there. */
    public boolean isIdle(long now) {
        return unstored == 0
                && gathered.isEmpty()
                && now - changedAtMs >= limits.unloadIdleMs()
                && presence.isEmpty()
                && !isDigestDue
                && !isReserved
                && storeFault.isEmpty() // it has what the store has not
                && renamings == 0;
    }

    /** Whether there has never been a document of this name, and none is about to be, for a while now. */
    public boolean isNothing(long now) {
        return !exists() && generation == 0 && !isReserved && unstored == 0 && now - changedAtMs >= NOTHING_MS;
    }

    // ---- questions

    /** Answers a full document request of somebody who may send. */
    public DocumentAnswer open(Open open, long now) {
        return Objects.requireNonNull(open(open, true, now), "what takes no right is answered");
    }

    /**
     * Answers a full document request.
     *
     * @param mayChange whether the asker may send
     * @return null where that is needed, as the document would be created or given a kind, and the asker may not
     */
    public @Nullable DocumentAnswer open(Open open, boolean mayChange, long now) {
        nowMs = now;
        publishGathered();
        DocumentAnswer.Builder answer = DocumentAnswer.newBuilder();
        if (open.getKind().length() > MAX_KIND_CHARACTERS) {
            refused++;
            return answer.setStatus(DocumentAnswer.Status.STATUS_REFUSED)
                    .setReason("the name of a kind has at most " + MAX_KIND_CHARACTERS + " characters; this one has "
                            + open.getKind().length())
                    .build();
        }
        if (isLeaving || isReserved) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_BUSY)
                    .setReason("'" + name + "' is being " + (isReserved ? "created" : "deleted"))
                    .build();
        }
        boolean knowsOlder = open.getGeneration() != 0 && open.getGeneration() != generation;
        if (isDeleted && open.getGeneration() != 0 && open.getGeneration() <= generation) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_DELETED)
                    .setReason("'" + name + "' was "
                            + (renamedTo.isEmpty() ? "deleted" : "renamed to '" + renamedTo + "'"))
                    .setRenamedTo(renamedTo)
                    .build();
        }
        if (replica == null) {
            if (!open.getCreate()) {
                return answer.setStatus(DocumentAnswer.Status.STATUS_ABSENT)
                        .setReason("there is no document '" + name + "'")
                        .build();
            }
            if (isDeleted && open.getUnlessDeleted()) {
                return answer.setStatus(DocumentAnswer.Status.STATUS_ABSENT)
                        .setReason("'" + name
                                + "' was deleted; create another document of this name, or choose another one")
                        .build();
            }
            if (!mayChange) {
                return null;
            }
            create(KnownKinds.ofNew(open.getKind()), Math.max(generation + 1, open.getGeneration()));
            creator = open.getCreator();
        } else if (open.getCreator() != 0 && open.getCreator() != creator) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_EXISTS)
                    .setReason("there is a document '" + name + "' already; choose another name, or open that one")
                    .build();
        } else if (knowsOlder) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_DELETED)
                    .setReason("'" + name + "' was deleted, and there is another one of this name now")
                    .build();
        }
        if (!mayChange && isUntypedFor(open.getKind())) {
            return null;
        }
        if (!adopts(open.getKind())) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_OTHER_KIND)
                    .setReason("'" + name + "' is of kind '" + kind + "', not '" + open.getKind()
                            + "'; open it as what it is, or choose another name")
                    .build();
        }
        if (!open.getVersion().isEmpty() && digestedPosition < 0) {
            isDigestDue = true; // whoever comes back with something has not heard one since this host started
            out.due(nowMs + limits.digestIdleMs());
        }
        try {
            return answer.setStatus(DocumentAnswer.Status.STATUS_OK)
                    .setOpened(opened(open.getVersion()))
                    .build();
        } catch (FragmentException e) {
            refused++;
            return answer.setStatus(DocumentAnswer.Status.STATUS_REFUSED)
                    .setReason("the version of the question is none: " + e.getMessage())
                    .build();
        }
    }

    private void create(String ofKind, long ofGeneration) {
        kind = ofKind;
        generation = ofGeneration;
        createdAtMs = nowMs;
        isDeleted = false;
        renamedTo = "";
        replica = kinds.strategyOf(kind).create();
        position = 0;
        durable = 0;
        bytes = 0;
        snapshotThrough = 0;
        snapshotBytes = 0;
        digestedPosition = -1;
        authors.clear();
        senders.clear();
        changedAtMs = nowMs;
        resting.used(nowMs);
        store(new StoreStep.Create(info()));
    }

    private void store(StoreStep step) {
        if (hasStore) {
            unstored++;
            out.store(step);
        }
    }

    /** Whether the document is of a kind; one that nobody has typed takes the kind of its first typed opening. */
    private boolean adopts(String wanted) {
        if (!isUntypedFor(wanted)) {
            return wanted.isEmpty() || wanted.equals(kind) || wanted.equals(KnownKinds.UNTYPED);
        }
        if (!fits(wanted)) {
            return false;
        }
        kind = wanted;
        store(new StoreStep.Retype(name, generation, kind));
        publish(down().setRetyped(Retyped.newBuilder().setKind(kind)));
        return true;
    }

    /** Whether it has no kind, and an opening would give it one. */
    private boolean isUntypedFor(String wanted) {
        return kind.equals(KnownKinds.UNTYPED) && !wanted.isEmpty() && !wanted.equals(KnownKinds.UNTYPED);
    }

    /** Whether what is in it belongs in a document of a kind. */
    private boolean fits(String wanted) {
        try {
            kinds.check(wanted, own().state());
            return true;
        } catch (FragmentException e) {
            return false;
        }
    }

    private Opened.Builder opened(ByteString version) {
        Replica own = own();
        byte[] lacking = own.fragmentSince(version.toByteArray());
        Opened.Builder opened = Opened.newBuilder()
                .setGeneration(generation)
                .setKind(kind)
                .setPosition(position)
                .setDurable(durable)
                .setHasStore(hasStore)
                .setLife(life);
        if (lacking.length > 0) {
            opened.addUpdates(UnsafeByteOperations.unsafeWrap(lacking));
        }
        if (!version.isEmpty()) {
            opened.setVersion(ByteString.copyFrom(own.version()));
        }
        authors.forEach((client, author) -> opened.addAuthors(
                io.zinc.documents.wire.Author.newBuilder().setClient(client).setName(author)));
        if (!presence.isEmpty()) {
            opened.setPresence(ByteString.copyFrom(presence.all(nowMs)));
        }
        return opened;
    }

    private Replica own() {
        return Objects.requireNonNull(replica, "there is no document");
    }

    // ---- what sessions send

    /**
     * Takes what a session sent.
     *
     * @param origin the endpoint that the session is at
     * @param subject who that is, as the Authenticator said; empty if nobody was asked
     */
    public void received(UUID origin, String subject, byte[] message, long now) {
        nowMs = now;
        DocumentUp up;
        try {
            up = DocumentUp.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            refused++; // nobody to tell: it names no session
            return;
        }
        if (replica == null || up.getGeneration() != generation) {
            stray(up);
            return;
        }
        if (isLeaving) {
            return; // it is told of the deletion when that is done
        }
        if (up.hasPresence()) {
            presence(new HostPresence.Teller(origin, SessionIds.published(up.getSession())), up.getPresence());
            return;
        }
        Senders.Sender sender = senders.of(up.getSession(), origin);
        if (sender == null) {
            refused++;
            return;
        }
        if (!up.hasEdit()) {
            publishGathered();
        }
        switch (up.getKindCase()) {
            case EDIT -> edit(sender, up.getEdit(), subject);
            case PRESENCE -> {
                // taken above: it is no step of the session's
            }
            case KEEP_VERSION -> keep(sender, up.getKeepVersion(), subject);
            case DELETE -> delete(sender, up.getDelete(), subject);
            case RENAME -> rename(sender, up.getRename(), subject);
            case KIND_NOT_SET -> refused++;
        }
    }

    /** A session of a document that is no more, or that this host has not got yet. */
    private void stray(DocumentUp up) {
        boolean isGone = up.getGeneration() < generation || (isDeleted && up.getGeneration() == generation);
        if (isGone) {
            refused++;
            publishRarely(down().setGeneration(up.getGeneration()).setDeleted(Deleted.getDefaultInstance()));
        } else {
            publishRarely(down().setGeneration(up.getGeneration())
                    .setBehind(Behind.newBuilder().setSession(SessionIds.published(up.getSession()))));
        }
    }

    private void edit(Senders.Sender sender, Edit edit, String subject) {
        boolean isFirst = edit.getAfter() == 0 && edit.getPart() == 0;
        if (!sender.refusal.isEmpty()) {
            refused++;
            if (isFirst) { // it has asked since, so it has not heard of it
                refuse(sender, edit.getNumber(), sender.refusal);
            }
            return;
        }
        sender.isBehind &= !isFirst;
        if (sender.isBehind || !sender.isNext(edit)) {
            behind(sender);
            return;
        }
        if (!storeFault.isEmpty()) {
            refuse(sender, edit.getNumber(), storeFault);
            return;
        }
        ByteString parts = senders.add(sender, edit);
        if (parts.size() > limits.maxFragmentBytes()) {
            refuse(
                    sender,
                    edit.getNumber(),
                    "a fragment of " + parts.size() + " bytes or more; the limit maxFragmentBytes is "
                            + limits.maxFragmentBytes() + "; make smaller edits");
        } else if (!edit.getMore()) {
            senders.drop(sender);
            take(sender, edit, parts.toByteArray(), subject);
        }
    }

    private void take(Senders.Sender sender, Edit edit, byte[] fragment, String subject) {
        if (!hasRoom(fragment.length)) {
            refuse(
                    sender,
                    edit.getNumber(),
                    "'" + name + "' would have more than " + limits.maxDocumentBytes()
                            + " bytes, the limit maxDocumentBytes; begin another document");
            return;
        }
        String author = authorOf(edit.getAuthor(), subject);
        if (!gathered.takes(sender.id, author, fragment.length)) {
            publishGathered(); // before the replica has more, as it may become a snapshot
        }
        try {
            kinds.check(kind, fragment);
            if (!own().applyIfComplete(fragment)) {
                behind(sender);
                return;
            }
        } catch (FragmentException e) {
            refuse(sender, edit.getNumber(), String.valueOf(e.getMessage()));
            return;
        }
        sender.taken = edit.getNumber();
        gathered.add(sender.id, edit.getNumber(), author, fragment);
        if (!out.isMoreComing()) {
            publishGathered();
        }
    }

    /** Gives what was taken its place, and sends it to everyone. */
    public void publishGathered() {
        if (!gathered.isEmpty()) {
            long session = gathered.session();
            long number = gathered.number();
            String author = gathered.author();
            place(session, number, author, gathered.takeMerged(kinds.strategyOf(kind)));
        }
    }

    /**
     * Whether there is room. Where the limit seems reached, the state tells, as what was deleted does not count in it; unless it
     * was looked at just before.
     */
    private boolean hasRoom(int more) {
        boolean isTight = bytes + gathered.bytes() + more > limits.maxDocumentBytes();
        boolean hasGrown = bytes - snapshotBytes > limits.maxDocumentBytes() / SHRINK_PART;
        if (isTight && (hasGrown || nowMs - measuredAtMs >= MEASURE_AGAIN_MS)) {
            measuredAtMs = nowMs;
            publishGathered();
            byte[] state = own().state();
            if (state.length < bytes) {
                snapshot(state);
            }
            isTight = bytes + more > limits.maxDocumentBytes();
        }
        return !isTight;
    }

    private static String authorOf(String said, String subject) {
        return cut(subject.isEmpty() ? said : subject, MAX_AUTHOR_CHARACTERS);
    }

    private void place(long session, long number, String author, byte[] fragment) {
        position++;
        bytes += fragment.length;
        changedAtMs = nowMs;
        resting.used(nowMs);
        isDigestDue = true;
        note(own(), fragment, author);
        int at = 0;
        do {
            int end = Math.min(fragment.length, at + maxPartBytes);
            publish(down().setOrdered(Ordered.newBuilder()
                    .setPosition(position)
                    .setSession(session)
                    .setNumber(number)
                    .setAuthor(author)
                    .setFragment(UnsafeByteOperations.unsafeWrap(fragment, at, end - at))
                    .setMore(end < fragment.length)));
            at = end;
        } while (at < fragment.length);
        store(new StoreStep.Append(new StoredFragment(name, generation, position, author, nowMs, fragment)));
        if (hasStore && position - snapshotThrough >= limits.snapshotEvery()) {
            snapshot(own().state());
        }
        out.due(nowMs + limits.digestIdleMs());
    }

    private void note(Replica of, byte[] fragment, String author) {
        for (long writer : of.writersOfApplied(fragment)) {
            authors.putIfAbsent(writer, author);
        }
    }

    private void snapshot(byte[] state) {
        bytes = state.length;
        snapshotBytes = bytes;
        snapshotThrough = position;
        store(new StoreStep.Snapshot(name, generation, position, state, Authors.write(authors)));
    }

    private void refuse(Senders.Sender sender, long number, String reason) {
        publishGathered();
        sender.refusal = cut(reason, MAX_REASON_CHARACTERS);
        senders.drop(sender);
        refused++;
        publishRarely(down().setRefused(Refused.newBuilder()
                .setSession(sender.id)
                .setNumber(number)
                .setReason(sender.refusal)));
    }

    /** What a session sends does not fit what is here, until it has asked how things stand. */
    private void behind(Senders.Sender sender) {
        publishGathered();
        senders.drop(sender);
        if (!sender.isBehind) {
            sender.isBehind = true;
            publishRarely(down().setBehind(Behind.newBuilder().setSession(sender.id)));
        }
    }

    private static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters);
    }

    private void presence(HostPresence.Teller teller, Presence told) {
        ByteString update = told.getAwareness();
        if (update.size() > limits.maxPresenceBytes()) {
            refused++;
            return;
        }
        HostPresence.Taken taken = presence.take(update.toByteArray(), teller, told.getGuests(), nowMs);
        if (!taken.isWhole()) {
            refused++;
        }
        if (taken.news() != null) {
            publishPresence(taken.news());
            out.due(nowMs + Awareness.OUTDATED_MS);
        }
    }

    /** An endpoint has left the tree: who was present there is so no more. */
    public void gone(UUID origin, long now) {
        nowMs = now;
        publishGathered();
        publishPresence(presence.gone(origin, now));
        senders.forget(origin);
    }

    private void publishPresence(byte @Nullable [] update) {
        sendPresence(update);
        if (presence.hasChanged() && repeatPresenceAtMs == Long.MAX_VALUE) {
            repeatPresenceAtMs = nowMs + REPEAT_PRESENCE_MS;
            out.due(repeatPresenceAtMs);
        }
    }

    private void sendPresence(byte @Nullable [] update) {
        if (update != null) {
            out.publishEphemeral(down().setPresence(Presence.newBuilder().setAwareness(ByteString.copyFrom(update)))
                    .build()
                    .toByteArray());
        }
    }

    private void keep(Senders.Sender sender, KeepVersion keep, String subject) {
        if (!Names.isVersion(keep.getName()) || !hasStore) {
            refused++; // sessions check that themselves
            return;
        }
        Version version = new Version(keep.getName(), authorOf(keep.getAuthor(), subject), nowMs, position);
        store(new StoreStep.Keep(name, generation, version, own().state(), sender.id, keep.getNumber()));
    }

    private void delete(Senders.Sender sender, Delete delete, String subject) {
        isLeaving = true;
        StoreStep.Delete step = new StoreStep.Delete(name, generation, subject, sender.id, delete.getNumber());
        if (hasStore) {
            store(step);
        } else {
            deleted(step);
        }
    }

    private void deleted(StoreStep.Delete step) {
        forget();
        tellLeft(step.session(), step.number(), step.author());
    }

    /** There is no document any more. */
    private void forget() {
        isDeleted = true;
        creator = 0;
        replica = null;
        position = 0;
        senders.clear();
        gathered.clear();
        presence.clear();
        repeatPresenceAtMs = Long.MAX_VALUE;
        authors.clear();
        isDigestDue = false;
        changedAtMs = nowMs;
    }

    private void tellLeft(long session, long number, String author) {
        isLeaving = false;
        publish(down().setDone(Done.newBuilder().setSession(session).setNumber(number)));
        publish(down().setDeleted(Deleted.newBuilder().setAuthor(author).setRenamedTo(renamedTo)));
        toldDeletedAtMs = nowMs;
        deletionDue = generation;
        out.due(nowMs + limits.digestIdleMs());
    }

    // ---- another name

    private void rename(Senders.Sender sender, Rename rename, String subject) {
        Renaming wanted =
                new Renaming(name, generation, rename.getName(), sender.origin, subject, sender.id, rename.getNumber());
        if (!Names.isDocument(wanted.to()) || wanted.to().equals(name)) {
            refused++; // sessions check that themselves
            return;
        }
        renamings++;
        if (renamings > MAX_RENAMINGS) {
            notRenamed(wanted, "'" + name + "' is being renamed; try again", nowMs);
        } else {
            out.rename(wanted);
        }
    }

    /** Another name is not to be had; whoever wanted it is told why. */
    public void notRenamed(Renaming wanted, String reason, long now) {
        nowMs = now;
        renamings--;
        tellFailed(wanted.generation(), wanted.session(), wanted.number(), reason);
    }

    private void tellFailed(long ofGeneration, long session, long number, String reason) {
        publish(down().setGeneration(ofGeneration)
                .setDone(Done.newBuilder()
                        .setSession(session)
                        .setNumber(number)
                        .setFailure(cut(reason, MAX_REASON_CHARACTERS))));
    }

    /**
     * Keeps this name, which no document has, for one that is to be renamed.
     *
     * @return the generation that it will have here; 0 when the name is not free
     */
    public long reserve(long now) {
        nowMs = now;
        if (replica != null || isLeaving || isReserved) {
            return 0;
        }
        isReserved = true;
        return generation + 1;
    }

    /** The document for which this name was kept does not come. */
    public void release(long now) {
        nowMs = now;
        isReserved = false;
        changedAtMs = now;
    }

    /**
     * Gives the document to another name, which was kept for it; from here on nothing more is taken.
     *
     * @return false when it is not there any more, or is leaving
     */
    public boolean depart(Renaming wanted, long toGeneration, long now) {
        nowMs = now;
        if (replica == null || generation != wanted.generation() || isLeaving) {
            notRenamed(wanted, "'" + name + "' is not there any more", now);
            return false;
        }
        publishGathered(); // it goes along
        renamings--;
        isLeaving = true;
        StoreStep.Rename step = new StoreStep.Rename(
                name, generation, wanted.to(), toGeneration, wanted.subject(), wanted.session(), wanted.number());
        if (hasStore) {
            store(step);
        } else {
            departed(step);
        }
        return true;
    }

    private void departed(StoreStep.Rename step) {
        Departed document = new Departed(
                own(),
                kind,
                createdAtMs,
                position,
                durable,
                bytes,
                snapshotThrough,
                snapshotBytes,
                new LinkedHashMap<>(authors));
        forget();
        renamedTo = step.to();
        out.departed(step, document);
    }

    /** The document has arrived under its new name: everybody here is told. */
    public void left(StoreStep.Rename step, long now) {
        nowMs = now;
        tellLeft(step.session(), step.number(), step.author());
    }

    /** A document that was given to this name takes its place. */
    public void arrive(StoreStep.Rename step, Departed document, long now) {
        nowMs = now;
        isReserved = false;
        isDeleted = false;
        renamedTo = "";
        replica = document.replica();
        kind = document.kind();
        generation = step.toGeneration();
        createdAtMs = document.createdAtMs();
        position = document.position();
        durable = document.durable();
        bytes = document.bytes();
        snapshotThrough = document.snapshotThrough();
        snapshotBytes = document.snapshotBytes();
        digestedPosition = -1;
        authors.clear();
        authors.putAll(document.authors());
        senders.clear();
        changedAtMs = now;
        resting.used(now);
    }

    // ---- the store, time

    /** A step was written, and is on the disk. */
    public void stored(StoreStep step, long now) {
        nowMs = now;
        publishGathered();
        unstored--;
        switch (step) {
            case StoreStep.Append append -> {
                long through = append.fragment().position();
                if (replica != null && append.fragment().generation() == generation && through > durable) {
                    durable = through;
                    publish(down().setDurable(Durable.newBuilder().setThrough(durable)));
                }
            }
            case StoreStep.Keep keep ->
                publish(down().setGeneration(keep.generation())
                        .setDone(Done.newBuilder().setSession(keep.session()).setNumber(keep.number())));
            case StoreStep.Delete delete -> deleted(delete);
            case StoreStep.Rename rename -> departed(rename);
            case StoreStep.Create create -> {}
            case StoreStep.Retype retype -> {}
            case StoreStep.Snapshot made -> {}
        }
    }

    /**
     * The store will never take a step: what is in memory would not be durable, so no more edits are taken.
     *
     * @param reason why
     */
    public void notStored(StoreStep step, String reason, long now) {
        nowMs = now;
        publishGathered();
        unstored--;
        if (step instanceof StoreStep.Rename rename) {
            isLeaving = false; // nothing is lost: it stays as it was
            tellFailed(rename.generation(), rename.session(), rename.number(), "the host cannot rename it: " + reason);
            out.stayed(rename);
            return;
        }
        storeFault = "the host cannot keep '" + name + "': " + reason;
        if (step instanceof StoreStep.Delete delete) {
            isLeaving = false;
            publish(down().setRefused(Refused.newBuilder()
                    .setSession(delete.session())
                    .setNumber(delete.number())
                    .setReason(cut(storeFault, MAX_REASON_CHARACTERS))));
        }
    }

    /** Does what time demands. */
    public void tick(long now) {
        nowMs = now;
        publishGathered();
        tellDeletedAgain();
        Replica own = replica;
        if (own == null) {
            return;
        }
        boolean isQuiet = now - changedAtMs >= limits.digestIdleMs();
        if (isDigestDue && isQuiet && (position != digestedPosition || now - digestedAtMs >= DIGEST_AGAIN_MS)) {
            digestedAtMs = now;
            isDigestDue = position != digestedPosition; // twice: the second time a lost digest is made up for
            digestedPosition = position;
            Replica.Digest digest = own.digest();
            publish(down().setDigest(Digest.newBuilder()
                    .setPosition(position)
                    .setClocks(digest.clocks())
                    .setDeletions(digest.deletions())
                    .setContent(digest.content())));
        }
        if (isDigestDue) {
            out.due(isQuiet ? digestedAtMs + DIGEST_AGAIN_MS : changedAtMs + limits.digestIdleMs());
        }
        if (now >= repeatPresenceAtMs) {
            repeatPresenceAtMs = Long.MAX_VALUE;
            sendPresence(presence.repeat(now));
        }
        if (repeatPresenceAtMs != Long.MAX_VALUE) {
            out.due(repeatPresenceAtMs);
        }
        publishPresence(presence.outdated(now));
        if (!presence.isEmpty()) {
            out.due(now + Awareness.OUTDATED_MS / 2);
        }
        resting.tick(now, own, gathered.isEmpty());
    }

    /** Who opened it at a relay that had not heard of the deletion yet is told once more. */
    private void tellDeletedAgain() {
        if (deletionDue != 0 && nowMs - toldDeletedAtMs >= limits.digestIdleMs()) {
            String now = deletionDue == generation ? renamedTo : "";
            publish(down().setGeneration(deletionDue)
                    .setDeleted(Deleted.newBuilder().setRenamedTo(now)));
            deletionDue = 0;
        }
    }

    private DocumentDown.Builder down() {
        return DocumentDown.newBuilder().setGeneration(generation).setLife(life);
    }

    private void publish(DocumentDown.Builder down) {
        out.publish(down.build().toByteArray());
    }

    /** What strangers can cause is not told without a bound: their sessions ask again by themselves. */
    private void publishRarely(DocumentDown.Builder down) {
        if (nowMs - refusalsSinceMs >= 1_000) {
            refusalsSinceMs = nowMs;
            refusals = 0;
        }
        if (++refusals <= REFUSALS_PER_SECOND) {
            publish(down);
        }
    }
}
