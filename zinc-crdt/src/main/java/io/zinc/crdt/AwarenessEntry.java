package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;

/**
 * What an awareness update says about one client, with the state as it was written: for those who pass updates on.
 *
 * @param client the client's id
 * @param clock the state's clock
 * @param json the state in JSON; {@code null} for one that is gone
 */
public record AwarenessEntry(long client, long clock, String json) {

    /** Whether the client is gone. */
    public boolean isGone() {
        return json.equals("null");
    }

    /**
     * The entries of an update; whether the states are JSON is not looked into.
     *
     * @throws MalformedUpdateException if the bytes are no awareness update
     */
    public static List<AwarenessEntry> decode(byte[] update) {
        ByteReader in = new ByteReader(update);
        int count = in.count(in.remaining() / 3, "Number of awareness states");
        List<AwarenessEntry> entries = new ArrayList<>(Math.min(count, 256));
        for (int i = 0; i < count; i++) {
            entries.add(new AwarenessEntry(in.varUint(), in.varUint(), in.varString()));
        }
        return entries;
    }

    /** The update that holds some entries. */
    public static byte[] encode(List<AwarenessEntry> entries) {
        ByteWriter out = new ByteWriter(64);
        out.varUint(entries.size());
        for (AwarenessEntry entry : entries) {
            out.varUint(entry.client);
            out.varUint(entry.clock);
            out.varString(entry.json);
        }
        return out.toBytes();
    }
}
