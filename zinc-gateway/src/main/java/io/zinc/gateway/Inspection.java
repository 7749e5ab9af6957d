package io.zinc.gateway;

import io.zinc.crdt.CrdtException;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import io.zinc.documents.UntypedDocument;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at updates before they are applied, in the order in which they will be: an update may rest on the ones before it. Good
 * for one turn of a room.
 */
final class Inspection {

    /** What was found. */
    sealed interface Finding {

        /** It can be applied. */
        record Sound() implements Finding {}

        /** It rests on something that is not here. */
        record Incomplete() implements Finding {}

        /** It is no update. */
        record Malformed(CrdtException cause) implements Finding {}

        /** The host would refuse it. */
        record NotAllowed(String reason) implements Finding {}
    }

    private final UntypedDocument document;
    private final StateVector have;
    private final Map<Long, Long> more = new HashMap<>();

    Inspection(UntypedDocument document) {
        this.document = document;
        this.have = document.stateVector();
    }

    Finding of(byte[] update) {
        Map<Long, Long> needs;
        Map<Long, Long> brings;
        try {
            needs = Update.requirement(UpdateFormat.V1, update).clocks();
            brings = Update.meta(UpdateFormat.V1, update).to().clocks();
        } catch (CrdtException e) {
            return new Finding.Malformed(e);
        }
        for (Map.Entry<Long, Long> need : needs.entrySet()) {
            long clock = Math.max(have.clock(need.getKey()), more.getOrDefault(need.getKey(), 0L));
            if (need.getValue() > clock) {
                return new Finding.Incomplete();
            }
        }
        String objection = document.objectionTo(update);
        if (!objection.isEmpty()) {
            return new Finding.NotAllowed(objection);
        }
        brings.forEach((client, clock) -> more.merge(client, clock, Math::max));
        return new Finding.Sound();
    }
}
