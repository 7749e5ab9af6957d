package io.zinc.crdt;

import java.util.Arrays;

/** The structs of one client in an update, in order, consumed from the front. */
final class StructQueue {
    final ClientStore client;
    Struct[] structs;
    int count;

    /** The next struct to take. */
    int next;

    /** The structs from here on are left over, because something they need is missing. */
    int restFrom = -1;

    StructQueue(ClientStore client, int expected) {
        this.client = client;
        this.structs = new Struct[Math.min(expected, 1024)];
    }

    void add(Struct struct) {
        if (count == structs.length) {
            structs = Arrays.copyOf(structs, Math.max(4, count * 2));
        }
        structs[count++] = struct;
    }
}
