package io.zinc.crdt;

import java.util.Arrays;
import java.util.List;

/** Every decoder that reads bytes from the network, fed with anything. */
final class Decoders {
    private static final byte[] BASE = Hex.bytes(
            "0104010004010174016881010002840102026c6f2801016d016b017601016175037d017701787b3fb999999999999a0101010102");

    private Decoders() {}

    /**
     * Feeds bytes to a decoder chosen by {@code which}: it takes them, or refuses them with a typed exception and leaves
     * everything as it was.
     */
    static void feed(int which, byte[] bytes) {
        try {
            switch (Math.floorMod(which, 11)) {
                case 0 -> apply(UpdateFormat.V1, bytes);
                case 1 -> apply(UpdateFormat.V2, bytes);
                case 2 -> StateVector.decode(bytes);
                case 3 -> Snapshot.decode(UpdateFormat.V1, bytes);
                case 4 -> Snapshot.decode(UpdateFormat.V2, bytes);
                case 5 -> RelativePosition.decode(bytes).resolve(Doc.fromUpdate(BASE));
                case 6 -> new Awareness(1, 0).apply(bytes, "net", 0);
                case 7 -> frame(bytes);
                case 8 -> without(UpdateFormat.V1, bytes);
                case 9 -> without(UpdateFormat.V2, bytes);
                default -> SyncMessage.decode(bytes);
            }
        } catch (MalformedUpdateException | LimitException refused) {
            if (refused.getMessage() == null) {
                throw new IllegalStateException("A refusal without a reason", refused);
            }
        }
    }

    private static void apply(UpdateFormat format, byte[] bytes) {
        Doc doc = new Doc(DocOptions.defaults().withClientId(77).withMaxPendingBytes(1 << 20));
        doc.getText("t");
        doc.applyUpdate(BASE, "net");
        byte[] before = doc.encodeStateAsUpdate();
        try {
            doc.applyUpdate(format, bytes, "net");
        } catch (MalformedUpdateException e) {
            if (!Arrays.equals(before, doc.encodeStateAsUpdate())) {
                throw new IllegalStateException("A refused update changed the document", e);
            }
            throw e;
        } finally {
            doc.checkInvariants();
        }
        // what was taken can be read, written, and taken again
        doc.getText("t").toDelta();
        Doc copy = new Doc(DocOptions.defaults().withClientId(78));
        copy.getText("t");
        copy.applyUpdate(UpdateFormat.V2, doc.encodeStateAsUpdate(UpdateFormat.V2, StateVector.EMPTY), "net");
        copy.checkInvariants();
    }

    private static void without(UpdateFormat format, byte[] bytes) {
        Update.inspect(format, bytes);
        Update.meta(format, bytes);
        Update.stateVector(format, bytes);
        Update.diff(format, bytes, new StateVector(java.util.Map.of(1L, 2L)));
        Update.merge(format, List.of(bytes, bytes));
        Update.convert(bytes, format, format == UpdateFormat.V1 ? UpdateFormat.V2 : UpdateFormat.V1);
    }

    private static void frame(byte[] bytes) {
        Doc doc = Doc.fromUpdate(BASE);
        try (SyncConnection connection =
                new SyncConnection(SyncConnection.Role.SERVER, doc, new Awareness(1, 0), frame -> {})) {
            connection.receive(bytes, 0);
        }
        doc.checkInvariants();
    }
}
