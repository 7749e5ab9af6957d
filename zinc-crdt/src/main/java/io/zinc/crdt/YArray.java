package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list that all replicas can edit; it holds plain values, byte arrays, shared types and documents. */
public final class YArray extends YType {
    private @Nullable List<@Nullable Object> preliminary;

    /** An array that is to be inserted into a document. */
    public YArray(@Nullable Object... values) {
        this(new Branch(TypeKind.ARRAY, null, null));
        insertAll(0, Arrays.asList(values));
    }

    YArray(Branch branch) {
        super(branch);
    }

    /** The number of elements. */
    public int length() {
        return isAttached() ? branch.length : preliminary().size();
    }

    private List<@Nullable Object> preliminary() {
        List<@Nullable Object> values = preliminary;
        if (values == null) {
            values = new ArrayList<>();
            preliminary = values;
        }
        return values;
    }

    /** Inserts values, the first at {@code index}. */
    public void insert(int index, @Nullable Object... values) {
        insertAll(index, Arrays.asList(values));
    }

    /** Inserts values, the first at {@code index}. */
    public void insertAll(int index, Collection<? extends @Nullable Object> values) {
        List<@Nullable Object> checked = checked(values);
        if (!isAttached()) {
            preliminary().addAll(index, checked);
            return;
        }
        edit(tx -> {
            LocalEdit.insertAt(tx, branch, index, checked);
        });
    }

    static List<@Nullable Object> checked(Collection<? extends @Nullable Object> values) {
        List<@Nullable Object> checked = new ArrayList<>(values.size());
        for (Object value : values) {
            checked.add(LocalEdit.checkedElement(value));
        }
        return checked;
    }

    /** Appends values. */
    public void push(@Nullable Object... values) {
        pushAll(Arrays.asList(values));
    }

    /** Appends values. */
    public void pushAll(Collection<? extends @Nullable Object> values) {
        List<@Nullable Object> checked = checked(values);
        if (!isAttached()) {
            preliminary().addAll(checked);
            return;
        }
        edit(tx -> {
            LocalEdit.insertValues(tx, branch, branch.list.last, checked);
        });
    }

    /** Deletes elements; if there are fewer, those are deleted before the exception. */
    public void delete(int index, int length) {
        if (!isAttached()) {
            preliminary().subList(index, index + length).clear();
            return;
        }
        edit(tx -> {
            LocalEdit.deleteAt(tx, branch, index, length);
        });
    }

    /** The element at an index; null also stands for an index outside. */
    public @Nullable Object get(int index) {
        attached();
        Item item = branch.list.locate(index);
        return item == null ? null : item.valueAt(branch.list.found);
    }

    /** All elements. */
    public List<@Nullable Object> toList() {
        return listValues();
    }

    @Override
    public List<@Nullable Object> toJson() {
        return jsonList(listValues());
    }

    @Override
    public String toString() {
        return isAttached() ? toJson().toString() : "YArray" + preliminary();
    }

    @Override
    void integratePreliminary(Transaction tx) {
        List<@Nullable Object> values = preliminary;
        preliminary = null;
        if (values != null && !values.isEmpty()) {
            LocalEdit.insertAt(tx, branch, 0, values);
        }
    }
}
