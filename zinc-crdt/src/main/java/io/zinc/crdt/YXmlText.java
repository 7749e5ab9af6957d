package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Text inside XML; its string form shows formatting as tags. */
public final class YXmlText extends YText {
    /** An empty text that is to be inserted into XML. */
    public YXmlText() {
        this(new Branch(TypeKind.XML_TEXT, null, null));
    }

    /** A text that is to be inserted into XML. */
    public YXmlText(String content) {
        this();
        insert(0, content);
    }

    YXmlText(Branch branch) {
        super(branch);
    }

    @Override
    public String toString() {
        return isAttached() ? xml() : "YXmlText(not part of a document)";
    }

    @Override
    public String toJson() {
        return xml();
    }

    private String xml() {
        StringBuilder out = new StringBuilder();
        for (DeltaOp op : toDelta()) {
            if (op instanceof DeltaOp.Insert insert) {
                append(out, insert);
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, DeltaOp.Insert insert) {
        List<String> tags = new ArrayList<>(new TreeSet<>(insert.attributes().keySet()));
        for (String tag : tags) {
            out.append('<').append(tag);
            appendMembers(out, insert.attributes().get(tag));
            out.append('>');
        }
        Object content = insert.content();
        out.append(content instanceof YType type ? type.toString() : Values.toDisplayString(content));
        for (String tag : tags.reversed()) {
            out.append("</").append(tag).append('>');
        }
    }

    private static void appendMembers(StringBuilder out, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Object key : new TreeSet<>(map.keySet())) {
                appendMember(out, String.valueOf(key), Values.toDisplayString(map.get(key)));
            }
        } else if (value instanceof List<?> list) {
            for (String key : sortedIndices(list.size())) {
                appendMember(out, key, Values.toDisplayString(list.get(Integer.parseInt(key))));
            }
        } else if (value instanceof String s) {
            for (String key : sortedIndices(s.length())) {
                appendMember(out, key, String.valueOf(s.charAt(Integer.parseInt(key))));
            }
        }
    }

    private static Iterable<String> sortedIndices(int count) {
        TreeSet<String> keys = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            keys.add(Integer.toString(i));
        }
        return keys;
    }

    private static void appendMember(StringBuilder out, String key, String value) {
        out.append(' ').append(key).append("=\"").append(value).append('"');
    }
}
