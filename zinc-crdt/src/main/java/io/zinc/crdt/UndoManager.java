package io.zinc.crdt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Undo and redo of the changes that one user made to some types. Changes that follow each other quickly become one step.
 * What was deleted comes back as new items, so others see an undo as ordinary edits.
 *
 * <p>Only transactions with a tracked origin count: at first those without an origin, and the manager's own. So updates
 * from elsewhere must be applied with an origin, or they would be undone too.
 */
public final class UndoManager implements AutoCloseable {
    /** What one step added and deleted. */
    static final class Step {
        DeleteSet deletions;
        DeleteSet insertions;

        Step(DeleteSet deletions, DeleteSet insertions) {
            this.deletions = deletions;
            this.insertions = insertions;
        }
    }

    private final Doc doc;
    private final List<Branch> scope = new ArrayList<>();
    private final Set<@Nullable Object> trackedOrigins = new HashSet<>();
    private final LongSupplier clockMs;
    private final long captureTimeoutMs;
    private final boolean ignoresRemoteMapChanges;
    private final Subscription subscription;

    final Deque<Step> undoStack = new ArrayDeque<>();
    final Deque<Step> redoStack = new ArrayDeque<>();
    private boolean undoing;
    private boolean redoing;

    /** When the last change was captured; negative if the next one begins a new step. */
    private long lastChangeMs = -1;

    /**
     * A manager that joins changes within half a second.
     *
     * @param clockMs the time in milliseconds
     * @param types what to watch; all of one document
     */
    public UndoManager(LongSupplier clockMs, YType... types) {
        this(clockMs, 500, false, types);
    }

    /**
     * A manager.
     *
     * @param clockMs the time in milliseconds
     * @param captureTimeoutMs changes that follow each other within this time become one step
     * @param ignoresRemoteMapChanges whether undo overwrites what others set a map key to meanwhile
     * @param types what to watch; all of one document
     */
    public UndoManager(LongSupplier clockMs, long captureTimeoutMs, boolean ignoresRemoteMapChanges, YType... types) {
        if (types.length == 0) {
            throw new IllegalArgumentException("An undo manager needs a type to watch");
        }
        this.doc = types[0].attached();
        this.clockMs = clockMs;
        this.captureTimeoutMs = captureTimeoutMs;
        this.ignoresRemoteMapChanges = ignoresRemoteMapChanges;
        addToScope(types);
        trackedOrigins.add(null);
        trackedOrigins.add(this);
        subscription = doc.onAfterTransaction(this::capture);
    }

    /** Watches further types of the same document. */
    public void addToScope(YType... types) {
        for (YType type : types) {
            if (type.attached() != doc) {
                throw new IllegalArgumentException("An undo manager watches types of one document only");
            }
            if (!scope.contains(type.branch)) {
                scope.add(type.branch);
            }
        }
    }

    /** Counts transactions of this origin too: the value itself, or any of the class if it is a {@link Class}. */
    public void trackOrigin(@Nullable Object origin) {
        trackedOrigins.add(origin);
    }

    /** No longer counts transactions of this origin. */
    public void untrackOrigin(@Nullable Object origin) {
        trackedOrigins.remove(origin);
    }

    /** Makes the next change a new step. */
    public void stopCapturing() {
        lastChangeMs = -1;
    }

    /** Whether there is a step to undo. */
    public boolean canUndo() {
        return !undoStack.isEmpty();
    }

    /** Whether there is an undone step to redo. */
    public boolean canRedo() {
        return !redoStack.isEmpty();
    }

    /** Undoes the last step that still has an effect; false if there is none. */
    public boolean undo() {
        undoing = true;
        try {
            return pop(undoStack);
        } finally {
            undoing = false;
        }
    }

    /** Redoes the last undone step that still has an effect; false if there is none. */
    public boolean redo() {
        redoing = true;
        try {
            return pop(redoStack);
        } finally {
            redoing = false;
        }
    }

    /** Forgets all steps. */
    public void clear() {
        forget(undoStack);
        forget(redoStack);
    }

    /** Stops watching. */
    @Override
    public void close() {
        subscription.close();
    }

    // --- capturing -----------------------------------------------------------------------------------------------

    private void capture(Transaction tx) {
        Object origin = tx.origin();
        boolean tracked =
                trackedOrigins.contains(origin) || (origin != null && trackedOrigins.contains(origin.getClass()));
        if (!tracked || !touchesScope(tx)) {
            return;
        }
        Deque<Step> stack = undoing ? redoStack : undoStack;
        if (undoing) {
            stopCapturing();
        } else if (!redoing) {
            forget(redoStack);
        }
        DeleteSet insertions = tx.insertions();
        long nowMs = clockMs.getAsLong();
        Step last = stack.peekLast();
        if (last != null && !undoing && !redoing && lastChangeMs >= 0 && nowMs - lastChangeMs < captureTimeoutMs) {
            last.deletions = union(last.deletions, tx.deletes);
            last.insertions = union(last.insertions, insertions);
        } else {
            stack.addLast(new Step(union(tx.deletes, new DeleteSet()), insertions));
        }
        if (!undoing && !redoing) {
            lastChangeMs = nowMs;
        }
        for (Item item : UndoStep.items(tx, tx.deletes)) {
            if (isInScope(item)) {
                keep(item, true);
            }
        }
    }

    private boolean touchesScope(Transaction tx) {
        for (Transaction.Change change = tx.firstChange(); change != null; change = Transaction.nextChange(change)) {
            for (Branch up = change.type; up != null; up = up.parent()) {
                if (scope.contains(up)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static DeleteSet union(DeleteSet a, DeleteSet b) {
        DeleteSet union = new DeleteSet();
        union.addAll(a);
        union.addAll(b);
        return union.normalise();
    }

    boolean isInScope(Item item) {
        for (Branch up = item.branch(); up != null; up = up.parent()) {
            if (scope.contains(up)) {
                return true;
            }
        }
        return false;
    }

    /** Keeps an item and what holds it from being collected, or no longer. */
    static void keep(Item from, boolean kept) {
        for (Item item = from; item != null && item.isKept() != kept; item = item.branch().item) {
            item.setKept(kept);
        }
    }

    private void forget(Deque<Step> stack) {
        if (stack.isEmpty()) {
            return;
        }
        doc.run(null, true, tx -> {
            for (Step step : stack) {
                for (Item item : UndoStep.items(tx, step.deletions)) {
                    if (isInScope(item)) {
                        keep(item, false);
                    }
                }
            }
            stack.clear();
            return tx;
        });
    }

    private boolean pop(Deque<Step> stack) {
        return doc.run(this, true, tx -> {
            while (!stack.isEmpty()) {
                if (new UndoStep(tx, this, stack.removeLast()).revert()) {
                    return true;
                }
            }
            return false;
        });
    }

    boolean ignoresRemoteMapChanges() {
        return ignoresRemoteMapChanges;
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>(undoStack);
        steps.addAll(redoStack);
        return Collections.unmodifiableList(steps);
    }
}
