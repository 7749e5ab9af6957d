package io.zinc.crdt;

/**
 * What was visible in a document at a time: everything below the clocks of the state vector that was not deleted.
 * Reading it needs a document that does not collect deleted content.
 */
public record Snapshot(DeleteSet deleteSet, StateVector stateVector) {
    /** The bytes of the snapshot. */
    public byte[] encode(UpdateFormat format) {
        ByteWriter out = new ByteWriter(64);
        ByteWriter deletes = new ByteWriter(64);
        UpdateEncoder encoder = format == UpdateFormat.V1 ? new UpdateEncoderV1(deletes) : new UpdateEncoderV2(deletes);
        deleteSet.write(encoder);
        out.raw(deletes);
        stateVector.write(out);
        return out.toBytes();
    }

    /**
     * Reads a snapshot.
     *
     * @throws MalformedUpdateException if the bytes are no snapshot
     */
    public static Snapshot decode(UpdateFormat format, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        UpdateDecoder decoder = format == UpdateFormat.V1 ? new UpdateDecoderV1(in) : new UpdateDecoderV2(in);
        DeleteSet deletes = DeleteSet.read(decoder).normalise();
        return new Snapshot(deletes, StateVector.read(in));
    }

    /** A new document with the content that {@code source} had at this snapshot. */
    public Doc restore(Doc source) {
        return restore(source, DocOptions.defaults());
    }

    /**
     * A new document with the content that {@code source} had at this snapshot.
     *
     * @throws IllegalStateException if the source collects deleted content, which is then not there to be restored
     */
    public Doc restore(Doc source, DocOptions options) {
        if (source.collects()) {
            throw new IllegalStateException(
                    "The document collects deleted content, so snapshots of it cannot be restored; use withGc(false)");
        }
        byte[] update = source.run(null, true, tx -> {
            cut(tx);
            return StateWriter.upTo(source, UpdateFormat.V2, stateVector, deleteSet);
        });
        Doc doc = new Doc(options);
        doc.applyUpdate(UpdateFormat.V2, update, "snapshot");
        return doc;
    }

    /** Makes the borders of the snapshot borders of items. */
    void cut(Transaction tx) {
        stateVector.clocks().forEach((client, clock) -> {
            ClientStore store = tx.doc.clients.get(client);
            if (store != null && clock > 0 && clock < store.state()) {
                Splitting.cleanStart(tx, store, clock);
            }
        });
        for (int i = 0; i < deleteSet.clientCount(); i++) {
            DeleteSet.Ranges ranges = deleteSet.entry(i);
            ClientStore store = tx.doc.clients.get(ranges.client);
            for (int k = 0; store != null && k < ranges.count(); k++) {
                if (ranges.start(k) < store.state()) {
                    Splitting.cleanStart(tx, store, ranges.start(k));
                }
                if (ranges.end(k) < store.state()) {
                    Splitting.cleanStart(tx, store, ranges.end(k));
                }
            }
        }
    }

    boolean shows(Item item) {
        return item.clock < stateVector.clock(item.client.id) && !deleteSet.contains(item.client.id, item.clock);
    }

    /** Whether everything in an update is already part of this snapshot. */
    public boolean contains(UpdateFormat format, byte[] update) {
        UpdateContent content = UpdateContent.read(UpdateDecoder.of(format, update), new ClientTable());
        for (StructQueue section : content.sections) {
            for (int i = 0; i < section.count; i++) {
                if (section.structs[i].end() > stateVector.clock(section.client.id)) {
                    return false;
                }
            }
        }
        DeleteSet union = new DeleteSet();
        union.addAll(deleteSet);
        union.addAll(content.deletes);
        return union.normalise().equals(deleteSet);
    }
}
