package io.zinc.crdt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what a document holds, straight from its structures. */
final class StateWriter {
    private StateWriter() {}

    static StateVector stateVector(ClientTable clients) {
        Map<Long, Long> clocks = new HashMap<>();
        for (ClientStore store : clients.descending()) {
            clocks.put(store.id, store.state());
        }
        return new StateVector(clocks);
    }

    /** Everything that a replica with the given state lacks, without what is pending. */
    static byte[] integratedAsUpdate(Doc doc, UpdateFormat format, StateVector target) {
        UpdateEncoder encoder = UpdateEncoder.of(format);
        writeStructs(doc.clients, encoder, target);
        deleteSet(doc.clients).write(encoder);
        return encoder.toBytes();
    }

    /** Everything that a replica with the given state lacks, what is pending included. */
    static byte[] stateAsUpdate(Doc doc, UpdateFormat format, StateVector target) {
        byte[] update = integratedAsUpdate(doc, format, target);
        Pending pending = doc.pending;
        if (pending.isEmpty()) {
            return update;
        }
        List<byte[]> parts = new ArrayList<>();
        parts.add(update);
        if (!pending.deletes.isEmpty()) {
            UpdateEncoder deletes = UpdateEncoder.of(format);
            deletes.varUint(0);
            pending.deletes.write(deletes);
            parts.add(deletes.toBytes());
        }
        byte[] structs = pending.structs();
        if (structs != null) {
            byte[] wanted = UpdateMerger.diff(UpdateFormat.V2, structs, target);
            parts.add(UpdateMerger.convert(wanted, UpdateFormat.V2, format));
        }
        return UpdateMerger.merge(format, parts);
    }

    private static void writeStructs(ClientTable clients, UpdateEncoder encoder, StateVector target) {
        ClientStore[] stores = clients.descending();
        int count = 0;
        for (ClientStore store : stores) {
            count += store.state() > target.clock(store.id) ? 1 : 0;
        }
        encoder.varUint(count);
        for (ClientStore store : stores) {
            long from = target.clock(store.id);
            if (store.state() > from) {
                store.writeSection(encoder, from);
            }
        }
    }

    /** All deleted ids of a document. */
    static DeleteSet deleteSet(ClientTable clients) {
        DeleteSet deletes = new DeleteSet();
        for (ClientStore store : clients.descending()) {
            store.forEachFrom(0, struct -> {
                if (struct.isDeleted()) {
                    deletes.add(store.id, struct.clock, struct.end());
                }
            });
        }
        return deletes.normalise();
    }

    /** Whether a transaction has anything to tell. */
    static boolean hasContent(Transaction tx) {
        return !tx.deletes.isEmpty() || tx.grown().length > 0;
    }

    /** The changes of a transaction. */
    static void writeTransaction(Transaction tx, UpdateEncoder encoder) {
        ClientStore[] stores = tx.grown();
        encoder.varUint(stores.length);
        for (ClientStore store : stores) {
            store.writeSection(encoder, tx.beforeClock(store));
        }
        tx.deletes.write(encoder);
    }

    /** The first structs of each client, up to the clocks of a state vector whose borders are cut already. */
    static byte[] upTo(Doc doc, UpdateFormat format, StateVector end, DeleteSet deletes) {
        UpdateEncoder encoder = UpdateEncoder.of(format);
        List<ClientStore> stores = new ArrayList<>();
        for (ClientStore store : doc.clients.descending()) {
            if (end.clock(store.id) > 0) {
                stores.add(store);
            }
        }
        encoder.varUint(stores.size());
        for (ClientStore store : stores) {
            List<Struct> structs = new ArrayList<>();
            store.forEachFrom(0, struct -> {
                if (struct.clock < end.clock(store.id)) {
                    structs.add(struct);
                }
            });
            encoder.varUint(structs.size());
            encoder.client(store.id);
            encoder.varUint(0);
            for (Struct struct : structs) {
                struct.write(encoder, 0);
            }
        }
        deletes.write(encoder);
        return encoder.toBytes();
    }
}
