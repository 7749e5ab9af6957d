package io.zinc.documents;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import io.zinc.crdt.DeltaOp;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two texts: first by lines, then within changed lines by characters where that is cheap, so that an edit
 * touches what really changed and concurrent edits beside it survive. The search is Myers' (An O(ND) difference algorithm,
 * 1986), of java-diff-utils.
 */
final class TextDiff {

    /** Longer pieces of changed lines are not compared character by character, but for what they begin and end with. */
    private static final int MOST_CHARACTERS = 2_000;

    private TextDiff() {}

    /**
     * The string that a shared text is; null where it has embedded objects, such as images, which count in its indexes, and for
     * which a string has no place.
     */
    static @Nullable String plain(YText text) {
        String plain = text.toString();
        return plain.length() == text.length() ? plain : null;
    }

    /** Changes a shared text from one string to another. */
    static void apply(YText text, String from, String to) {
        if (from.equals(to)) {
            return;
        }
        int at = 0;
        for (DeltaOp step : delta(from, to)) {
            switch (step) {
                case DeltaOp.Retain retain -> at += retain.length();
                case DeltaOp.Delete delete -> text.delete(at, delete.length());
                case DeltaOp.Insert insert -> {
                    String content = String.valueOf(insert.content());
                    text.insert(at, content);
                    at += content.length();
                }
            }
        }
    }

    /** The steps from one text to another; none where they are equal. */
    static List<DeltaOp> delta(String from, String to) {
        Steps steps = new Steps();
        List<String> fromLines = lines(from);
        List<String> toLines = lines(to);
        int line = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(fromLines, toLines).getDeltas()) {
            steps.keep(length(fromLines, line, delta.getSource().getPosition()));
            characters(
                    String.join("", delta.getSource().getLines()),
                    String.join("", delta.getTarget().getLines()),
                    steps);
            line = delta.getSource().getPosition() + delta.getSource().size();
        }
        return steps.all;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            lines.add(text.substring(begin, end + 1));
            begin = end + 1;
        }
        if (begin < text.length()) {
            lines.add(text.substring(begin));
        }
        return lines;
    }

    private static int length(List<String> lines, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length += lines.get(i).length();
        }
        return length;
    }

    private static void characters(String from, String to, Steps steps) {
        int least = Math.min(from.length(), to.length());
        int first = 0;
        while (first < least && from.charAt(first) == to.charAt(first)) {
            first++;
        }
        if (first > 0 && Character.isHighSurrogate(from.charAt(first - 1))) {
            first--;
        }
        int last = 0;
        while (last < least - first && from.charAt(from.length() - 1 - last) == to.charAt(to.length() - 1 - last)) {
            last++;
        }
        if (last > 0 && Character.isLowSurrogate(from.charAt(from.length() - last))) {
            last--;
        }
        String oldMiddle = from.substring(first, from.length() - last);
        String newMiddle = to.substring(first, to.length() - last);
        steps.keep(first);
        if (oldMiddle.length() + newMiddle.length() <= MOST_CHARACTERS) {
            codePoints(oldMiddle, newMiddle, steps);
        } else {
            steps.replace(oldMiddle.length(), newMiddle);
        }
        steps.keep(last);
    }

    private static void codePoints(String from, String to, Steps steps) {
        List<Integer> old = from.codePoints().boxed().toList();
        int at = 0;
        for (AbstractDelta<Integer> delta :
                DiffUtils.diff(old, to.codePoints().boxed().toList()).getDeltas()) {
            steps.keep(units(old.subList(at, delta.getSource().getPosition())));
            StringBuilder added = new StringBuilder();
            delta.getTarget().getLines().forEach(added::appendCodePoint);
            steps.replace(units(delta.getSource().getLines()), added.toString());
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        steps.keep(units(old.subList(at, old.size())));
    }

    private static int units(List<Integer> codePoints) {
        int units = 0;
        for (int point : codePoints) {
            units += Character.charCount(point);
        }
        return units;
    }

    /** Steps that are made one after another; what is kept at the end is left out. */
    private static final class Steps {
        final List<DeltaOp> all = new ArrayList<>();
        private int kept;

        void keep(int length) {
            kept += length;
        }

        void replace(int length, String by) {
            if (length == 0 && by.isEmpty()) {
                return;
            }
            if (kept > 0) {
                all.add(DeltaOp.retain(kept));
                kept = 0;
            }
            if (length > 0) {
                all.add(DeltaOp.delete(length));
            }
            if (!by.isEmpty()) {
                all.add(DeltaOp.insert(by));
            }
        }
    }
}
