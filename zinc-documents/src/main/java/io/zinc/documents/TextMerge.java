package io.zinc.documents;

import io.zinc.crdt.DeltaOp;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.List;

/**
 * The merge of two texts that come from one: the steps from the base to the one are made in the other, which came from the base
 * by steps of its own.
 *
 * <p>Both lists of steps are seen as replacements of parts of the base. What the other one has taken out is not taken out again;
 * what is put in at a place goes behind what the other one has put in there. A replacement that both made is made once.
 */
final class TextMerge {

    private TextMerge() {}

    /** Replaces a part of the base: from {@code start}, {@code length} units long. */
    private record Change(int start, int length, String by) {
        int end() {
            return start + length;
        }
    }

    /** Makes, in a shared text that came from a base, the changes from the base to another string. */
    static void apply(YText text, String base, String changed) {
        String live = text.toString();
        if (live.equals(base)) {
            TextDiff.apply(text, base, changed);
            return;
        }
        List<Change> theirs = changes(base, live);
        List<Change> ours = changes(base, changed);
        ours.removeAll(theirs);
        // from the end, so that places further to the front stay where they are
        for (Change change : ours.reversed()) {
            text.insert(placeIn(theirs, change.end()), change.by());
            delete(text, theirs, change.start(), change.end());
        }
    }

    private static List<Change> changes(String from, String to) {
        List<Change> all = new ArrayList<>();
        int at = 0;
        int deleted = 0;
        for (DeltaOp step : TextDiff.delta(from, to)) {
            switch (step) {
                case DeltaOp.Retain retain -> {
                    add(all, at, deleted, "");
                    at += deleted + retain.length();
                    deleted = 0;
                }
                case DeltaOp.Delete delete -> deleted += delete.length();
                case DeltaOp.Insert insert -> {
                    add(all, at, deleted, String.valueOf(insert.content()));
                    at += deleted;
                    deleted = 0;
                }
            }
        }
        add(all, at, deleted, "");
        return all;
    }

    private static void add(List<Change> all, int at, int deleted, String by) {
        if (deleted > 0 || !by.isEmpty()) {
            all.add(new Change(at, deleted, by));
        }
    }

    /** Where a place of the base is in the live text; behind what was put in there. */
    private static int placeIn(List<Change> theirs, int place) {
        int shift = 0;
        for (Change change : theirs) {
            if (change.start() > place) {
                break;
            }
            // within what they took out, it is where that was
            int gone = Math.min(change.end(), place) - change.start();
            boolean isBehind = change.end() <= place;
            shift += (isBehind ? change.by().length() : 0) - gone;
        }
        return place + shift;
    }

    /** Deletes, from the end, what is left in the live text of a part of the base. */
    private static void delete(YText text, List<Change> theirs, int start, int end) {
        int to = end;
        for (Change change : theirs.reversed()) {
            if (change.start() < to && change.end() > start) {
                deleteKept(text, theirs, Math.max(start, change.end()), to);
                to = Math.min(to, change.start());
            }
        }
        deleteKept(text, theirs, start, to);
    }

    /** Deletes a part of the base in which they changed nothing. */
    private static void deleteKept(YText text, List<Change> theirs, int start, int end) {
        if (start < end) {
            text.delete(placeIn(theirs, start), end - start);
        }
    }
}
