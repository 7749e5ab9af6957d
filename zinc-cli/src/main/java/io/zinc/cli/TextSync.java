package io.zinc.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.documents.Edit;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a text file and a document the same. It knows the text that both had last: what differs from it in the file was done
 * there, what differs in the document was done by others, and both are merged.
 *
 * <p>A program that rewrites the file may have read it just before it was written here. So what is found in a file is held
 * against each text that the file had in the last seconds, and taken for a change of that which is most like it. Used by one
 * thread.
 */
final class TextSync {

    private static final long FORMER_NS = 5_000_000_000L;
    private static final long GONE_NS = 2_000_000_000L;

    /** A text that the file had until a moment ago. */
    private record Former(String text, long untilNs) {}

    private final SyncedFile file;
    private final TextDocument document;
    private final SyncMemory memory;
    private final BooleanSupplier isOver;
    private final Consumer<String> news;
    private final Deque<Former> formers = new ArrayDeque<>();
    private String common = "";
    private @Nullable FileStamp seen;
    private long goneSinceNs;
    private boolean isGone;
    private String saved = "";
    private boolean isSaved;
    private @Nullable Edit lastEdit;

    /** @param isOver whether the document does not have what the file has, and never will */
    TextSync(SyncedFile file, TextDocument document, SyncMemory memory, BooleanSupplier isOver, Consumer<String> news) {
        this.file = file;
        this.document = document;
        this.memory = memory;
        this.isOver = isOver;
        this.news = news;
    }

    /** Which side wins where nobody knows what they had in common. */
    enum Winner {
        file,
        document
    }

    /**
     * Makes them the same at first.
     *
     * @param winner null to fail where both have a text and nobody knows what they had in common
     */
    void begin(@Nullable Winner winner) throws IOException, InterruptedException {
        SyncedFile.Content content = file.read();
        String there = documentText();
        if (content == null || (content.text().isEmpty() && winner != Winner.file)) {
            common = content == null ? "" : content.text();
            seen = content == null ? null : content.stamp();
            if (content == null || !there.isEmpty()) {
                write(there);
            }
            return;
        }
        seen = content.stamp();
        String here = content.text();
        String last = memory.load();
        if (there.isEmpty()) {
            common = "";
        } else if (here.equals(there)) {
            common = here;
        } else if (winner != null) {
            common = winner == Winner.file ? there : here;
        } else if (last != null) {
            common = last;
        } else {
            throw new Failure(file.path() + " and '" + document.name()
                    + "' have different texts, and were not kept the same before; say which is right: --take file or"
                    + " --take document");
        }
        merge(here);
    }

    /** Looks at both, and makes them the same again. */
    void step() throws IOException, InterruptedException {
        takeLateWriting(false);
        FileStamp stamp = file.stamp();
        if (stamp == null ? seen != null : !stamp.equals(seen)) {
            SyncedFile.Content content = file.read();
            if (content == null) {
                gone();
                return;
            }
            isGone = false;
            seen = content.stamp();
            merge(content.text());
        } else {
            String there = documentText();
            if (!there.equals(common)) {
                write(there);
            }
        }
        remember();
    }

    /** A file that is replaced may be away for a moment. */
    private void gone() {
        if (!isGone) {
            isGone = true;
            goneSinceNs = System.nanoTime();
        } else if (System.nanoTime() - goneSinceNs > GONE_NS) {
            throw new Failure(file.path() + " is gone; the document stays as it is");
        }
    }

    private String documentText() {
        return document.text().replace("\r\n", "\n");
    }

    /** Takes what the file has over, then gives it what the document has. */
    private void merge(String found) throws IOException {
        String base = nearest(found);
        if (!found.equals(base)) {
            lastEdit = document.merge(base, found);
            news.accept("took changes of " + file.path());
        }
        common = found;
        String merged = documentText();
        if (!merged.equals(found)) {
            write(merged);
        }
    }

    private void write(String text) throws IOException {
        takeLateWriting(true);
        String latest = text.equals(documentText()) ? text : documentText();
        if (isOver.getAsBoolean()) {
            return; // then the file stays as it is, whatever the document has become
        }
        FileStamp stamp = file.write(latest, seen);
        if (stamp != null) {
            formers.addLast(new Former(common, System.nanoTime()));
            seen = stamp;
            common = latest;
            news.accept("wrote " + file.path());
        } // else it has just changed again: the next step sees how
    }

    /** Takes over what a program wrote to the file that was replaced. */
    private void takeLateWriting(boolean isNow) throws IOException {
        String late = file.takeLateWriting(isNow);
        if (late != null && !formers.isEmpty()) {
            lastEdit = document.merge(formers.getLast().text(), late);
            news.accept("took what was still written to the " + file.path() + " that was replaced");
        }
    }

    /** Of the texts that the file has and had a moment ago the one that is most like another one. */
    private String nearest(String found) {
        long now = System.nanoTime();
        formers.removeIf(former -> now - former.untilNs() > FORMER_NS);
        String nearest = common;
        long least = distance(common, found);
        for (Former former : formers.reversed()) {
            long distance = least == 0 ? 0 : distance(former.text(), found);
            if (distance < least) {
                least = distance;
                nearest = former.text();
            }
        }
        return nearest;
    }

    /** How much has to go and to come to make one text the other, by lines. */
    private static long distance(String from, String to) {
        if (from.equals(to)) {
            return 0;
        }
        long distance = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(List.of(from.split("\n", -1)), List.of(to.split("\n", -1)))
                .getDeltas()) {
            distance += Stream.concat(delta.getSource().getLines().stream(), delta.getTarget().getLines().stream())
                    .mapToLong(line -> line.length() + 1L)
                    .sum();
        }
        return distance;
    }

    /** Remembers the common text when the host has what the file has. */
    private void remember() throws IOException, InterruptedException {
        if (isSaved && saved.equals(common)) {
            return;
        }
        if (isAcknowledged() && !file.isWaitingForLateWriting()) {
            memory.save(common);
            saved = common;
            isSaved = true;
        }
    }

    private boolean isAcknowledged() throws InterruptedException {
        Edit edit = lastEdit;
        if (edit == null || edit.await(Ack.SEQUENCED, Duration.ZERO) instanceof SendResult.Sent) {
            lastEdit = null;
            return true;
        }
        return false;
    }

    /** Whether both are the same, and the host has it. */
    boolean isSettled() {
        return isSaved && saved.equals(common) && documentText().equals(common) && lastEdit == null;
    }
}
