package io.zinc.documents;

import io.zinc.core.ZincException;
import io.zinc.crdt.DeltaOp;
import io.zinc.crdt.Doc;
import io.zinc.crdt.RelativePosition;
import io.zinc.crdt.YText;
import io.zinc.crdt.YType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plain text that many edit at once. Positions and lengths are UTF-16 units, as in Java strings. */
public final class TextDocument extends CrdtDocument {

    private final String root;
    private final List<Consumer<TextChange>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable YText shown;

    /**
     * Text with its author.
     *
     * @param author who wrote it, as the host says; empty if nobody knows
     */
    public record Authored(String text, String author) {}

    TextDocument(Opening opening, String root) {
        super(opening);
        this.root = root;
    }

    @Override
    protected List<YType> roots(Doc doc) {
        return List.of(doc.getText(root));
    }

    @Override
    protected void attached(Doc doc) {
        YText text = doc.getText(root);
        YText before = shown;
        shown = text;
        var unused = text.observe((event, transaction) -> {
            if (listeners.isEmpty()) {
                return; // to work out what changed takes a walk over the text
            }
            TextChange change = new TextChange(event.delta(), "", transaction.isLocal());
            changed(author -> tell(new TextChange(change.delta(), author, change.isLocal())));
        });
        if (before != null) {
            List<DeltaOp> delta = TextDiff.delta(before.toString(), text.toString());
            if (!delta.isEmpty()) {
                tell(new TextChange(delta, "", false));
            }
        }
    }

    private void tell(TextChange change) {
        for (Consumer<TextChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /** The text as it is here now. */
    public String text() {
        return read(doc -> doc.getText(root).toString());
    }

    /** The length in UTF-16 units. */
    public int length() {
        return read(doc -> doc.getText(root).length());
    }

    /** The text by who wrote it. */
    public List<Authored> authored() {
        return read(doc -> {
            List<Authored> all = new ArrayList<>();
            for (YText.Run run : doc.getText(root).runs()) {
                all.add(new Authored(run.text(), authorOf(run.client())));
            }
            return all;
        });
    }

    /** Changes the text; all of it is one edit, seen at once here and elsewhere. */
    public Edit edit(Consumer<YText> editor) {
        return editDoc(doc -> editor.accept(doc.getText(root)));
    }

    /**
     * Makes the text another one by the smallest edit of whole lines and characters that does it.
     *
     * @throws ZincException when there are embedded objects in the text, such as images, for which a string has no place
     */
    public Edit replaceWith(String text) {
        return edit(shared -> TextDiff.apply(shared, plain(shared), text));
    }

    /**
     * Makes the changes that lead from one string to another, in a text that may have changed meanwhile: what somebody did to a
     * copy of it in an editor or a file. What others wrote since the copy was made stays. Where both changed the same place,
     * what is new of both stays, others' first; a change that is in the text already is not made again.
     *
     * @param base the text as it was when the copy was made
     * @param changed what became of the copy
     * @throws ZincException as {@link #replaceWith} does
     */
    public Edit merge(String base, String changed) {
        return edit(shared -> {
            String unused = plain(shared);
            TextMerge.apply(shared, base, changed);
        });
    }

    private String plain(YText shared) {
        String text = TextDiff.plain(shared);
        if (text == null) {
            int embedded = shared.length() - shared.toString().length();
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "'" + name() + "' has " + embedded
                            + " embedded objects, such as images, which a plain text has no place for;"
                            + " edit it where they are shown");
        }
        return text;
    }

    /** Calls a listener with each change, made here or elsewhere. Closing what is returned ends that. */
    public AutoCloseable onChange(Consumer<TextChange> listener) {
        Object unused = read(doc -> doc); // observes the text from now on
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A place in the text that stays where it is while others edit: in front of the unit at an index. */
    public RelativePosition positionAt(int index) {
        return read(doc -> RelativePosition.at(doc.getText(root), index));
    }

    /** Where a place is now; -1 when that is not known here. */
    public int indexOf(RelativePosition position) {
        return read(doc -> {
            RelativePosition.Absolute place = position.resolve(doc);
            return place == null ? -1 : place.index();
        });
    }
}
