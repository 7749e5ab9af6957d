package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Decodes the structs and deletions of one update. */
final class StructReader {
    private static final int KIND_BITS = 0x1f;

    private final UpdateDecoder in;
    private final ClientTable clients;
    private final UpdateContent content = new UpdateContent();
    private @Nullable ClientStore cached;

    StructReader(UpdateDecoder in, ClientTable clients) {
        this.in = in;
        this.clients = clients;
    }

    UpdateContent read() {
        long sections = in.varUint();
        long total = 0;
        for (long i = 0; i < sections; i++) {
            long count = in.varUint();
            total += count;
            if (count > in.structLimit() || (in instanceof UpdateDecoderV2 && total > in.structLimit())) {
                throw in.malformed("Update claims " + count + " structs, more than its size allows");
            }
            readSection((int) count);
        }
        content.deletes = DeleteSet.read(in);
        return content;
    }

    private ClientStore client(long id) {
        ClientStore store = cached;
        if (store == null || store.id != id) {
            store = clients.intern(id);
            cached = store;
        }
        return store;
    }

    private void readSection(int count) {
        ClientStore client = client(in.client());
        long clock = in.varUint();
        StructQueue queue = new StructQueue(client, count);
        for (int i = 0; i < count; i++) {
            Struct struct = readStruct(client, clock);
            clock = struct.end();
            if (clock > ByteReader.MAX_SAFE_INTEGER) {
                throw in.malformed("Clock " + clock + " is out of range");
            }
            if (struct.length > 0) {
                queue.add(struct);
            }
        }
        content.sections.add(queue);
    }

    private Struct readStruct(ClientStore client, long clock) {
        int info = in.info();
        int ref = info & KIND_BITS;
        if (ref == Struct.GC_REF) {
            return new Gc(client, clock, in.length());
        }
        if (ref == Struct.SKIP_REF) {
            return new Skip(client, clock, clock + in.varUint());
        }
        Item item = new Item(client, clock, 1, (byte) ref, null);
        readPlace(item, info);
        readContent(item);
        return item;
    }

    private void readPlace(Item item, int info) {
        boolean hasOrigin = (info & 0x80) != 0;
        boolean hasRightOrigin = (info & 0x40) != 0;
        if (hasOrigin) {
            in.leftId();
            item.setOrigin(reference(item), in.idClock);
        }
        if (hasRightOrigin) {
            in.rightId();
            item.setRightOrigin(reference(item), in.idClock);
        }
        if (!hasOrigin && !hasRightOrigin) {
            boolean hasKey = (info & 0x20) != 0;
            if (in.parentIsName()) {
                String name = in.string();
                content.rootNames.add(name);
                item.parent = new Parent.Named(name, hasKey ? in.string() : null);
            } else {
                in.leftId();
                ClientStore holder = reference(item);
                long holderClock = in.idClock;
                item.parent = new Parent.ById(holder, holderClock, hasKey ? in.string() : null);
            }
        }
    }

    private ClientStore reference(Item item) {
        ClientStore client = client(in.idClient);
        if (client == item.client && in.idClock >= item.clock) {
            throw in.malformed("Item " + item.id() + " refers to its own future, clock " + in.idClock);
        }
        return client;
    }

    private void readContent(Item item) {
        switch (item.kind()) {
            case Item.DELETED -> {
                item.length = in.length();
                if (item.length == 0) {
                    throw in.malformed("Deleted content of length 0");
                }
            }
            case Item.JSON -> {
                int count = in.length();
                ValueBuffer values = new ValueBuffer(Math.min(count, 16));
                for (int i = 0; i < count; i++) {
                    String text = in.string();
                    values.add(text.equals("undefined") ? Undefined.UNDEFINED : Json.read(text));
                }
                item.content = values;
                item.length = count;
            }
            case Item.BINARY -> item.content = in.bytes();
            case Item.STRING -> {
                in.text();
                item.content = in.textBuffer;
                item.start = in.textStart;
                item.length = in.textLength;
            }
            case Item.EMBED -> item.content = in.json();
            case Item.FORMAT -> {
                String key = in.key();
                item.content = new Mark(key, in.json());
            }
            case Item.TYPE -> {
                TypeKind kind = TypeKind.ofRef(in.typeRef());
                item.content = new Branch(kind, kind.isTagged() ? in.key() : null, null);
            }
            case Item.ANY -> {
                int count = in.length();
                if (count > in.rest().remaining()) {
                    throw in.malformed("Update claims " + count + " values, more than its size allows");
                }
                ValueBuffer values = new ValueBuffer(Math.min(count, 1024));
                for (int i = 0; i < count; i++) {
                    values.add(in.any());
                }
                item.content = values;
                item.length = count;
            }
            case Item.DOC -> {
                String guid = in.string();
                item.content = Doc.subDocument(guid, in.any());
            }
            default -> throw in.malformed("Unknown content reference " + item.kind());
        }
    }
}
