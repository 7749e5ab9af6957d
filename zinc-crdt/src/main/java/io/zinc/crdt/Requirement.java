package io.zinc.crdt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works out what an update rests on: the least state of a document in which applying it leaves nothing waiting. */
final class Requirement {
    private final Map<Long, Long> ends = new HashMap<>();
    private final Set<Long> clients = new HashSet<>();
    private final Map<Long, Long> needs = new HashMap<>();

    private Requirement() {}

    /** Whether a document with these clients has all that an update rests on, which was decoded with them. */
    static boolean isMet(UpdateContent update, ClientTable clients) {
        if (update.sections.size() == 1) {
            StructQueue section = update.sections.getFirst();
            return isMet(section, update.deletes, clients);
        }
        return of(update).clocks().entrySet().stream()
                .allMatch(need -> need.getValue() <= clients.state(need.getKey()));
    }

    /** What most updates are: structs of one client. */
    private static boolean isMet(StructQueue section, DeleteSet deletes, ClientTable clients) {
        ClientStore client = section.client;
        long known = client.state();
        long last = -1;
        for (int i = 0; i < section.count; i++) {
            Struct struct = section.structs[i];
            if (!(struct instanceof Skip)) {
                if (struct.clock != last && struct.clock > known) {
                    return false;
                }
                last = struct.end();
            }
        }
        long end = Math.max(known, last);
        for (int i = 0; i < section.count; i++) {
            if (section.structs[i] instanceof Item item && !isMet(item, client, end)) {
                return false;
            }
        }
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            long there = ranges.client == client.id ? end : clients.state(ranges.client);
            for (int k = 0; k < ranges.count(); k++) {
                if (ranges.end(k) > there) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isMet(Item item, ClientStore client, long end) {
        return isMet(item.originClient, item.originClock, client, end)
                && isMet(item.rightOriginClient, item.rightOriginClock(), client, end)
                && (!(item.parent instanceof Parent.ById id) || isMet(id.client(), id.clock(), client, end));
    }

    private static boolean isMet(@Nullable ClientStore of, long clock, ClientStore client, long end) {
        return of == null || clock < (of == client ? end : of.state());
    }

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
        if (!clients.add(client)) {
            throw new MalformedUpdateException("the update has two sections of client " + client);
        }
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
