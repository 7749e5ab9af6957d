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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A replica of a Yjs document. Fragments are updates in format v1, versions are snapshots in format v1.
 *
 * <p>It is a live document, or rests as the bytes of its state, or both: the bytes are kept until the document changes.
 */
final class CrdtReplica implements Replica {

    private static final byte[] NOTHING = {};

    /** No structs, and no deletions. */
    private static final byte[] EMPTY_UPDATE = {0, 0};

    /** What updates of others carry as their origin, so that undo leaves them alone. */
    static final Object REMOTE = "remote";

    private static final Object BROUGHT_IN = "brought in";

    private final DocOptions options;
    private final List<Consumer<byte[]>> listeners = new ArrayList<>();
    private Consumer<Doc> observer = doc -> {};

    private @Nullable Doc doc;
    private byte @Nullable [] state;

    // of the state; only while it rests
    private @Nullable Rest rest;

    // of the state, until it changes
    private @Nullable Digest digest;

    /** Something that was brought in may wait for what others have; the update that it comes in with is told, too. */
    private boolean isHoldingBack;

    /** What is known of a document that rests. */
    private record Rest(long writer, StateVector clocks, Runnable whenAwake) {}

    CrdtReplica(DocOptions options) {
        this.options = options;
        this.doc = observed(new Doc(options));
    }

    private Doc observed(Doc made) {
        var unused = made.onUpdate((update, transaction) -> {
            changed();
            if (transaction.isLocal() || BROUGHT_IN.equals(transaction.origin()) || isHoldingBack) {
                listeners.forEach(listener -> listener.accept(update));
            }
        });
        return made;
    }

    private void changed() {
        state = null;
        digest = null;
    }

    /** The live document. */
    Doc doc() {
        Doc live = doc;
        return live != null ? live : awake();
    }

    /** Whether it need not be loaded to be changed. */
    boolean isAwake() {
        return doc != null;
    }

    /** Calls an observer with the live document, now and whenever it is another one. */
    void observe(Consumer<Doc> with) {
        observer = with;
        with.accept(doc());
    }

    private Doc awake() {
        Rest before = Objects.requireNonNull(rest);
        Doc live = new Doc(options);
        live.applyUpdate(Objects.requireNonNull(state));
        live.clientId(before.writer); // loading one's own work draws another id
        doc = observed(live);
        rest = null;
        observer.accept(live);
        before.whenAwake.run();
        return live;
    }

    @Override
    public int rest(UnaryOperator<byte[]> pool, Runnable whenAwake) {
        Doc live = doc;
        if (live == null || isWaiting()) {
            return 0;
        }
        rest = new Rest(live.clientId(), live.stateVector(), whenAwake);
        Digest unused = digest(); // somebody will compare it
        byte[] bytes = pool.apply(encoded());
        state = bytes;
        doc = null;
        return bytes.length;
    }

    @Override
    public byte[] state() {
        return encoded().clone();
    }

    /** The state, which is kept until it changes, so that the bytes are not to be changed. */
    byte[] encoded() {
        byte[] known = state;
        if (known == null) {
            known = doc().encodeStateAsUpdate();
            state = known;
        }
        return known;
    }

    /** What was inserted, by client. */
    StateVector clocks() {
        Rest asleep = rest;
        return asleep != null ? asleep.clocks : doc().stateVector();
    }

    /** What a replica with given clocks lacks; deletions are told all. */
    byte[] stateSince(StateVector clocks) {
        if (clocks.clocks().isEmpty()) {
            return encoded();
        }
        return rest != null ? Update.diff(encoded(), clocks) : doc().encodeStateAsUpdate(clocks);
    }

    @Override
    public byte[] version() {
        return doc().snapshot().encode(UpdateFormat.V1);
    }

    @Override
    public byte[] allSince(byte[] version) {
        if (!isWaiting()) {
            return fragmentSince(version);
        }
        StateVector there =
                version.length == 0 ? StateVector.EMPTY : decoded(version).stateVector();
        return doc().encodeStateAsUpdate(there);
    }

    private static Snapshot decoded(byte[] version) {
        try {
            return Snapshot.decode(UpdateFormat.V1, version);
        } catch (CrdtException e) {
            throw new FragmentException("these " + version.length + " bytes are no version of a Yjs document", e);
        }
    }

    @Override
    public byte[] fragmentSince(byte[] version) {
        if (version.length == 0 && isEmpty()) {
            return NOTHING;
        }
        if (version.length == 0) {
            return isWaiting() ? integratedSince(StateVector.EMPTY) : state();
        }
        StateVector clocks = clocks();
        DeleteSet deletions = doc().deleteSet();
        Snapshot there = decoded(version);
        boolean hasClocks = clocks.clocks().entrySet().stream()
                .allMatch(own -> own.getValue() <= there.stateVector().clock(own.getKey()));
        return hasClocks && covers(there.deleteSet(), deletions) ? NOTHING : integratedSince(there.stateVector());
    }

    private byte[] integratedSince(StateVector there) {
        return doc().encodeIntegratedAsUpdate(UpdateFormat.V1, there);
    }

    /** Whether there is nothing, not even something deleted: deleted is only what was inserted. */
    private boolean isEmpty() {
        return clocks().clocks().isEmpty();
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
        if (rest != null && isOfNothing(fragment)) {
            return;
        }
        Doc live = doc();
        changed(); // what waits for something else is part of the state, too
        try {
            live.applyUpdate(fragment, origin);
        } catch (CrdtException e) {
            throw malformed(fragment, e);
        }
    }

    /** Whether all that an update does is done here. */
    boolean contains(byte[] update) {
        try {
            return isOfNothing(update) || doc().snapshot().contains(UpdateFormat.V1, update);
        } catch (CrdtException e) {
            throw malformed(update, e);
        }
    }

    /** Whether a fragment neither inserts nor deletes. */
    private static boolean isOfNothing(byte[] fragment) {
        return Arrays.equals(fragment, EMPTY_UPDATE);
    }

    @Override
    public boolean isComplete(byte[] fragment) {
        StateVector clocks = clocks();
        return requirement(fragment).clocks().entrySet().stream()
                .allMatch(need -> need.getValue() <= clocks.clock(need.getKey()));
    }

    @Override
    public boolean applyIfComplete(byte[] fragment) {
        try {
            return doc().applyIfComplete(UpdateFormat.V1, fragment, REMOTE);
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
        return rest == null && !doc().missing().isNothing();
    }

    @Override
    public Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = digestOf(doc());
            digest = known;
        }
        return known;
    }

    private static Digest digestOf(Doc of) {
        StringBuilder clocks = new StringBuilder();
        new TreeMap<>(of.stateVector().clocks())
                .forEach((client, clock) ->
                        clocks.append(client).append(':').append(clock).append(' '));
        StringBuilder deletions = new StringBuilder();
        DeleteSet deleted = of.deleteSet();
        for (long client : deleted.clients()) {
            deletions.append(client).append(deleted.ranges(client)).append(' ');
        }
        return new Digest(Hashes.of(clocks), Hashes.of(deletions), of.contentHash());
    }

    @Override
    public long writer() {
        Rest asleep = rest;
        return asleep != null ? asleep.writer : doc().clientId();
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
