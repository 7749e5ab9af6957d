package io.zinc.documents.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.Strategy;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies of documents that a relay hands out to those who open them below it, as a state machine: of each the bytes of a
 * state and the fragments that came since, no live document. When the copies take more room than they may, the one that was
 * asked for longest ago goes.
 *
 * <p>A document is copied when it is first opened through the relay: the relay asks above what the newcomer asked, and answers
 * it, and whoever comes meanwhile, from what it gets. So a document moves once over each link, however many open it. Nobody waits
 * for that longer than a second: then the question is left to the relay's parent, as are those of who has something already.
 *
 * <p>Not thread-safe: one thread at a time.
 *
 * @param <Q> a question, as the outputs know it
 */
public final class RelayCopies<Q> {

    private static final int PATIENCE_MS = 1_000;
    private static final int MOST_COPIES = 10_000;

    /** What copies need of their surroundings. */
    public interface Outputs<Q> {

        /**
         * Follows the document's topic for a copy, and when that is confirmed asks a question about it; {@link #loaded}, {@link
         * #failed}, {@link #received} and {@link #lost} say what comes of it.
         */
        void load(Copy<Q> copy, byte[] question);

        /** Nothing more is wanted for a copy. */
        void end(Copy<Q> copy);

        void answer(Q question, byte[] answer);

        /** Leaves a question to the relay's parent. */
        void pass(Q question);

        /** Wants {@link #tick} at a time. */
        void due(long atMs);
    }

    /** One document's copy. */
    public static final class Copy<Q> {
        private final String name;
        private final SnapshotCache cache;
        private final List<Waiting<Q>> waiting = new ArrayList<>();
        private boolean isLoaded;
        private boolean isDropped;
        private long countedBytes;

        private Copy(String name, SnapshotCache cache) {
            this.name = name;
            this.cache = cache;
        }

        /** The document's name. */
        public String name() {
            return name;
        }

        /** Whether it is of no use any more. */
        public boolean isDropped() {
            return isDropped;
        }
    }

    /** What is asked for a copy: the document as it is, if there is one. A relay creates nothing for somebody who may not. */
    private static final byte[] AS_IT_IS = DocumentQuestion.newBuilder()
            .setOpen(Open.getDefaultInstance())
            .build()
            .toByteArray();

    private record Waiting<Q>(Q question, Open open, long untilMs) {}

    private final Strategy strategy;
    private final DocumentLimits limits;
    private final Outputs<Q> out;
    private final Map<String, Copy<Q>> copies = new LinkedHashMap<>(16, 0.75f, true);
    private long answered;
    // what the copies take, kept up so that no message has to add it up anew
    private long bytes;

    public RelayCopies(Strategy strategy, DocumentLimits limits, Outputs<Q> out) {
        this.strategy = strategy;
        this.limits = limits;
        this.out = out;
    }

    /** How many questions were answered here. */
    public long answered() {
        return answered;
    }

    /** How many copies there are. */
    public int count() {
        return copies.size();
    }

    /** What they take. */
    public long bytes() {
        return bytes;
    }

    /** What a question asks for if it is a newcomer's, for whom a copy will do; else null. */
    public static @Nullable Open ofNewcomer(byte[] question) {
        try {
            DocumentQuestion asked = DocumentQuestion.parseFrom(question);
            boolean isNewcomer = asked.hasOpen()
                    && !asked.getOpen().getAuthoritative()
                    && asked.getOpen().getVersion().isEmpty();
            return isNewcomer ? asked.getOpen() : null;
        } catch (InvalidProtocolBufferException e) {
            return null; // the host says what is wrong with it
        }
    }

    /** A newcomer's question: it is answered now or soon, or passed. */
    public void asked(Q question, String name, Open open, long nowMs) {
        Copy<Q> copy = copies.get(name);
        if (copy != null && copy.isLoaded) {
            answer(copy, question, open, nowMs);
            return;
        }
        boolean isNew = copy == null;
        if (copy == null) {
            copy = new Copy<>(name, new SnapshotCache(strategy, limits));
            copies.put(name, copy);
        }
        copy.waiting.add(new Waiting<>(question, open, nowMs + PATIENCE_MS));
        out.due(nowMs + PATIENCE_MS);
        if (isNew) {
            out.load(copy, AS_IT_IS);
            trim();
        }
    }

    private void answer(Copy<Q> copy, Q question, Open open, long nowMs) {
        DocumentAnswer answer = copy.cache.answer(open, nowMs);
        if (answer == null) {
            out.pass(question);
        } else {
            answered++;
            out.answer(question, answer.toByteArray());
        }
    }

    /** The answer to what was asked for a copy. */
    public void loaded(Copy<Q> copy, byte[] answer, long nowMs) {
        if (copy.isDropped) {
            return;
        }
        List<Waiting<Q>> waiting = List.copyOf(copy.waiting);
        copy.waiting.clear();
        copy.isLoaded = true;
        if (feed(copy, () -> copy.cache.loaded(answer, nowMs))) {
            waiting.forEach(each -> answer(copy, each.question, each.open, nowMs));
            trim();
            return;
        }
        for (Waiting<Q> each : waiting) { // there is none
            if (each.open.equals(Open.getDefaultInstance())) {
                out.answer(each.question, answer); // a relay below asked the same
            } else {
                out.pass(each.question); // the host knows who may create it
            }
        }
    }

    /** Nobody answers what was asked for a copy, or its topic cannot be followed. */
    public void failed(Copy<Q> copy) {
        drop(copy);
    }

    /** Something came on the document's topic. */
    public void received(Copy<Q> copy, byte[] down, long nowMs) {
        if (feed(copy, () -> copy.cache.received(down, nowMs))) {
            trim();
        }
    }

    /** Messages on the document's topic were lost for good, or another host reigns. */
    public void lost(Copy<Q> copy) {
        drop(copy);
    }

    /** Leaves to the parent what has waited for long enough. */
    public void tick(long nowMs) {
        for (Copy<Q> copy : copies.values()) {
            List<Waiting<Q>> late =
                    copy.waiting.stream().filter(each -> each.untilMs <= nowMs).toList();
            copy.waiting.removeAll(late);
            late.forEach(each -> out.pass(each.question));
        }
    }

    /** Gives a copy something to take, and drops it when that shows that it is of no use. */
    private boolean feed(Copy<Q> copy, BooleanSupplier taken) {
        boolean isGood = !copy.isDropped && taken.getAsBoolean();
        if (isGood) {
            bytes += copy.cache.bytes() - copy.countedBytes;
            copy.countedBytes = copy.cache.bytes();
        } else {
            drop(copy);
        }
        return isGood;
    }

    private void drop(Copy<Q> copy) {
        if (copy.isDropped) {
            return;
        }
        boolean ignored = copies.remove(copy.name, copy);
        copy.isDropped = true;
        bytes -= copy.countedBytes;
        copy.countedBytes = 0;
        copy.waiting.forEach(each -> out.pass(each.question));
        copy.waiting.clear();
        out.end(copy);
    }

    /** Keeps within the room that copies may take. */
    private void trim() {
        List<Copy<Q>> oldest = new ArrayList<>();
        long left = bytes;
        int count = copies.size();
        for (Copy<Q> copy : copies.values()) {
            if (left <= limits.cacheBytes() && count <= MOST_COPIES) {
                break;
            }
            left -= copy.countedBytes;
            count--;
            oldest.add(copy);
        }
        oldest.forEach(this::drop);
    }

    /** Drops all copies. */
    public void clear() {
        List.copyOf(copies.values()).forEach(this::drop);
    }
}
