package io.zinc.crdt;

import java.util.List;

/** The end of a transaction: observers, collecting, merging, and telling others. */
final class Commit {
    private final Transaction tx;
    private final Doc doc;
    private final Faults faults;

    Commit(Transaction tx, Faults faults) {
        this.tx = tx;
        this.doc = tx.doc;
        this.faults = faults;
    }

    void finish() {
        tx.bodyEnded();
        if (doc.typeObservers > 0) {
            new Observation(tx, faults).callObservers();
        }
        if (!doc.afterListeners.isEmpty()) {
            doc.afterListeners.call(faults, l -> l.accept(tx));
        }
        if (Tidying.isNeeded(tx)) {
            faults.run(() -> Tidying.tidy(tx));
        }
        settle();
        tellOthers();
        doc.subdocuments().announce(tx, faults);
        tx.finished();
    }

    private void settle() {
        if (doc.collects()) {
            Deletion.collect(tx);
        }
        merge();
        if (!tx.isLocal()) {
            for (ClientStore store : tx.grown()) {
                if (store.id == doc.clientId()) {
                    doc.changeClientId();
                }
            }
        }
    }

    private void merge() {
        mergeDeleted();
        for (ClientStore store : tx.grown()) {
            store.mergeDown(store.state() - 1, store.find(tx.beforeClock(store)).clock);
        }
        List<Struct> candidates = tx.mergeCandidates;
        if (candidates == null) {
            return;
        }
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Struct candidate = candidates.get(i);
            ClientStore store = candidate.client;
            long clock = candidate.clock;
            long end = store.find(clock).end();
            if (end < store.state() && store.mergeLeft(end) > 1) {
                continue;
            }
            store.mergeLeft(clock);
        }
    }

    private void mergeDeleted() {
        DeleteSet deletes = tx.deletes;
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            ClientStore store = doc.clients.get(ranges.client);
            for (int k = ranges.count() - 1; store != null && k >= 0; k--) {
                if (ranges.start(k) > tx.beforeClock(store)) {
                    // part of what is new, where everything is merged anyway
                    continue;
                }
                long last = ranges.end(k) - 1;
                long next = store.find(last).end();
                store.mergeDown(next < store.state() ? next : last, ranges.start(k));
            }
        }
    }

    private void tellOthers() {
        boolean v1 = !doc.updateListeners.isEmpty();
        boolean v2 = !doc.updateV2Listeners.isEmpty();
        if (!(v1 || v2) || !StateWriter.hasContent(tx)) {
            return;
        }
        if (v1) {
            UpdateEncoderV1 encoder = doc.eventEncoder();
            StateWriter.writeTransaction(tx, encoder);
            byte[] update = encoder.toBytes();
            encoder.clear();
            doc.updateListeners.call(faults, l -> l.accept(update, tx));
        }
        if (v2) {
            UpdateEncoder encoder = new UpdateEncoderV2();
            StateWriter.writeTransaction(tx, encoder);
            byte[] update = encoder.toBytes();
            doc.updateV2Listeners.call(faults, l -> l.accept(update, tx));
        }
    }
}
