package io.zinc.benchmarks;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Update;
import io.zinc.crdt.YText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What Zinc does in each case; the peer does the same. */
final class CrdtWork {
    /** A figure, and something that must be equal on both sides. */
    record Figure(double value, long check) {
        void mustEqual(String name, long peer) {
            if (check != peer) {
                throw new IllegalStateException(name + ": Zinc ends with " + check + ", the peer with " + peer);
            }
        }
    }

    private final Map<Integer, RandomText> randomTexts = new HashMap<>();

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    Figure edit(CrdtTrace trace) {
        Doc doc = CrdtTrace.document(1);
        List<byte[]> updates = new ArrayList<>();
        doc.onUpdate((update, tx) -> updates.add(update));
        long start = System.nanoTime();
        trace.type(doc);
        double millis = millisSince(start);
        if (!doc.getText("text").toString().equals(trace.result())) {
            throw new IllegalStateException("The trace " + trace.name() + " ends in another text than recorded");
        }
        return new Figure(millis, doc.getText("text").length());
    }

    Figure apply(List<byte[]> updates) {
        Doc doc = CrdtTrace.document(2);
        long start = System.nanoTime();
        for (byte[] update : updates) {
            doc.applyUpdate(update, "net");
        }
        return new Figure(millisSince(start), doc.getText("text").length());
    }

    Figure load(byte[] state) {
        Doc doc = CrdtTrace.document(2);
        long start = System.nanoTime();
        doc.applyUpdate(state, "net");
        return new Figure(millisSince(start), doc.getText("text").length());
    }

    Figure merge(List<byte[]> updates) {
        long start = System.nanoTime();
        byte[] merged = Update.merge(updates);
        return new Figure(millisSince(start), merged.length);
    }

    // --- random edits --------------------------------------------------------------------------------------------

    /** Edits all over a text, the same on both sides. */
    private static final class RandomText {
        private final Doc doc = CrdtTrace.document(1);
        private final YText text = doc.getText("text");
        private int state = 7;

        int next(int bound) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            return (int) ((state & 0xffffffffL) % bound);
        }

        void edit(int count) {
            for (int i = 0; i < count; i++) {
                int length = text.length();
                if (length > 100 && next(4) == 0) {
                    int at = next(length - 10);
                    text.delete(at, 1 + next(9));
                } else {
                    int at = next(length + 1);
                    text.insert(at, "abcdefghij".substring(0, 1 + next(10)));
                }
            }
        }
    }

    void randomStart(int size) {
        RandomText random = new RandomText();
        random.text.insert(0, "x".repeat(size));
        randomTexts.put(size, random);
    }

    void randomEnd(int size) {
        randomTexts.remove(size);
    }

    /** Microseconds per edit. */
    Figure randomEdit(int size, int count) {
        RandomText random = java.util.Objects.requireNonNull(randomTexts.get(size));
        long start = System.nanoTime();
        random.edit(count);
        return new Figure(millisSince(start) * 1000 / count, random.text.length());
    }

    /** Clients that all typed at the same place without knowing of each other. */
    Figure concurrent(int clients, int each) {
        List<byte[]> updates = new ArrayList<>();
        for (int c = 1; c <= clients; c++) {
            Doc doc = CrdtTrace.document(c);
            YText text = doc.getText("text");
            for (int i = 0; i < each; i++) {
                text.insert(i, "x");
            }
            updates.add(doc.encodeStateAsUpdate());
        }
        Doc doc = CrdtTrace.document(5000000);
        long start = System.nanoTime();
        for (byte[] update : updates) {
            doc.applyUpdate(update, "net");
        }
        return new Figure(millisSince(start), doc.getText("text").length());
    }

    // --- memory --------------------------------------------------------------------------------------------------

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes of one document: several are held at once, so that what the JVM itself takes meanwhile vanishes. */
    private static Figure bytesOf(int copies, Supplier<Doc> make) {
        long length = make.get().getText("text").length();
        List<Doc> kept = new ArrayList<>();
        long before = usedBytes();
        for (int i = 0; i < copies; i++) {
            kept.add(make.get());
        }
        double value = (usedBytes() - before) / (double) copies;
        for (Doc doc : kept) {
            new Figure(value, length)
                    .mustEqual("a document held in memory", doc.getText("text").length());
        }
        return new Figure(value, length);
    }

    Figure memory(List<byte[]> updates, int copies) {
        return bytesOf(copies, () -> {
            Doc doc = CrdtTrace.document(2);
            for (byte[] update : updates) {
                doc.applyUpdate(update, "net");
            }
            return doc;
        });
    }

    Figure memoryRandom(int edits, int copies) {
        return bytesOf(copies, () -> {
            RandomText random = new RandomText();
            random.edit(edits);
            return random.doc;
        });
    }
}
