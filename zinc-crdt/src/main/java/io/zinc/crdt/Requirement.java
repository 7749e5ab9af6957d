package io.zinc.crdt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out what an update rests on: the least state of a document in which applying it leaves nothing waiting. */
final class Requirement {
    private final Map<Long, Long> ends = new HashMap<>();
    private final Map<Long, Long> needs = new HashMap<>();

    private Requirement() {}

    static StateVector of(UpdateContent update) {
        Requirement requirement = new Requirement();
        update.sections.forEach(requirement::addClocks);
        for (StructQueue section : update.sections) {
            for (int i = 0; i < section.count; i++) {
                if (section.structs[i] instanceof Item item) {
                    requirement.addReferences(item);
                }
            }
        }
        DeleteSet deletes = update.deletes;
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            for (int k = 0; k < ranges.count(); k++) {
                requirement.need(ranges.client, ranges.end(k));
            }
        }
        return new StateVector(requirement.needs);
    }

    /** Each run of clocks without a gap has to begin where the client's known clocks end, or before. */
    private void addClocks(StructQueue section) {
        long client = section.client.id;
        long end = -1;
        for (int i = 0; i < section.count; i++) {
            Struct struct = section.structs[i];
            if (struct instanceof Skip) {
                continue;
            }
            if (struct.clock != end && struct.clock > 0) {
                needs.merge(client, struct.clock, Math::max);
            }
            end = struct.end();
        }
        if (end >= 0) {
            ends.merge(client, end, Math::max);
        }
    }

    private void addReferences(Item item) {
        need(item.originClient, item.originClock);
        need(item.rightOriginClient, item.rightOriginClock());
        if (item.parent instanceof Parent.ById id) {
            need(id.client(), id.clock());
        }
    }

    private void need(@Nullable ClientStore client, long clock) {
        if (client != null) {
            need(client.id, clock + 1);
        }
    }

    private void need(long client, long end) {
        if (end > ends.getOrDefault(client, 0L)) {
            needs.merge(client, end, Math::max);
        }
    }
}
