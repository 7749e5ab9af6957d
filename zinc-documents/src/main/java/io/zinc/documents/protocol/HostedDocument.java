package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import io.zinc.documents.wire.Behind;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One document at its host, as a state machine: it checks what sessions send, gives fragments their positions, and sends them
 * to everyone.
 *
 * <p>A fragment is checked before it gets a position: size, form, kind, and that nothing it rests on is missing. One that is
 * wrong ends its session, whose further edits would rest on it; one that rests on something missing makes its session sync.
 * Publishing does not wait for the store.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class HostedDocument {

    private static final int MAX_REMEMBERED = 1_000;
    private static final int DIGEST_AGAIN_MS = 60_000;
    private static final int REFUSALS_PER_SECOND = 10;

    /** What a hosted document needs of its surroundings. */
    public interface Outputs {

        /** Sends a {@link DocumentDown} to all who follow the document. */
        void publish(byte[] down);

        /** Writes something to the store, after all that was given before; {@link #stored} answers. Without a store, nothing. */
        void store(StoreStep step);

        /** Wants {@link #tick} at a time at the latest. */
        void due(long atMs);
    }

    /** Where a session is, and the parts of a fragment that it is sending. */
    private static final class Sender {
        final UUID origin;
        long number;
        int nextPart;
        ByteString parts = ByteString.EMPTY;
        boolean isRefused;

        Sender(UUID origin) {
            this.origin = origin;
        }
    }

    private final String name;
    private final KnownKinds kinds;
    private final boolean hasStore;
    private final int maxPartBytes;
    private final DocumentLimits limits;
    private final Outputs out;
    private final Map<Long, Sender> senders = new LinkedHashMap<>();
    private final Map<Long, UUID> presenceOwners = new LinkedHashMap<>();
    private final Map<Long, String> authors = new LinkedHashMap<>();

    private @Nullable Replica replica;
    private @Nullable Awareness awareness;
    private String kind = "";
    private long generation;
    private long createdAtMs;
    private boolean isDeleted;
    private long position;
    private long durable;
    private long bytes;
    private long snapshotThrough;
    private long nowMs;
    private long changedAtMs;
    private long digestedAtMs;
    private boolean isDigestDue;
    private long digestedPosition = -1;
    private long refusalsSinceMs;
    private int refusals;
    private long refused;
    private String storeFault = "";

    /**
     * @param loaded what the store has of it; nothing without a store
     * @throws FragmentException when what the store has cannot be read
     */
    public HostedDocument(
            String name,
            KnownKinds kinds,
            Optional<StoredDocument> loaded,
            boolean hasStore,
            int maxPartBytes,
            DocumentLimits limits,
            Outputs out,
            long nowMs) {
        this.name = name;
        this.kinds = kinds;
        this.hasStore = hasStore;
        this.maxPartBytes = maxPartBytes;
        this.limits = limits;
        this.out = out;
        this.nowMs = nowMs;
        this.changedAtMs = nowMs;
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

    /** Its state, for whoever compares replicas; null when there is no document. */
    public @Nullable Replica replica() {
        return replica;
    }

    public DocumentInfo info() {
        return new DocumentInfo(name, kind, generation, createdAtMs, position, bytes);
    }

    /** Whether it may be left to the store: nobody has changed it for long, and all of it is there. */
    public boolean isIdle(long now) {
        return durable >= position && now - changedAtMs >= limits.unloadIdleMs() && presenceOwners.isEmpty();
    }

    // ---- questions

    /** Answers a full document request. */
    public DocumentAnswer open(Open open, long now) {
        nowMs = now;
        DocumentAnswer.Builder answer = DocumentAnswer.newBuilder();
        boolean knowsOlder = open.getGeneration() != 0 && open.getGeneration() != generation;
        if (isDeleted && open.getGeneration() != 0 && open.getGeneration() <= generation) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_DELETED)
                    .setReason("'" + name + "' was deleted")
                    .build();
        }
        if (replica == null) {
            if (!open.getCreate()) {
                return answer.setStatus(DocumentAnswer.Status.STATUS_ABSENT)
                        .setReason("there is no document '" + name + "'")
                        .build();
            }
            create(KnownKinds.ofNew(open.getKind()), Math.max(generation + 1, open.getGeneration()));
        } else if (knowsOlder) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_DELETED)
                    .setReason("'" + name + "' was deleted, and there is another one of this name now")
                    .build();
        }
        if (!adopts(open.getKind())) {
            return answer.setStatus(DocumentAnswer.Status.STATUS_OTHER_KIND)
                    .setReason("'" + name + "' is of kind '" + kind + "', not '" + open.getKind()
                            + "'; open it as what it is, or choose another name")
                    .build();
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
        replica = kinds.strategyOf(kind).create();
        position = 0;
        durable = 0;
        bytes = 0;
        snapshotThrough = 0;
        authors.clear();
        senders.clear();
        changedAtMs = nowMs;
        out.store(new StoreStep.Create(info()));
    }

    /** Whether the document is of a kind; one that nobody has typed takes the kind of its first typed opening. */
    private boolean adopts(String wanted) {
        if (wanted.isEmpty() || wanted.equals(kind) || wanted.equals(KnownKinds.UNTYPED)) {
            return true;
        }
        if (!kind.equals(KnownKinds.UNTYPED)) {
            return false;
        }
        kind = wanted;
        out.store(new StoreStep.Retype(name, generation, kind));
        return true;
    }

    private Opened.Builder opened(ByteString version) {
        Replica own = own();
        byte[] lacking = own.fragmentSince(version.toByteArray());
        Opened.Builder opened = Opened.newBuilder()
                .setGeneration(generation)
                .setKind(kind)
                .setPosition(position)
                .setDurable(durable)
                .setHasStore(hasStore);
        if (lacking.length > 0) {
            opened.addUpdates(ByteString.copyFrom(lacking));
        }
        if (!version.isEmpty()) {
            opened.setVersion(ByteString.copyFrom(own.version()));
        }
        authors.forEach((client, author) -> opened.addAuthors(
                io.zinc.documents.wire.Author.newBuilder().setClient(client).setName(author)));
        if (awareness != null && !presenceOwners.isEmpty()) {
            opened.setPresence(ByteString.copyFrom(awareness.encodeAll()));
        }
        return opened;
    }

    private Replica own() {
        return java.util.Objects.requireNonNull(replica, "there is no document");
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
        Sender sender = sender(up.getSession(), origin);
        if (sender == null || sender.isRefused) {
            refused++;
            return;
        }
        switch (up.getKindCase()) {
            case EDIT -> edit(up, sender, up.getEdit(), subject);
            case PRESENCE -> presence(up, sender);
            case KEEP_VERSION -> keep(up, up.getKeepVersion(), subject);
            case DELETE -> delete(up, subject);
            case KIND_NOT_SET -> refused++;
        }
    }

    /** A session of a document that is no more, or that this host has not got yet. */
    private void stray(DocumentUp up) {
        DocumentDown.Builder down = DocumentDown.newBuilder().setGeneration(up.getGeneration());
        boolean isGone = up.getGeneration() < generation || (isDeleted && up.getGeneration() == generation);
        if (isGone) {
            refused++;
            publishRarely(down.setDeleted(Deleted.getDefaultInstance()));
        } else {
            publishRarely(down.setBehind(Behind.newBuilder().setSession(up.getSession())));
        }
    }

    /** The sender of a session; null when the session is another endpoint's. */
    private @Nullable Sender sender(long session, UUID origin) {
        Sender sender = senders.get(session);
        if (sender == null) {
            sender = new Sender(origin);
            senders.put(session, sender);
            if (senders.size() > MAX_REMEMBERED) {
                senders.remove(senders.keySet().iterator().next());
            }
        }
        return sender.origin.equals(origin) ? sender : null;
    }

    private void edit(DocumentUp up, Sender sender, Edit edit, String subject) {
        if (edit.getPart() == 0) {
            sender.parts = ByteString.EMPTY;
        } else if (edit.getPart() != sender.nextPart || edit.getNumber() != sender.number) {
            refused++; // its beginning is missing: the session asks how things stand
            return;
        }
        if (!storeFault.isEmpty()) {
            refuse(up, sender, edit.getNumber(), storeFault);
            return;
        }
        sender.number = edit.getNumber();
        sender.nextPart = edit.getPart() + 1;
        int size = sender.parts.size() + edit.getFragment().size();
        if (size > limits.maxFragmentBytes()) {
            refuse(
                    up,
                    sender,
                    edit.getNumber(),
                    "a fragment of " + size + " bytes or more; the limit maxFragmentBytes is "
                            + limits.maxFragmentBytes() + "; make smaller edits");
            return;
        }
        sender.parts = sender.parts.concat(edit.getFragment());
        if (edit.getMore()) {
            return;
        }
        byte[] fragment = sender.parts.toByteArray();
        sender.parts = ByteString.EMPTY;
        if (bytes + fragment.length > limits.maxDocumentBytes()
                && shrunkBytes() + fragment.length > limits.maxDocumentBytes()) {
            refuse(
                    up,
                    sender,
                    edit.getNumber(),
                    "'" + name + "' would have more than " + limits.maxDocumentBytes()
                            + " bytes, the limit maxDocumentBytes; begin another document");
            return;
        }
        try {
            if (!own().isComplete(fragment)) {
                publishRarely(DocumentDown.newBuilder()
                        .setGeneration(generation)
                        .setBehind(Behind.newBuilder().setSession(up.getSession())));
                return;
            }
            kinds.check(kind, fragment);
            own().apply(fragment);
        } catch (FragmentException e) {
            refuse(up, sender, edit.getNumber(), String.valueOf(e.getMessage()));
            return;
        }
        String author = subject.isEmpty() ? cut(edit.getAuthor()) : subject;
        place(up.getSession(), edit.getNumber(), author, fragment);
    }

    private void place(long session, long number, String author, byte[] fragment) {
        position++;
        bytes += fragment.length;
        changedAtMs = nowMs;
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
                    .setFragment(ByteString.copyFrom(fragment, at, end - at))
                    .setMore(end < fragment.length)));
            at = end;
        } while (at < fragment.length);
        out.store(new StoreStep.Append(new StoredFragment(name, generation, position, author, nowMs, fragment)));
        if (position - snapshotThrough >= limits.snapshotEvery()) {
            snapshot();
        }
        out.due(nowMs + limits.digestIdleMs());
    }

    private void note(Replica of, byte[] fragment, String author) {
        for (long writer : of.writers(fragment)) {
            authors.putIfAbsent(writer, author);
        }
    }

    /** What the document takes after a snapshot. */
    private long shrunkBytes() {
        snapshot();
        return bytes;
    }

    private void snapshot() {
        byte[] state = own().state();
        bytes = state.length;
        snapshotThrough = position;
        out.store(new StoreStep.Snapshot(name, generation, position, state, Authors.write(authors)));
    }

    private void refuse(DocumentUp up, Sender sender, long number, String reason) {
        sender.isRefused = true;
        sender.parts = ByteString.EMPTY;
        refused++;
        publishRarely(DocumentDown.newBuilder()
                .setGeneration(generation)
                .setRefused(Refused.newBuilder()
                        .setSession(up.getSession())
                        .setNumber(number)
                        .setReason(cut(reason))));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(500, text.length()));
    }

    private void presence(DocumentUp up, Sender sender) {
        byte[] update = up.getPresence().getAwareness().toByteArray();
        if (update.length > limits.maxPresenceBytes()) {
            refused++;
            return;
        }
        try {
            List<Long> clients = Awareness.clientsOf(update);
            for (long client : clients) {
                UUID owner = presenceOwners.get(client);
                if (owner == null ? presenceOwners.size() >= limits.maxPresent() : !owner.equals(sender.origin)) {
                    refused++;
                    return;
                }
            }
            Awareness all = awareness();
            all.apply(update, sender, nowMs);
            Map<Long, @Nullable Object> present = all.states();
            for (long client : clients) {
                if (present.containsKey(client)) {
                    presenceOwners.put(client, sender.origin);
                } else {
                    presenceOwners.remove(client);
                }
            }
            out.due(nowMs + Awareness.OUTDATED_MS);
        } catch (CrdtException e) {
            refused++;
            return;
        }
        publish(down().setPresence(up.getPresence()));
    }

    private Awareness awareness() {
        Awareness all = awareness;
        if (all == null) {
            all = new Awareness(0, nowMs);
            all.setLocalState(null, nowMs);
            awareness = all;
        }
        return all;
    }

    /** An endpoint has left the tree: who was present there is so no more. */
    public void gone(UUID origin, long now) {
        nowMs = now;
        List<Long> clients = new ArrayList<>();
        presenceOwners.forEach((client, owner) -> {
            if (owner.equals(origin)) {
                clients.add(client);
            }
        });
        removePresent(clients);
        senders.values().removeIf(sender -> sender.origin.equals(origin));
    }

    private void removePresent(List<Long> clients) {
        if (clients.isEmpty()) {
            return;
        }
        Awareness all = awareness();
        all.remove(clients, null, nowMs);
        clients.forEach(presenceOwners::remove);
        publish(down().setPresence(Presence.newBuilder().setAwareness(ByteString.copyFrom(all.encode(clients)))));
    }

    private void keep(DocumentUp up, KeepVersion keep, String subject) {
        String author = subject.isEmpty() ? cut(keep.getAuthor()) : subject;
        if (!Names.isVersion(keep.getName()) || !hasStore) {
            refused++; // sessions check that themselves
            return;
        }
        Version version = new Version(keep.getName(), author, nowMs, position);
        out.store(new StoreStep.Keep(name, generation, version, own().state(), up.getSession(), keep.getNumber()));
    }

    private void delete(DocumentUp up, String subject) {
        isDeleted = true;
        replica = null;
        senders.clear();
        presenceOwners.clear();
        authors.clear();
        awareness = null;
        publish(down().setDone(Done.newBuilder()
                .setSession(up.getSession())
                .setNumber(up.getDelete().getNumber())));
        publish(down().setDeleted(Deleted.newBuilder().setAuthor(subject)));
        out.store(new StoreStep.Delete(name, generation));
    }

    // ---- the store, time

    /** A step was written, and is on the disk. */
    public void stored(StoreStep step, long now) {
        nowMs = now;
        if (replica == null) {
            return;
        }
        switch (step) {
            case StoreStep.Append append -> {
                if (append.fragment().generation() == generation
                        && append.fragment().position() > durable) {
                    durable = append.fragment().position();
                    publish(down().setDurable(Durable.newBuilder().setThrough(durable)));
                }
            }
            case StoreStep.Keep keep ->
                publish(down().setDone(
                                Done.newBuilder().setSession(keep.session()).setNumber(keep.number())));
            case StoreStep.Create create -> {}
            case StoreStep.Retype retype -> {}
            case StoreStep.Snapshot made -> {}
            case StoreStep.Delete delete -> {}
        }
    }

    /**
     * The store does not take this document's steps any more: what is in memory would never be durable, so no more edits are
     * taken.
     */
    public void notStored(String reason, long now) {
        nowMs = now;
        storeFault = "the host cannot keep '" + name + "': " + reason;
    }

    /** Does what time demands. */
    public void tick(long now) {
        nowMs = now;
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
            out.due(isQuiet ? now + DIGEST_AGAIN_MS : changedAtMs + limits.digestIdleMs());
        }
        removeOutdated();
    }

    private void removeOutdated() {
        Awareness all = awareness;
        if (all == null || presenceOwners.isEmpty()) {
            return;
        }
        all.tick(nowMs);
        List<Long> outdated = new ArrayList<>(presenceOwners.keySet());
        outdated.removeAll(all.states().keySet());
        removePresent(outdated);
        if (!presenceOwners.isEmpty()) {
            out.due(nowMs + Awareness.OUTDATED_MS / 2);
        }
    }

    private DocumentDown.Builder down() {
        return DocumentDown.newBuilder().setGeneration(generation);
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
