package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of XML nodes that all replicas can edit: elements, texts and hooks. */
public sealed class YXmlFragment extends YType permits YXmlElement {
    private @Nullable List<@Nullable Object> preliminary;

    /** An empty fragment that is to be inserted into a document. */
    public YXmlFragment() {
        this(new Branch(TypeKind.XML_FRAGMENT, null, null));
    }

    YXmlFragment(Branch branch) {
        super(branch);
    }

    private List<@Nullable Object> preliminary() {
        List<@Nullable Object> nodes = preliminary;
        if (nodes == null) {
            nodes = new ArrayList<>();
            preliminary = nodes;
        }
        return nodes;
    }

    /** The number of children. */
    public int length() {
        return isAttached() ? branch.length : preliminary().size();
    }

    /** Inserts nodes, the first at {@code index}. */
    public void insert(int index, YType... nodes) {
        insertAll(index, Arrays.asList(nodes));
    }

    /** Inserts nodes, the first at {@code index}. */
    public void insertAll(int index, Collection<? extends YType> nodes) {
        List<@Nullable Object> checked = YArray.checked(nodes);
        if (!isAttached()) {
            preliminary().addAll(index, checked);
            return;
        }
        edit(tx -> {
            LocalEdit.insertAt(tx, branch, index, checked);
        });
    }

    /** Appends nodes. */
    public void push(YType... nodes) {
        insertAll(length(), Arrays.asList(nodes));
    }

    /** Inserts nodes behind one that is a child of this; null to insert them in front of all. */
    public void insertAfter(@Nullable YType reference, YType... nodes) {
        List<@Nullable Object> checked = YArray.checked(Arrays.asList(nodes));
        if (!isAttached()) {
            int at = reference == null ? 0 : preliminary().indexOf(reference) + 1;
            if (reference != null && at == 0) {
                throw new IllegalArgumentException("The reference is not a child of this fragment");
            }
            preliminary().addAll(at, checked);
            return;
        }
        Item left = reference == null ? null : reference.branch.item;
        if (reference != null && (left == null || left.branch() != branch)) {
            throw new IllegalArgumentException("The reference is not a child of this fragment");
        }
        edit(tx -> {
            LocalEdit.insertValues(tx, branch, left, checked);
        });
    }

    /** Deletes children; if there are fewer, those are deleted before the exception. */
    public void delete(int index, int length) {
        if (!isAttached()) {
            preliminary().subList(index, index + length).clear();
            return;
        }
        edit(tx -> {
            LocalEdit.deleteAt(tx, branch, index, length);
        });
    }

    /** The child at an index, normally a {@link YType}; null if there is none. */
    public @Nullable Object get(int index) {
        attached();
        Item item = branch.list.locate(index);
        return item == null ? null : item.valueAt(branch.list.found);
    }

    /** The first child, or null. */
    public @Nullable Object firstChild() {
        return get(0);
    }

    /** All children. */
    public List<@Nullable Object> toList() {
        return listValues();
    }

    @Override
    public String toJson() {
        return xml();
    }

    /** The nodes as XML, lower-case tags, nothing escaped. */
    @Override
    public String toString() {
        return isAttached() ? xml() : kind() + "(not part of a document)";
    }

    String xml() {
        return childrenXml();
    }

    final String childrenXml() {
        StringBuilder out = new StringBuilder();
        for (Object child : listValues()) {
            out.append(display(child));
        }
        return out.toString();
    }

    static String display(@Nullable Object value) {
        if (value instanceof YMap || value instanceof YArray) {
            return "[object Object]";
        }
        return value instanceof YType type ? type.toString() : Values.toDisplayString(value);
    }

    @Override
    void integratePreliminary(Transaction tx) {
        List<@Nullable Object> nodes = preliminary;
        preliminary = null;
        if (nodes != null && !nodes.isEmpty()) {
            LocalEdit.insertAt(tx, branch, 0, nodes);
        }
    }
}
