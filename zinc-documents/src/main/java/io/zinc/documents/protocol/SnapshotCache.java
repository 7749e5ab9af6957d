package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Strategy;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import io.zinc.documents.wire.Opened;
import io.zinc.documents.wire.Ordered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a document at a relay, as a state machine: the bytes of a state, the fragments since, and up to where they go. It
 * answers newcomers with them. It never looks into a fragment; when there are many they are merged as bytes.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class SnapshotCache {

    private static final int MERGE_BEYOND = 256;
    private static final int FRAGMENT_BYTES = 100;

    private final Strategy strategy;
    private final DocumentLimits limits;
    private final List<ByteString> fragments = new ArrayList<>();
    private final ArrayDeque<Ordered> held = new ArrayDeque<>();
    private @Nullable Opened opened;
    private @Nullable Awareness awareness;
    private ByteString parts = ByteString.EMPTY;
    private long position;
    private long durable;
    private long bytes;

    public SnapshotCache(Strategy strategy, DocumentLimits limits) {
        this.strategy = strategy;
        this.limits = limits;
    }

    /** What it takes. */
    public long bytes() {
        return bytes;
    }

    /** The question that loads it. */
    public static byte[] question() {
        return DocumentQuestion.newBuilder()
                .setOpen(Open.getDefaultInstance())
                .build()
                .toByteArray();
    }

    /** Takes the answer to {@link #question}; false when the copy is of no use. */
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
        durable = Math.max(durable, base.getDurable());
        for (ByteString update : base.getUpdatesList()) {
            add(update);
        }
        opened = base.toBuilder().clearUpdates().clearPresence().build();
        bytes += opened.getSerializedSize();
        applyPresence(base.getPresence(), nowMs);
        while (!held.isEmpty()) {
            Ordered next = held.removeFirst();
            bytes -= size(next);
            if (!ordered(next)) {
                return false;
            }
        }
        return true;
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
        if (base != null && down.getGeneration() != base.getGeneration()) {
            return down.getGeneration() < base.getGeneration();
        }
        return switch (down.getKindCase()) {
            case ORDERED -> base == null ? hold(down.getOrdered()) : ordered(down.getOrdered());
            case DURABLE -> {
                durable = Math.max(durable, down.getDurable().getThrough());
                yield true;
            }
            case PRESENCE -> {
                applyPresence(down.getPresence().getAwareness(), nowMs);
                yield true;
            }
            case DELETED -> false;
            case REFUSED, DIGEST, DONE, BEHIND, KIND_NOT_SET -> true;
        };
    }

    private static int size(Ordered ordered) {
        return ordered.getFragment().size() + FRAGMENT_BYTES;
    }

    private boolean hold(Ordered ordered) {
        held.addLast(ordered);
        bytes += size(ordered);
        return bytes <= limits.heldBytes();
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
        add(fragment);
        if (fragments.size() > MERGE_BEYOND) {
            return merge();
        }
        return true;
    }

    private void add(ByteString fragment) {
        fragments.add(fragment);
        bytes += fragment.size() + FRAGMENT_BYTES;
    }

    private boolean merge() {
        try {
            List<byte[]> all = fragments.stream().map(ByteString::toByteArray).toList();
            fragments.forEach(fragment -> bytes -= fragment.size() + FRAGMENT_BYTES);
            fragments.clear();
            add(ByteString.copyFrom(strategy.merge(all)));
            return true;
        } catch (FragmentException e) {
            return false;
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
        } catch (CrdtException e) {
            awareness = null; // of a newer kind; newcomers hear of presence at its next renewal
        }
    }

    /** Answers a newcomer; null when the host has to. */
    public @Nullable DocumentAnswer answer(Open open) {
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
        Opened.Builder answer =
                base.toBuilder().setPosition(position).setDurable(durable).addAllUpdates(fragments);
        Awareness all = awareness;
        if (all != null && !all.states().isEmpty()) {
            answer.setPresence(ByteString.copyFrom(all.encodeAll()));
        }
        return DocumentAnswer.newBuilder()
                .setStatus(DocumentAnswer.Status.STATUS_OK)
                .setOpened(answer)
                .build();
    }
}
