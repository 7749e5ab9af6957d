package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Text that all replicas can edit, with formatting attributes, embedded values and shared types in it. Positions and
 * lengths count UTF-16 units, as in Java strings; those beyond the end are cut to it.
 */
public sealed class YText extends YType permits YXmlText {
    private @Nullable List<Consumer<Transaction>> preliminary = new ArrayList<>(1);

    /** An empty text that is to be inserted into a document. */
    public YText() {
        this(new Branch(TypeKind.TEXT, null, null));
    }

    /** A text that is to be inserted into a document. */
    public YText(String content) {
        this();
        insert(0, content);
    }

    YText(Branch branch) {
        super(branch);
    }

    private void change(Consumer<Transaction> change) {
        if (!isAttached()) {
            if (preliminary != null) {
                preliminary.add(change);
            }
            return;
        }
        edit(change);
    }

    // --- editing -------------------------------------------------------------------------------------------------

    /** Inserts text, which takes over the formatting at its place. */
    public void insert(int index, String text) {
        if (text.isEmpty()) {
            return;
        }
        change(tx -> {
            if (branch.hasMarks || index < 0) {
                TextEdit.insertInheriting(TextPosition.find(tx, branch, index), text);
            } else {
                TextEdit.insertPlain(tx, branch, index, text);
            }
        });
    }

