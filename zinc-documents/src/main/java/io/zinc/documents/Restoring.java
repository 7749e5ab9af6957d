package io.zinc.documents;

import io.zinc.core.ZincException;
import io.zinc.crdt.Doc;
import io.zinc.crdt.TypeKind;
import io.zinc.crdt.YArray;
import io.zinc.crdt.YMap;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a document show what another one shows, by edits as small as is easily had. Called within a transaction. */
final class Restoring {

    private Restoring() {}

    static void restore(Doc doc, Doc then) {
        for (Map.Entry<String, TypeKind> root : Map.copyOf(doc.roots()).entrySet()) {
            String name = root.getKey();
            switch (root.getValue()) {
                case TEXT -> restore(doc.getText(name), then.getText(name));
                case MAP -> restore(doc.getMap(name), then.getMap(name));
                case ARRAY -> restore(doc.getArray(name), then.getArray(name));
                case UNTYPED ->
                    throw unknown("the root '" + name + "' is not declared; open the document as what it is");
                case XML_ELEMENT, XML_FRAGMENT, XML_HOOK, XML_TEXT ->
                    throw unknown("XML cannot be restored; read the version and edit by hand");
            }
        }
    }

    private static ZincException unknown(String message) {
        return new ZincException(ZincException.Category.FIX_THE_CALL, message);
    }

    private static void restore(YText text, YText then) {
        boolean isPlain = isPlain(text) && isPlain(then);
        if (isPlain) {
            TextDiff.apply(text, text.toString(), then.toString());
        } else if (!text.toDelta().equals(then.toDelta())) {
            text.delete(0, text.length());
            text.applyDelta(then.toDelta());
        }
    }

    private static boolean isPlain(YText text) {
        return TextDiff.plain(text) != null
                && text.toDelta().stream()
                        .allMatch(step -> step instanceof io.zinc.crdt.DeltaOp.Insert insert
                                && insert.attributes().isEmpty());
    }

    private static void restore(YMap map, YMap then) {
        for (String key : List.copyOf(map.keys())) {
            if (!then.has(key)) {
                map.delete(key);
            }
        }
        for (String key : then.keys()) {
            Object now = map.get(key);
            Object old = then.get(key);
            if (now instanceof YText text && old instanceof YText thenText) {
                restore(text, thenText);
            } else if (now instanceof YMap inner && old instanceof YMap thenInner) {
                restore(inner, thenInner);
            } else if (now instanceof YArray inner && old instanceof YArray thenInner) {
                restore(inner, thenInner);
            } else if (!map.has(key) || !Objects.deepEquals(plain(now), plain(old))) {
                map.set(key, copy(old));
            }
        }
    }

    private static void restore(YArray array, YArray then) {
        List<@Nullable Object> now = array.toJson();
        List<@Nullable Object> old = then.toJson();
        int first = 0;
        while (first < Math.min(now.size(), old.size()) && Objects.deepEquals(now.get(first), old.get(first))) {
            first++;
        }
        int last = 0;
        while (last < Math.min(now.size(), old.size()) - first
                && Objects.deepEquals(now.get(now.size() - 1 - last), old.get(old.size() - 1 - last))) {
            last++;
        }
        array.delete(first, now.size() - first - last);
        List<@Nullable Object> back = new ArrayList<>();
        for (int i = first; i < old.size() - last; i++) {
            back.add(copy(then.get(i)));
        }
        array.insertAll(first, back);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof io.zinc.crdt.YType type ? List.of(type.kind(), String.valueOf(type.toJson())) : value;
    }

    /** A value that may be put into another document. */
    private static @Nullable Object copy(@Nullable Object value) {
        return switch (value) {
            case YText text -> {
                YText copy = new YText();
                copy.applyDelta(text.toDelta());
                yield copy;
            }
            case YMap map -> {
                YMap copy = new YMap();
                map.toMap().forEach((key, inner) -> copy.set(key, copy(inner)));
                yield copy;
            }
            case YArray array -> {
                YArray copy = new YArray();
                array.toList().forEach(inner -> copy.push(copy(inner)));
                yield copy;
            }
            case null -> null;
            default -> value;
        };
    }
}
