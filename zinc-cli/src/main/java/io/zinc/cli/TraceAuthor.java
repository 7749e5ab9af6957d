package io.zinc.cli;

import io.zinc.benchmarks.trace.Retelling;
import io.zinc.benchmarks.trace.Trace;
import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.crdt.DeltaOp;
import io.zinc.crdt.Doc;
import io.zinc.crdt.RelativePosition;
import io.zinc.documents.Edit;
import io.zinc.documents.Presence;
import io.zinc.documents.TextChange;
import io.zinc.documents.TextDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One author of a recorded session, at work on the live document: makes each of the author's changes when those that it rests
 * on have come over the tree, and when its time has come. One who was interrupted goes on where the document shows that they
 * stopped.
 */
final class TraceAuthor {

    /** So many edits may be on their way. */
    private static final int MOST_OPEN = 500;

    private static final long SHOWN_EVERY_NS = 100_000_000;

    private final Trace trace;
    private final int author;
    private final double speed;
    private final TextDocument document;
    private final SeenClocks seen = new SeenClocks();
    private final Deque<Edit> open = new ArrayDeque<>();
    private final @Nullable Presence presence;
    private boolean isWriting;
    private int writtenAt;
    private long presentedNs;

    /**
     * @param speed how many times as fast as recorded; 0 for as fast as possible
     * @param document where to write
     * @param presence as whom others shall see the author's cursor; null for not at all
     */
    TraceAuthor(Trace trace, int author, double speed, TextDocument document, @Nullable Presence presence) {
        this.trace = trace;
        this.author = author;
        this.speed = speed;
        this.document = document;
        this.presence = presence;
        var unused = document.onFragment(fragment -> seen.see(fragment.bytes()));
        var unusedChanges = document.onChange(this::changed);
        seen.see(document.state());
    }

    /**
     * Plays, and returns when all of the author's edits are acknowledged.
     *
     * @param progress told how many of the author's edits are made
     */
    void play(IntConsumer progress) throws InterruptedException {
        Retelling retelling = new Retelling(trace);
        long had = seen.of(trace.client(author));
        long beganNs = System.nanoTime();
        boolean isGoingOn = had > 0;
        int made = 0;
        for (int i = 0; i < trace.steps().size(); i++) {
            Trace.Step step = trace.steps().get(i);
            byte[] update = retelling.next();
            if (step.author() != author) {
                continue;
            }
            if (retelling.clockAfter(i) >= had && update.length > 0) {
                if (isGoingOn) {
                    beganNs = System.nanoTime() - dueNs(step);
                    isGoingOn = false;
                }
                for (int parent : step.parents()) {
                    seen.await(trace.client(trace.steps().get(parent).author()), retelling.clockAfter(parent));
                }
                TimeUnit.NANOSECONDS.sleep(beganNs + dueNs(step) - System.nanoTime());
                write(update);
            }
            progress.accept(++made);
        }
        settle(0);
    }

    private long dueNs(Trace.Step step) {
        return speed == 0 ? 0 : (long) (step.atMs() * 1e6 / speed);
    }

    private void write(byte[] update) throws InterruptedException {
        isWriting = true;
        open.addLast(document.edit(text -> {
            Doc doc = Objects.requireNonNull(text.doc(), "the root of an open document");
            doc.applyUpdate(update);
        }));
        isWriting = false;
        showCursor();
        settle(MOST_OPEN);
    }

    /** Sees where the author writes: a change that is made here is told before the edit returns. */
    private void changed(TextChange change) {
        if (!isWriting) {
            return;
        }
        int at = 0;
        for (DeltaOp step : change.delta()) {
            switch (step) {
                case DeltaOp.Retain retain -> at += retain.length();
                case DeltaOp.Insert insert -> {
                    at += String.valueOf(insert.content()).length();
                    writtenAt = at;
                }
                case DeltaOp.Delete delete -> writtenAt = at;
            }
        }
    }

    private void showCursor() {
        long now = System.nanoTime();
        Presence who = presence;
        if (who == null || now - presentedNs < SHOWN_EVERY_NS) {
            return;
        }
        presentedNs = now;
        RelativePosition place = document.positionAt(Math.min(writtenAt, document.length()));
        document.present(who.at(new Presence.Cursor(place, place)));
    }

    /** Waits until at most so many edits are not acknowledged. */
    private void settle(int most) throws InterruptedException {
        while (open.size() > most) {
            SendResult result = open.removeFirst().await(Ack.SEQUENCED);
            if (!(result instanceof SendResult.Sent)) {
                throw new Failure("an edit was not taken: " + result);
            }
        }
    }
}
