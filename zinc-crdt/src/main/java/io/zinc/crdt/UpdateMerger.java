package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merging, cutting and converting updates without a document.
 *
 * <p>Merging keeps the inputs in a priority queue by what they offer next, so its time is near-linear in their number.
 */
final class UpdateMerger {
    private UpdateMerger() {}

    /** The structs of one update in their order, without Skips if so wanted. */
    private static final class Source {
        private final List<StructQueue> sections;
        private final boolean withSkips;
        private int section;
        private int index = -1;

        @Nullable
        Struct current;

        /** Among sources that offer the same, the one with the lowest rank goes first. */
        long rank;

        Source(UpdateContent update, boolean withSkips, long rank) {
            this.sections = update.sections;
            this.withSkips = withSkips;
            this.rank = rank;
            advance();
        }

        void advance() {
            do {
                index++;
                while (section < sections.size() && index >= sections.get(section).count) {
                    section++;
                    index = 0;
                }
                current = section < sections.size() ? sections.get(section).structs[index] : null;
            } while (current instanceof Skip && !withSkips);
        }

        Struct offer() {
            return java.util.Objects.requireNonNull(current);
        }
    }

    private static int order(Source a, Source b) {
        Struct x = a.offer();
        Struct y = b.offer();
        int byClient = Long.compare(y.client.id, x.client.id);
        if (byClient != 0) {
            return byClient;
        }
        int byClock = Long.compare(x.clock, y.clock);
        if (byClock != 0) {
            return byClock;
        }
        // the library's comparison says "smaller" either way round when one is a GC and the other is not
        int byRank = Long.compare(a.rank, b.rank);
        return x.getClass().equals(y.getClass()) ? byRank : -byRank;
    }

    static byte[] merge(UpdateFormat format, List<byte[]> updates) {
        if (updates.size() == 1) {
            return updates.getFirst().clone();
        }
        ClientTable clients = new ClientTable();
        SectionWriter out = new SectionWriter(format);
        DeleteSet deletes = new DeleteSet();
        PriorityQueue<Source> sources = new PriorityQueue<>(Math.max(1, updates.size()), UpdateMerger::order);
        for (byte[] update : updates) {
            UpdateContent content = UpdateContent.read(UpdateDecoder.of(format, update), clients);
            deletes.addAll(content.deletes);
            Source source = new Source(content, false, sources.size());
            if (source.current != null) {
                sources.add(source);
            }
        }
        mergeStructs(sources, out);
        return out.finish(deletes.normalise());
    }

    private static void mergeStructs(PriorityQueue<Source> sources, SectionWriter out) {
        Struct written = null;
        long rank = 0;
        for (Source source = sources.poll(); source != null; source = sources.poll()) {
            written = round(source, written, out);
            if (source.current != null) {
                source.rank = --rank;
                sources.add(source);
            }
        }
        if (written != null) {
            out.add(written);
        }
    }

    /** Takes what the first source offers; returns the struct that is to be written next but may still change. */
    private static Struct round(Source source, @Nullable Struct pending, SectionWriter out) {
        ClientStore firstClient = source.offer().client;
        Struct current;
        if (pending == null) {
            current = source.offer();
            source.advance();
        } else {
            current = pending;
            boolean skipped = false;
            Struct next = source.current;
            while (next != null && next.end() <= current.end() && next.client.id >= current.client.id) {
                source.advance();
                next = source.current;
                skipped = true;
            }
            if (next == null || next.client != firstClient || (skipped && next.clock > current.end())) {
                return current;
            }
            if (next.client != current.client) {
                out.add(current);
                current = next;
                source.advance();
            } else if (current.end() < next.clock) {
                if (current instanceof Skip) {
                    current = new Skip(current.client, current.clock, next.end());
                } else {
                    out.add(current);
                    current = new Skip(next.client, current.end(), next.clock);
                }
            } else {
                int overlap = (int) (current.end() - next.clock);
                if (current instanceof Gc && next instanceof Gc && next.end() - current.clock <= Integer.MAX_VALUE) {
                    current.length += next.length - overlap;
                } else {
                    if (overlap > 0 && current instanceof Skip) {
                        current = new Skip(current.client, current.clock, next.clock);
                    } else if (overlap > 0) {
                        cut(next, overlap);
                    }
                    out.add(current);
                    current = next;
                    source.advance();
                }
            }
        }
        for (Struct next = source.current;
                next != null && next.client == firstClient && next.clock == current.end();
                next = source.current) {
            out.add(current);
            current = next;
            source.advance();
        }
        return current;
    }

    /** Takes off the first units of a struct that is in no document. */
    static void cut(Struct struct, int units) {
        if (struct instanceof Item item) {
            item.repairSurrogates(units);
            item.dropFront(units);
            item.setOrigin(item.client, item.clock - 1);
        } else {
            struct.clock += units;
            struct.length -= units;
        }
    }

    static byte[] diff(UpdateFormat format, byte[] update, StateVector target) {
        UpdateContent content = UpdateContent.read(UpdateDecoder.of(format, update), new ClientTable());
        SectionWriter out = new SectionWriter(format);
        Source source = new Source(content, true, 0);
        while (source.current != null) {
            ClientStore client = source.offer().client;
            long known = target.clock(client.id);
            if (source.current instanceof Skip) {
                source.advance();
            } else if (source.current.end() > known) {
                out.add(source.offer(), (int) Math.max(0, known - source.offer().clock));
                source.advance();
                while (source.current != null && source.current.client == client) {
                    out.add(source.current);
                    source.advance();
                }
            } else {
                while (source.current != null && source.current.client == client && source.current.end() <= known) {
                    source.advance();
                }
            }
        }
        return out.finish(content.deletes);
    }

    static byte[] convert(byte[] update, UpdateFormat from, UpdateFormat to) {
        if (from == to) {
            return update.clone();
        }
        UpdateContent content = UpdateContent.read(UpdateDecoder.of(from, update), new ClientTable());
        SectionWriter out = new SectionWriter(to);
        Source source = new Source(content, true, 0);
        while (source.current != null) {
            out.add(source.current);
            source.advance();
        }
        return out.finish(content.deletes);
    }

    private record Section(ClientStore client, int offset, List<Struct> structs) {}

    /** Gathers structs into sections, one for each run of structs of a client. */
    private static final class SectionWriter {
        private final UpdateFormat format;
        private final List<Section> sections = new ArrayList<>();

        SectionWriter(UpdateFormat format) {
            this.format = format;
        }

        void add(Struct struct) {
            add(struct, 0);
        }

        /** Adds a struct; only the first of a client may be cut. */
        void add(Struct struct, int offset) {
            if (sections.isEmpty() || sections.getLast().client != struct.client) {
                sections.add(new Section(struct.client, offset, new ArrayList<>()));
            }
            sections.getLast().structs.add(struct);
        }

        byte[] finish(DeleteSet deletes) {
            UpdateEncoder encoder = UpdateEncoder.of(format);
            encoder.varUint(sections.size());
            for (Section section : sections) {
                encoder.varUint(section.structs.size());
                encoder.client(section.client.id);
                encoder.varUint(section.structs.getFirst().clock + section.offset);
                int offset = section.offset;
                for (Struct struct : section.structs) {
                    struct.write(encoder, offset);
                    offset = 0;
                }
            }
            deletes.write(encoder);
            return encoder.toBytes();
        }
    }
}
