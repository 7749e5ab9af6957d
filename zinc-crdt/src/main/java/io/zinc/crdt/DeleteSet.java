package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ids that are deleted, as ranges of clocks per client. What the public methods give is sorted and disjoint. */
public final class DeleteSet {
    private static final int INDEX_FROM = 8;

    /** Clocks from {@code start} (inclusive) to {@code end} (exclusive). */
    public record Range(long start, long end) {}

    /** The ranges of one client: start and end in turn. */
    static final class Ranges {
        final long client;
        long[] bounds = new long[2];
        int size;
        private boolean normal = true;

        Ranges(long client) {
            this.client = client;
        }

        void add(long start, long end) {
            if (size > 0) {
                long lastEnd = bounds[size - 1];
                if (start == lastEnd && normal) {
                    bounds[size - 1] = end;
                    return;
                }
                normal &= start > lastEnd;
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, size * 2);
            }
            bounds[size++] = start;
            bounds[size++] = end;
        }

        int count() {
            return size / 2;
        }

        long start(int i) {
            return bounds[2 * i];
        }

        long end(int i) {
            return bounds[2 * i + 1];
        }

        void normalise() {
            if (normal) {
                return;
            }
            long[][] pairs = new long[size / 2][];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = new long[] {bounds[2 * i], bounds[2 * i + 1]};
            }
            Arrays.sort(pairs, (a, b) -> Long.compare(a[0], b[0]));
            int out = 0;
            for (long[] pair : pairs) {
                if (out > 0 && pair[0] <= bounds[out - 1]) {
                    bounds[out - 1] = Math.max(bounds[out - 1], pair[1]);
                } else {
                    bounds[out++] = pair[0];
                    bounds[out++] = pair[1];
                }
            }
            size = out;
            normal = true;
        }

        boolean contains(long clock) {
            int low = 0;
            int high = size / 2 - 1;
            while (low <= high) {
                int mid = (low + high) >>> 1;
                if (clock < bounds[2 * mid]) {
                    high = mid - 1;
                } else if (clock >= bounds[2 * mid + 1]) {
                    low = mid + 1;
                } else {
                    return true;
                }
            }
            return false;
        }
    }

    private static final Ranges[] NONE = {};

    private Ranges[] entries = NONE;
    private int count;
    private @Nullable Map<Long, Ranges> index;
    private boolean sorted = true;

    DeleteSet() {}

    void add(long client, long start, long end) {
        Ranges last = count > 0 ? entries[count - 1] : null;
        (last != null && last.client == client ? last : intern(client)).add(start, end);
    }

    void addAll(DeleteSet other) {
        for (int i = 0; i < other.count; i++) {
            Ranges ranges = other.entries[i];
            for (int k = 0; k < ranges.count(); k++) {
                add(ranges.client, ranges.start(k), ranges.end(k));
            }
        }
    }

    @Nullable
    Ranges get(long client) {
        if (index != null) {
            return index.get(client);
        }
        for (int i = 0; i < count; i++) {
            if (entries[i].client == client) {
                return entries[i];
            }
        }
        return null;
    }

    private Ranges intern(long client) {
        Ranges ranges = get(client);
        if (ranges != null) {
            return ranges;
        }
        ranges = new Ranges(client);
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(1, count * 2));
        }
        sorted &= count == 0 || entries[count - 1].client > client;
        entries[count++] = ranges;
        if (index != null) {
            index.put(client, ranges);
        } else if (count > INDEX_FROM) {
            Map<Long, Ranges> fresh = new HashMap<>();
            for (int i = 0; i < count; i++) {
                fresh.put(entries[i].client, entries[i]);
            }
            index = fresh;
        }
        return ranges;
    }

    /** Sorts and joins the ranges; clients stay in the order in which they came, which undo depends on. */
    DeleteSet normalise() {
        for (int i = 0; i < count; i++) {
            entries[i].normalise();
        }
        return this;
    }

    /** The ranges of all clients, greatest client first. */
    private Ranges[] descending() {
        if (sorted && count == entries.length) {
            return entries;
        }
        Ranges[] all = Arrays.copyOf(entries, count);
        if (!sorted) {
            Arrays.sort(all, (a, b) -> Long.compare(b.client, a.client));
        }
        return all;
    }

    int clientCount() {
        return count;
    }

    Ranges entry(int i) {
        return entries[i];
    }

    void write(UpdateEncoder encoder) {
        encoder.varUint(count);
        for (Ranges ranges : descending()) {
            encoder.deletesOf(ranges.client);
            encoder.varUint(ranges.count());
            for (int k = 0; k < ranges.count(); k++) {
                encoder.deleteRange(ranges.start(k), ranges.end(k) - ranges.start(k));
            }
        }
    }

    static DeleteSet read(UpdateDecoder decoder) {
        DeleteSet set = new DeleteSet();
        long clients = decoder.varUint();
        for (long i = 0; i < clients; i++) {
            decoder.deletesOf();
            long client = decoder.varUint();
            long ranges = decoder.varUint();
            for (long k = 0; k < ranges; k++) {
                long start = decoder.deleteClock();
                long length = decoder.deleteLength();
                if (length > 0) {
                    set.add(client, start, start + length);
                }
            }
        }
        return set;
    }

    // --- public reading ------------------------------------------------------------------------------------------

    /** Whether nothing is deleted. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Whether an id is deleted. */
    public boolean contains(ID id) {
        return contains(id.client(), id.clock());
    }

    boolean contains(long client, long clock) {
        Ranges ranges = get(client);
        return ranges != null && ranges.contains(clock);
    }

    /** The clients with deletions, greatest first. */
    public List<Long> clients() {
        List<Long> clients = new ArrayList<>(count);
        for (Ranges ranges : descending()) {
            clients.add(ranges.client);
        }
        return Collections.unmodifiableList(clients);
    }

    /** The deleted ranges of a client, ascending; empty if there are none. */
    public List<Range> ranges(long client) {
        Ranges ranges = get(client);
        List<Range> list = new ArrayList<>();
        for (int i = 0; ranges != null && i < ranges.count(); i++) {
            list.add(new Range(ranges.start(i), ranges.end(i)));
        }
        return Collections.unmodifiableList(list);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof DeleteSet that) || count != that.count) {
            return false;
        }
        Ranges[] left = descending();
        Ranges[] right = that.descending();
        for (int i = 0; i < count; i++) {
            Ranges a = left[i];
            Ranges b = right[i];
            if (a.client != b.client || !Arrays.equals(a.bounds, 0, a.size, b.bounds, 0, b.size)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < count; i++) {
            hash += Long.hashCode(entries[i].client) + entries[i].size;
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("DeleteSet{");
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ", ").append(entries[i].client).append('=').append(ranges(entries[i].client));
        }
        return out.append('}').toString();
    }
}
