package io.zinc.crdt;

/** A map inside XML that stands for an embedded object. */
public final class YXmlHook extends YMap {
    /** A hook that is to be inserted into XML. */
    public YXmlHook(String hookName) {
        this(new Branch(TypeKind.XML_HOOK, hookName, null));
    }

    YXmlHook(Branch branch) {
        super(branch);
    }

    /** The name that tells what the hook stands for. */
    public String hookName() {
        return branch.tag();
    }
}
