package io.zinc.documents;

import io.zinc.crdt.CrdtException;
import io.zinc.crdt.DeleteSet;
import io.zinc.crdt.Doc;
import io.zinc.crdt.DocOptions;
import io.zinc.crdt.Snapshot;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A replica of a Yjs document. Fragments are updates in format v1, versions are snapshots in format v1. */
final class CrdtReplica implements Replica {

    private static final byte[] NOTHING = {};

    /** What updates of others carry as their origin, so that undo leaves them alone. */
    static final Object REMOTE = "remote";

    private static final Object BROUGHT_IN = "brought in";

    private final Doc doc;
    private final List<Consumer<byte[]>> listeners = new ArrayList<>();

    /** Something that was brought in may wait for what others have; the update that it comes in with is told, too. */
    private boolean isHoldingBack;

    CrdtReplica(DocOptions options) {
        this.doc = new Doc(options);
        var unused = doc.onUpdate((update, transaction) -> {
            if (transaction.isLocal() || BROUGHT_IN.equals(transaction.origin()) || isHoldingBack) {
                listeners.forEach(listener -> listener.accept(update));
            }
        });
    }

    Doc doc() {
        return doc;
    }

    @Override
    public byte[] state() {
        return doc.encodeStateAsUpdate();
    }

    @Override
    public byte[] version() {
        return doc.snapshot().encode(UpdateFormat.V1);
    }

    @Override
    public byte[] fragmentSince(byte[] version) {
        StateVector clocks = doc.stateVector();
        DeleteSet deletions = doc.deleteSet();
        if (version.length == 0) {
            return clocks.clocks().isEmpty() && deletions.isEmpty() ? NOTHING : state();
        }
        Snapshot there;
        try {
            there = Snapshot.decode(UpdateFormat.V1, version);
        } catch (CrdtException e) {
            throw new FragmentException("these " + version.length + " bytes are no version of a Yjs document", e);
        }
        boolean hasClocks = clocks.clocks().entrySet().stream()
                .allMatch(own -> own.getValue() <= there.stateVector().clock(own.getKey()));
        return hasClocks && covers(there.deleteSet(), deletions)
                ? NOTHING
                : doc.encodeStateAsUpdate(there.stateVector());
    }

    /** Whether all ranges of one delete set are within those of another. Both are sorted, with disjoint ranges. */
    private static boolean covers(DeleteSet whole, DeleteSet part) {
        for (long client : part.clients()) {
            List<DeleteSet.Range> wider = whole.ranges(client);
            int at = 0;
            for (DeleteSet.Range range : part.ranges(client)) {
                while (at < wider.size() && wider.get(at).end() < range.end()) {
                    at++;
                }
                if (at == wider.size() || wider.get(at).start() > range.start()) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void apply(byte[] fragment) {
        apply(fragment, REMOTE);
        isHoldingBack = isHoldingBack && isWaiting();
    }

    @Override
    public void bringIn(byte[] fragment) {
        apply(fragment, BROUGHT_IN);
        isHoldingBack = isWaiting();
    }

    private void apply(byte[] fragment, Object origin) {
        try {
            doc.applyUpdate(fragment, origin);
        } catch (CrdtException e) {
            throw malformed(fragment, e);
        }
    }

    @Override
    public boolean isComplete(byte[] fragment) {
        StateVector clocks = doc.stateVector();
        return requirement(fragment).clocks().entrySet().stream()
                .allMatch(need -> need.getValue() <= clocks.clock(need.getKey()));
    }

    @Override
    public boolean applyIfComplete(byte[] fragment) {
        try {
            return doc.applyIfComplete(UpdateFormat.V1, fragment, REMOTE);
        } catch (CrdtException e) {
            throw malformed(fragment, e);
        }
    }

    private static StateVector requirement(byte[] fragment) {
        try {
            return Update.requirement(UpdateFormat.V1, fragment);
        } catch (CrdtException e) {
            throw malformed(fragment, e);
        }
    }

    static FragmentException malformed(byte[] fragment, CrdtException cause) {
        return new FragmentException(
                "a fragment of " + fragment.length + " bytes is no Yjs update: " + cause.getMessage(), cause);
    }

    @Override
    public boolean isWaiting() {
        return !doc.missing().isNothing();
    }

    @Override
    public Digest digest() {
        StringBuilder clocks = new StringBuilder();
        new TreeMap<>(doc.stateVector().clocks())
                .forEach((client, clock) ->
                        clocks.append(client).append(':').append(clock).append(' '));
        StringBuilder deletions = new StringBuilder();
        DeleteSet deleted = doc.deleteSet();
        for (long client : deleted.clients()) {
            deletions.append(client).append(deleted.ranges(client)).append(' ');
        }
        return new Digest(Hashes.of(clocks), Hashes.of(deletions), doc.contentHash());
    }

    @Override
    public long writer() {
        return doc.clientId();
    }

    @Override
    public Set<Long> writers(byte[] fragment) {
        try {
            return Update.meta(UpdateFormat.V1, fragment).to().clocks().keySet();
        } catch (CrdtException e) {
            throw malformed(fragment, e);
        }
    }

    @Override
    public Set<Long> writersOfApplied(byte[] fragment) {
        return Update.clients(UpdateFormat.V1, fragment);
    }

    @Override
    public void onLocalFragment(Consumer<byte[]> listener) {
        listeners.add(listener);
    }
}
