package io.zinc.crdt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Integrates a decoded update; what depends on something unknown becomes pending. */
final class UpdateApplier {
    private final Transaction tx;
    private final UpdateContent update;
    private final Pending pending;

    /** Structs that wait for another one of this update, as queue and index. */
    private final List<StructQueue> waitingQueues = new ArrayList<>(0);

    private final List<Integer> waitingIndexes = new ArrayList<>(0);
    private @Nullable Map<Long, Long> missing;

    UpdateApplier(Transaction tx, UpdateContent update) {
        this.tx = tx;
        this.update = update;
        this.pending = tx.doc.pending;
    }

    void apply() {
        for (String name : update.rootNames) {
            tx.doc.root(name);
        }
        List<StructQueue> queues = queues();
        try {
            for (StructQueue queue : queues) {
                queue.client.queue = queue;
            }
            for (StructQueue queue : queues) {
                while (queue.next < queue.count) {
                    drain(queue);
                }
            }
        } finally {
            for (StructQueue queue : queues) {
                queue.client.queue = null;
            }
        }
        boolean retry = pending.canRetry(tx.doc.clients);
        LimitException refused = keepRest(queues);
        applyDeletes();
        if (retry) {
            byte[] again = pending.takeStructs();
            if (again != null) {
                tx.doc.applyDecoded(tx, UpdateFormat.V2, again);
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /** One queue per client, greatest client first; a later section of a client replaces an earlier one. */
    private List<StructQueue> queues() {
        List<StructQueue> sections = update.sections;
        if (sections.size() <= 1) {
            return sections;
        }
        Map<ClientStore, StructQueue> last = new HashMap<>();
        for (StructQueue section : sections) {
            last.put(section.client, section);
        }
        List<StructQueue> queues = new ArrayList<>(last.values());
        queues.sort((a, b) -> Long.compare(b.client.id, a.client.id));
        return queues;
    }

    /** Takes the next struct of a queue, and before it whatever it needs from other queues. */
    private void drain(StructQueue first) {
        StructQueue queue = first;
        int index = queue.next++;
        while (true) {
            Struct struct = queue.structs[index];
            if (!(struct instanceof Skip)) {
                long known = struct.client.state();
                if (struct.clock > known) {
                    note(struct.client, struct.clock - 1);
                    giveUp(queue, index);
                } else {
                    ClientStore needed = struct instanceof Item item ? needed(item) : null;
                    if (needed != null) {
                        StructQueue source = needed.queue;
                        if (source != null && source.next < source.count) {
                            waitingQueues.add(queue);
                            waitingIndexes.add(index);
                            queue = source;
                            index = source.next++;
                            continue;
                        }
                        note(needed, needed.state());
                        giveUp(queue, index);
                    } else if (struct.end() > known) {
                        Integration.integrateRemote(tx, struct, (int) (known - struct.clock), index == 0);
                    } else if (struct instanceof Item item) {
                        Integration.cutAtReferences(tx, item);
                    }
                }
            }
            if (waitingQueues.isEmpty()) {
                return;
            }
            queue = waitingQueues.removeLast();
            index = waitingIndexes.removeLast();
        }
    }

    /** The client of a reference that is not known yet. */
    private static @Nullable ClientStore needed(Item item) {
        ClientStore c = item.originClient;
        if (c != null && c != item.client && item.originClock >= c.state()) {
            return c;
        }
        c = item.rightOriginClient;
        if (c != null && c != item.client && item.rightOriginClock() >= c.state()) {
            return c;
        }
        if (item.parent instanceof Parent.ById id
                && id.client() != item.client
                && id.clock() >= id.client().state()) {
            return id.client();
        }
        return null;
    }

    private void note(ClientStore client, long clock) {
        Map<Long, Long> map = missing;
        if (map == null) {
            map = new HashMap<>();
            missing = map;
        }
        map.merge(client.id, clock, Math::min);
    }

    private void giveUp(StructQueue queue, int index) {
        leave(queue, index);
        for (int i = 0; i < waitingQueues.size(); i++) {
            leave(waitingQueues.get(i), waitingIndexes.get(i));
        }
        waitingQueues.clear();
        waitingIndexes.clear();
    }

    private static void leave(StructQueue queue, int index) {
        queue.restFrom = queue.restFrom < 0 ? index : Math.min(queue.restFrom, index);
        queue.next = queue.count;
    }

    private @Nullable LimitException keepRest(List<StructQueue> queues) {
        Map<Long, Long> wanted = missing;
        if (wanted == null) {
            return null;
        }
        UpdateEncoder encoder = new UpdateEncoderV2();
        int clients = 0;
        for (StructQueue queue : queues) {
            clients += queue.restFrom >= 0 ? 1 : 0;
        }
        encoder.varUint(clients);
        for (StructQueue queue : queues) {
            if (queue.restFrom >= 0) {
                encoder.varUint(queue.count - queue.restFrom);
                encoder.client(queue.client.id);
                encoder.varUint(queue.structs[queue.restFrom].clock);
                for (int i = queue.restFrom; i < queue.count; i++) {
                    queue.structs[i].write(encoder, 0);
                }
            }
        }
        encoder.varUint(0);
        byte[] rest = encoder.toBytes();
        long limit = tx.doc.options().maxPendingBytes();
        if (pending.structBytes() + rest.length > limit) {
            return LimitException.pending(pending.structBytes() + rest.length, limit);
        }
        pending.add(rest, wanted);
        return null;
    }

    private void applyDeletes() {
        DeleteSet earlier = pending.deletes;
        if (earlier.isEmpty() && update.deletes.isEmpty()) {
            return;
        }
        DeleteSet left = new DeleteSet();
        apply(update.deletes, left);
        apply(earlier, left);
        pending.deletes = left.normalise();
    }

    private void apply(DeleteSet deletes, DeleteSet left) {
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            ClientStore client = tx.doc.clients.get(ranges.client);
            long state = client == null ? 0 : client.state();
            for (int k = 0; k < ranges.count(); k++) {
                long start = ranges.start(k);
                long end = ranges.end(k);
                if (client != null && start < state) {
                    Deletion.deleteRange(tx, client, start, Math.min(end, state));
                }
                if (end > state) {
                    left.add(ranges.client, Math.max(start, state), end);
                }
            }
        }
    }
}
