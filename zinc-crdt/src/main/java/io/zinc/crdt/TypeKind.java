package io.zinc.crdt;

/** The kinds of shared types. */
public enum TypeKind {
    /** A list of values. */
    ARRAY(0),
    /** Keys with values. */
    MAP(1),
    /** Text with formatting. */
    TEXT(2),
    /** An XML element: a tag with attributes and children. */
    XML_ELEMENT(3),
    /** A list of XML nodes. */
    XML_FRAGMENT(4),
    /** A map that stands for an embedded object in XML. */
    XML_HOOK(5),
    /** Text inside XML. */
    XML_TEXT(6),
    /** A root that received content before the program said what it is. */
    UNTYPED(-1);

    final int ref;

    TypeKind(int ref) {
        this.ref = ref;
    }

    private static final TypeKind[] BY_REF = {ARRAY, MAP, TEXT, XML_ELEMENT, XML_FRAGMENT, XML_HOOK, XML_TEXT};

    static TypeKind ofRef(long ref) {
        if (ref >= BY_REF.length) {
            throw new MalformedUpdateException("Unknown type reference " + ref);
        }
        return BY_REF[(int) ref];
    }

    boolean isTagged() {
        return this == XML_ELEMENT || this == XML_HOOK;
    }

    boolean isText() {
        return this == TEXT || this == XML_TEXT;
    }
}
