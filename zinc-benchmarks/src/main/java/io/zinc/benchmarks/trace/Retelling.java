package io.zinc.benchmarks.trace;

import io.zinc.crdt.Doc;
import io.zinc.crdt.DocOptions;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * A recorded session told again, step by step, in Yjs's terms. Each author has a replica here that has seen what the author had
 * seen; a change made in it is the update that the author would have sent. So updates of the same step are the same
 * wherever it is told, and an author who was interrupted can go on.
 */
public final class Retelling {

    private static final byte[] NOTHING = {};

    private final Trace trace;
    private final boolean isWide;
    private final List<Doc> replicas = new ArrayList<>();
    private final List<BitSet> seen = new ArrayList<>();
    private final List<byte[]> updates = new ArrayList<>();
    private final List<Long> clocks = new ArrayList<>();
    private byte[] made = NOTHING;

    public Retelling(Trace trace) {
        this.trace = trace;
        this.isWide = trace.hasWideCharacters();
        for (int author = 0; author < trace.authors(); author++) {
            Doc replica = new Doc(DocOptions.defaults().withClientId(trace.client(author)));
            var unused = replica.onUpdate((update, transaction) -> {
                if (transaction.isLocal()) {
                    made = update;
                }
            });
            replicas.add(replica);
            seen.add(new BitSet());
        }
    }

    /** Tells the next step: an update of the root {@code text}; of no bytes when it changed nothing. */
    public byte[] next() {
        int index = updates.size();
        Trace.Step step = trace.steps().get(index);
        step.parents().forEach(parent -> see(step.author(), parent));
        Doc replica = replicas.get(step.author());
        made = NOTHING;
        replica.transact(() -> step.patches().forEach(patch -> apply(replica.getText("text"), patch)));
        seen.get(step.author()).set(index);
        updates.add(made);
        clocks.add(replica.stateVector().clock(trace.client(step.author())));
        return made;
    }

    /** How far its author's clock was after a step that was told. */
    public long clockAfter(int step) {
        return clocks.get(step);
    }

    private void apply(YText text, Trace.Patch patch) {
        int at = patch.at();
        int end = at + patch.deleted();
        if (isWide) {
            String now = text.toString();
            end = now.offsetByCodePoints(0, end);
            at = now.offsetByCodePoints(0, at);
        }
        text.delete(at, end - at);
        text.insert(at, patch.inserted());
    }

    /** Shows an author's replica a step with all that it rests on. */
    private void see(int author, int step) {
        BitSet known = seen.get(author);
        List<Integer> open = new ArrayList<>(List.of(step));
        List<Integer> fresh = new ArrayList<>();
        while (!open.isEmpty()) {
            int next = open.removeLast();
            if (!known.get(next)) {
                known.set(next);
                fresh.add(next);
                open.addAll(trace.steps().get(next).parents());
            }
        }
        Collections.sort(fresh);
        for (int next : fresh) {
            if (updates.get(next).length > 0) {
                replicas.get(author).applyUpdate(updates.get(next));
            }
        }
    }
}
