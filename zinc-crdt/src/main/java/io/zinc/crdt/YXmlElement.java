package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An XML element that all replicas can edit: a node name, attributes of any value, and children. */
public final class YXmlElement extends YXmlFragment {
    private @Nullable Map<String, @Nullable Object> preliminaryAttributes;

    /** An element that is to be inserted into XML. */
    public YXmlElement(String nodeName) {
        this(new Branch(TypeKind.XML_ELEMENT, nodeName, null));
    }

    YXmlElement(Branch branch) {
        super(branch);
    }

    /** The node name; of a root it is not shared and reads {@code UNDEFINED}. */
    public String nodeName() {
        return branch.tag();
    }

    /** Sets an attribute. */
    public void setAttribute(String name, @Nullable Object value) {
        Object checked = LocalEdit.checked(value);
        if (!isAttached()) {
            preliminary().put(name, checked);
            return;
        }
        edit(tx -> {
            LocalEdit.set(tx, branch, name, checked);
        });
    }

    private Map<String, @Nullable Object> preliminary() {
        Map<String, @Nullable Object> attributes = preliminaryAttributes;
        if (attributes == null) {
            attributes = new LinkedHashMap<>();
            preliminaryAttributes = attributes;
        }
        return attributes;
    }

    /** Removes an attribute. */
    public void removeAttribute(String name) {
        if (!isAttached()) {
            preliminary().remove(name);
            return;
        }
        edit(tx -> {
            LocalEdit.remove(tx, branch, name);
        });
    }

    /** An attribute; null if there is none. */
    public @Nullable Object getAttribute(String name) {
        return keyValue(name);
    }

    /** All attributes. */
    public Map<String, @Nullable Object> attributes() {
        return keyValues();
    }

    @Override
    String xml() {
        String tag = nodeName().toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder("<").append(tag);
        new TreeMap<>(attributes())
                .forEach((name, value) -> out.append(' ')
                        .append(name)
                        .append("=\"")
                        .append(display(value))
                        .append('"'));
        return out.append('>')
                .append(childrenXml())
                .append("</")
                .append(tag)
                .append('>')
                .toString();
    }

    @Override
    void integratePreliminary(Transaction tx) {
        super.integratePreliminary(tx);
        Map<String, @Nullable Object> attributes = preliminaryAttributes;
        preliminaryAttributes = null;
        if (attributes != null) {
            attributes.forEach((name, value) -> LocalEdit.set(tx, branch, name, value));
        }
    }
}
