package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Strategy;
import io.zinc.documents.wire.Author;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.Open;
import io.zinc.documents.wire.Opened;
import io.zinc.documents.wire.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a document at a relay, as a state machine: the bytes of a state, the fragments since, and up to where they go. It
 * answers newcomers with them. It has no live document; when there are many fragments they are merged as bytes. A copy is of
 * one generation of the document and one life of the host: what comes of another one makes it useless.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class SnapshotCache {

    private static final int MERGE_BEYOND = 256;
    private static final int FRAGMENT_BYTES = 100;

    /** A fragment, and its author where the base state does not tell. */
    private record Part(ByteString fragment, String author) {

        long bytes() {
            return (long) fragment.size() + author.length() + FRAGMENT_BYTES;
        }
    }

    private final Strategy strategy;
    private final DocumentLimits limits;
    private final List<Part> fragments = new ArrayList<>();
    private final Map<Long, String> authors = new TreeMap<>();
    private final HeldBack held;
    private @Nullable Opened opened;
    private @Nullable Awareness awareness;
    private ByteString parts = ByteString.EMPTY;
    private long position;
    private long durable;
    private long bytes;

    public SnapshotCache(Strategy strategy, DocumentLimits limits) {
        this.strategy = strategy;
        this.limits = limits;
        this.held = new HeldBack(limits.heldBytes());
    }

    /** What it takes. */
    public long bytes() {
        return bytes + held.bytes();
    }

    /** Takes the answer to a newcomer's question; false when the copy is of no use. */
    public boolean loaded(byte[] answered, long nowMs) {
        DocumentAnswer answer;
        try {
            answer = DocumentAnswer.parseFrom(answered);
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
        if (answer.getStatus() != DocumentAnswer.Status.STATUS_OK) {
            return false;
        }
        Opened base = answer.getOpened();
        position = base.getPosition();
        durable = base.getDurable();
        for (ByteString update : base.getUpdatesList()) {
            add(new Part(update, ""));
        }
        opened = base.toBuilder().clearUpdates().clearPresence().build();
        bytes += opened.getSerializedSize();
        applyPresence(base.getPresence(), nowMs);
        boolean isGood = held.isComplete();
        for (DocumentDown down : held.takeAll()) {
            isGood = isGood && taken(down, base, nowMs);
        }
        return isGood;
    }

    /** Takes what came on the document's topic; false when the copy is of no use any more. */
    public boolean received(byte[] message, long nowMs) {
        DocumentDown down;
        try {
            down = DocumentDown.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
        Opened base = opened;
        if (base != null) {
            return taken(down, base, nowMs);
        }
        if (!down.hasRefused() && !down.hasDigest() && !down.hasDone() && !down.hasBehind()) {
            held.add(down);
        }
        return held.isComplete();
    }

    private boolean taken(DocumentDown down, Opened base, long nowMs) {
        if (down.getGeneration() < base.getGeneration()) {
            return true;
        }
        if (down.getGeneration() > base.getGeneration() || down.getLife() != base.getLife()) {
            return false;
        }
        return switch (down.getKindCase()) {
            case ORDERED -> ordered(down.getOrdered());
            case DURABLE -> {
                durable = Math.max(durable, down.getDurable().getThrough());
                yield true;
            }
            case PRESENCE -> {
                applyPresence(down.getPresence().getAwareness(), nowMs);
                yield true;
            }
            case RETYPED -> {
                opened = base.toBuilder().setKind(down.getRetyped().getKind()).build();
                yield true;
            }
            case DELETED -> false;
            case REFUSED, DIGEST, DONE, BEHIND, KIND_NOT_SET -> true;
        };
    }

    private boolean ordered(Ordered ordered) {
        if (ordered.getPosition() <= position) {
            parts = ByteString.EMPTY;
            return true;
        }
        if (ordered.getPosition() > position + 1) {
            return false;
        }
        ByteString fragment = parts.concat(ordered.getFragment());
        if (ordered.getMore()) {
            parts = fragment;
            return fragment.size() <= limits.maxFragmentBytes();
        }
        parts = ByteString.EMPTY;
        position++;
        add(new Part(fragment, ordered.getAuthor()));
        if (fragments.size() > MERGE_BEYOND) {
            return merge();
        }
        return true;
    }

    private void add(Part part) {
        fragments.add(part);
        bytes += part.bytes();
    }

    private boolean merge() {
        try {
            noteAuthors();
            byte[] merged = strategy.merge(
                    fragments.stream().map(part -> part.fragment.toByteArray()).toList());
            fragments.forEach(part -> bytes -= part.bytes());
            fragments.clear();
            add(new Part(ByteString.copyFrom(merged), ""));
            return true;
        } catch (FragmentException e) {
            return false;
        }
    }

    /** Finds out whose client ids are in the fragments that came since. */
    private void noteAuthors() {
        Replica reader = strategy.create();
        for (int i = 0; i < fragments.size(); i++) {
            Part part = fragments.get(i);
            if (!part.author.isEmpty()) {
                for (long writer : reader.writers(part.fragment.toByteArray())) {
                    authors.putIfAbsent(writer, part.author);
                }
                Part noted = new Part(part.fragment, "");
                bytes += noted.bytes() - part.bytes();
                fragments.set(i, noted);
            }
        }
    }

    private void applyPresence(ByteString update, long nowMs) {
        if (update.isEmpty()) {
            return;
        }
        Awareness all = awareness;
        if (all == null) {
            all = new Awareness(0, nowMs);
            all.setLocalState(null, nowMs);
            awareness = all;
        }
        try {
            all.apply(update.toByteArray(), this, nowMs);
            all.tick(nowMs);
            all.forgetGone(4 * limits.maxPresent() + 100);
        } catch (CrdtException e) {
            awareness = null; // of a newer kind; newcomers hear of presence at its next renewal
        }
    }

    /** Answers a newcomer; null when the host has to. */
    public @Nullable DocumentAnswer answer(Open open, long nowMs) {
        Opened base = opened;
        boolean isMine = base != null
                && open.getVersion().isEmpty()
                && !open.getAuthoritative()
                && (open.getGeneration() == 0 || open.getGeneration() == base.getGeneration())
                && (open.getKind().isEmpty()
                        || open.getKind().equals(base.getKind())
                        || open.getKind().equals(KnownKinds.UNTYPED));
        if (base == null || !isMine) {
            return null;
        }
        try {
            noteAuthors();
        } catch (FragmentException e) {
            return null;
        }
        Opened.Builder answer = base.toBuilder().setPosition(position).setDurable(durable);
        fragments.forEach(part -> answer.addUpdates(part.fragment));
        authors.forEach((client, author) ->
                answer.addAuthors(Author.newBuilder().setClient(client).setName(author)));
        Awareness all = awareness;
        if (all != null) {
            all.tick(nowMs); // that they have gone may not have come
        }
        if (all != null && !all.states().isEmpty()) {
            answer.setPresence(ByteString.copyFrom(all.encodeAll()));
        }
        return DocumentAnswer.newBuilder()
                .setStatus(DocumentAnswer.Status.STATUS_OK)
                .setOpened(answer)
                .build();
    }
}
