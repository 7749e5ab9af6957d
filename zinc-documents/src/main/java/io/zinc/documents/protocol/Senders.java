package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import io.zinc.documents.wire.Edit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that send to a document, as its host knows them. Those that sent longest ago are forgotten; such a one is behind
 * when it sends again, and syncs.
 */
final class Senders {

    private static final int MAX_REMEMBERED = 1_000;

    /** One session: how far it has got, and the parts of a fragment that it is sending. */
    static final class Sender {
        final UUID origin;
        final long id;
        /** The last edit of it that was taken. */
        long taken;

        /** Why nothing more of it is taken; empty when it is. */
        String refusal = "";

        /** Whether it was told, since it last synced, that it is behind. */
        boolean isBehind;

        private long number;
        private int nextPart;
        private ByteString parts = ByteString.EMPTY;

        Sender(UUID origin, long id) {
            this.origin = origin;
            this.id = id;
        }

        /** Whether an edit is the next thing of this session: nothing between it and what was taken is missing. */
        boolean isNext(Edit edit) {
            return edit.getPart() == 0
                    ? edit.getAfter() == 0 || edit.getAfter() == taken
                    : edit.getPart() == nextPart && edit.getNumber() == number;
        }
    }

    private final Map<Long, Sender> senders = new LinkedHashMap<>(16, 0.75f, true);
    private final long mostPartBytes;
    private long partBytes;

    /** @param mostPartBytes how much of unfinished fragments is kept, over all sessions */
    Senders(long mostPartBytes) {
        this.mostPartBytes = mostPartBytes;
    }

    /** A session by its secret; null when it is another endpoint's. */
    @Nullable
    Sender of(long secret, UUID origin) {
        Sender sender = senders.get(secret);
        if (sender == null) {
            sender = new Sender(origin, SessionIds.published(secret));
            senders.put(secret, sender);
            if (senders.size() > MAX_REMEMBERED) {
                long eldest = senders.keySet().iterator().next();
                Sender forgotten = senders.remove(eldest);
                drop(forgotten);
            }
        }
        return sender.origin.equals(origin) ? sender : null;
    }

    /**
     * Takes a part of a fragment that is the next.
     *
     * @return the bytes of the fragment so far
     */
    ByteString add(Sender sender, Edit edit) {
        if (edit.getPart() == 0) {
            drop(sender);
            sender.number = edit.getNumber();
        }
        sender.nextPart = edit.getPart() + 1;
        sender.parts = sender.parts.concat(edit.getFragment());
        partBytes += edit.getFragment().size();
        if (partBytes > mostPartBytes) {
            dropOthers(sender);
        }
        return sender.parts;
    }

    long partBytes() {
        return partBytes;
    }

    private void dropOthers(Sender but) {
        for (Sender other : senders.values()) {
            if (other != but && partBytes > mostPartBytes) {
                drop(other);
            }
        }
    }

    /** Forgets the parts of a fragment. */
    void drop(@Nullable Sender sender) {
        if (sender != null) {
            partBytes -= sender.parts.size();
            sender.parts = ByteString.EMPTY;
            sender.nextPart = -1;
        }
    }

    /** Forgets the sessions of an endpoint. */
    void forget(UUID origin) {
        senders.values().removeIf(sender -> {
            boolean isIts = sender.origin.equals(origin);
            if (isIts) {
                drop(sender);
            }
            return isIts;
        });
    }

    void clear() {
        senders.clear();
        partBytes = 0;
    }
}