    /** Inserts text with exactly these attributes. */
    public void insert(int index, String text, Map<String, ? extends @Nullable Object> attributes) {
        if (text.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> checked = checkedAttributes(attributes);
        change(tx -> TextEdit.put(TextPosition.find(tx, branch, index), text, checked));
    }

    /** Inserts a plain value or a shared type, which counts as one unit and has no formatting. */
    public void insertEmbed(int index, Object embed) {
        insertEmbed(index, embed, Map.of());
    }

    /** Inserts a plain value or a shared type, which counts as one unit, with exactly these attributes. */
    public void insertEmbed(int index, Object embed, Map<String, ? extends @Nullable Object> attributes) {
        Object checked = checkedEmbed(embed);
        Map<String, @Nullable Object> formatting = checkedAttributes(attributes);
        change(tx -> TextEdit.put(TextPosition.find(tx, branch, index), checked, formatting));
    }

    /** Deletes text; formatting that has no effect without it goes too. */
    public void delete(int index, int length) {
        if (length < 0) {
            throw new IndexOutOfBoundsException("Length " + length + " is negative");
        }
        if (length == 0) {
            return;
        }
        change(tx -> {
            if (branch.hasMarks || index < 0) {
                TextEdit.delete(TextPosition.find(tx, branch, index), length);
            } else {
                TextEdit.deletePlain(tx, branch, index, length);
            }
        });
    }

    /** Sets attributes of existing text; a null value ends one. */
    public void format(int index, int length, Map<String, ? extends @Nullable Object> attributes) {
        if (length < 0) {
            throw new IndexOutOfBoundsException("Length " + length + " is negative");
        }
        if (length == 0) {
            return;
        }
        Map<String, @Nullable Object> checked = checkedAttributes(attributes);
        change(tx -> {
            TextPosition at = TextPosition.find(tx, branch, index);
            if (at.right != null) {
                TextEdit.format(at, length, checked);
            }
        });
    }

    /** Applies steps from the beginning of the text. */
    public void applyDelta(List<DeltaOp> delta) {
        applyDelta(delta, true);
    }

    /**
     * Applies steps from the beginning of the text.
     *
     * @param keepFinalNewline false to drop a line break at the end of the last insert when it comes to stand at the very
     *     end of the text, as editors do that always show one
     */
    public void applyDelta(List<DeltaOp> delta, boolean keepFinalNewline) {
        List<DeltaOp> checked = new ArrayList<>(delta.size());
        for (DeltaOp op : delta) {
            checked.add(
                    switch (op) {
                        case DeltaOp.Insert insert ->
                            new DeltaOp.Insert(checkedEmbed(insert.content()), checkedAttributes(insert.attributes()));
                        case DeltaOp.Retain retain ->
                            new DeltaOp.Retain(retain.length(), checkedAttributes(retain.attributes()));
                        case DeltaOp.Delete gone -> gone;
                    });
        }
        change(tx -> {
            TextPosition at = TextPosition.start(tx, branch);
            for (int i = 0; i < checked.size(); i++) {
                apply(at, checked.get(i), !keepFinalNewline && i == checked.size() - 1);
            }
        });
    }

    private static void apply(TextPosition at, DeltaOp step, boolean dropNewline) {
        switch (step) {
            case DeltaOp.Insert insert -> {
                Object content = insert.content();
                if (content instanceof String text) {
                    if (dropNewline && at.right == null && text.endsWith("\n")) {
                        content = text.substring(0, text.length() - 1);
                    }
                    if (((String) content).isEmpty()) {
                        return;
                    }
                }
                TextEdit.put(at, content, insert.attributes());
            }
            case DeltaOp.Retain retain -> TextEdit.format(at, retain.length(), retain.attributes());
            case DeltaOp.Delete gone -> TextEdit.delete(at, gone.length());
        }
    }

    private static Object checkedEmbed(Object embed) {
        Object checked = LocalEdit.checked(embed);
        if (checked == null || checked instanceof Doc) {
            throw new IllegalArgumentException("A text cannot hold " + embed);
        }
        return checked;
    }

    private static Map<String, @Nullable Object> checkedAttributes(Map<String, ? extends @Nullable Object> attributes) {
        Map<String, @Nullable Object> checked = new LinkedHashMap<>();
        attributes.forEach((key, value) -> {
            Object canonical = Values.canonical(value);
            checked.put(key, canonical == Undefined.UNDEFINED ? null : canonical);
        });
        return checked;
    }

    // --- attributes of the text as a whole -----------------------------------------------------------------------

    /** Sets an attribute of the text as a whole, which is not formatting. */
    public void setAttribute(String key, @Nullable Object value) {
        Object checked = LocalEdit.checked(value);
        change(tx -> LocalEdit.set(tx, branch, key, checked));
    }

    /** Removes an attribute of the text as a whole. */
    public void removeAttribute(String key) {
        change(tx -> LocalEdit.remove(tx, branch, key));
    }

    /** An attribute of the text as a whole; null if there is none. */
    public @Nullable Object getAttribute(String key) {
        return keyValue(key);
    }

    /** The attributes of the text as a whole. */
    public Map<String, @Nullable Object> attributes() {
        return keyValues();
    }

    // --- reading -------------------------------------------------------------------------------------------------

    /** The number of units: UTF-16 units of text, one for each embedded value or type. */
    public int length() {
        attached();
        return branch.length;
    }

    /** The content with its formatting. */
    public List<DeltaOp> toDelta() {
        attached();
        return TextDelta.of(branch);
    }

    /** The content as it was at a snapshot; needs a document without collection of deleted content. */
    public List<DeltaOp> toDelta(Snapshot snapshot) {
        return SnapshotDelta.of(attached(), branch, snapshot, null);
    }

    /**
     * The content at a snapshot, with what was added or removed since an earlier one marked by the attribute
     * {@code ychange}.
     */
    public List<DeltaOp> toDelta(Snapshot snapshot, Snapshot previous) {
        return SnapshotDelta.of(attached(), branch, snapshot, previous);
    }

    /**
     * Visible text that one client wrote, as far as it stands together.
     *
     * @param client the id of the client
     * @param text what it wrote
     */
    public record Run(long client, String text) {}

    /** The text without embedded values, by who wrote it. */
    public List<Run> runs() {
        attached();
        List<Run> runs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        long client = -1;
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (item.kind() == Item.STRING && !item.isDeleted()) {
                if (item.client.id != client && !text.isEmpty()) {
                    runs.add(new Run(client, text.toString()));
                    text.setLength(0);
                }
                client = item.client.id;
                item.text().appendTo(text, item.start, item.length);
            }
        }
        if (!text.isEmpty()) {
            runs.add(new Run(client, text.toString()));
        }
        return runs;
    }

    /** The text without embedded values. */
    @Override
    public String toString() {
        if (!isAttached()) {
            return "YText(not part of a document)";
        }
        return plainText();
    }

    final String plainText() {
        attached();
        StringBuilder out = new StringBuilder(branch.length);
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (item.kind() == Item.STRING && !item.isDeleted()) {
                item.text().appendTo(out, item.start, item.length);
            }
        }
        return out.toString();
    }

    @Override
    public String toJson() {
        return plainText();
    }

    @Override
    void integratePreliminary(Transaction tx) {
        List<Consumer<Transaction>> changes = preliminary;
        preliminary = null;
        if (changes != null) {
            for (Consumer<Transaction> change : changes) {
                change.accept(tx);
            }
        }
    }
}
