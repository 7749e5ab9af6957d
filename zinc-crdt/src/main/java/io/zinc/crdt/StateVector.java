package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** For each client the next clock that is expected of it: all that a replica needs to say about what it has. */
public record StateVector(Map<Long, Long> clocks) {
    /** The state of an empty document. */
    public static final StateVector EMPTY = new StateVector(Map.of());

    /** Makes an independent copy of the clocks. */
    public StateVector {
        Map<Long, Long> copy = new TreeMap<>(Comparator.reverseOrder());
        copy.putAll(clocks);
        clocks = java.util.Collections.unmodifiableMap(copy);
    }

    /** The next clock of a client; 0 if nothing of it is known. */
    public long clock(long client) {
        return clocks.getOrDefault(client, 0L);
    }

    /** The bytes, the same for both formats. */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(16);
        write(out);
        return out.toBytes();
    }

    void write(ByteWriter out) {
        out.varUint(clocks.size());
        List<Long> clients = new ArrayList<>(clocks.keySet());
        for (long client : clients) {
            out.varUint(client);
            out.varUint(clock(client));
        }
    }

    /**
     * Reads a state vector; trailing bytes are ignored.
     *
     * @throws MalformedUpdateException if the bytes are no state vector
     */
    public static StateVector decode(byte[] bytes) {
        return read(new ByteReader(bytes));
    }

    static StateVector read(ByteReader in) {
        long count = in.varUint();
        Map<Long, Long> clocks = new HashMap<>();
        for (long i = 0; i < count; i++) {
            long client = in.varUint();
            clocks.put(client, in.varUint());
        }
        return new StateVector(clocks);
    }
}
