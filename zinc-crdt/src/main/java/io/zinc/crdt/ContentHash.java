package io.zinc.crdt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what is visible in a document: the same for documents that hold the same, however their items are cut, and whether
 * or not their roots are declared.
 */
final class ContentHash {
    private static final int FLUSH_BYTES = 8 << 10;
    private static final int ROOT = 100;
    private static final int KEY = 101;
    private static final int END = 102;

    private final MessageDigest digest;
    private final ByteWriter out = new ByteWriter(FLUSH_BYTES + 64);

    private ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first eight bytes of the hash. */
    static long of(Doc doc) {
        ContentHash hash = new ContentHash();
        Map<String, Branch> roots = new TreeMap<>();
        doc.rootBranches().forEach(root -> roots.put(root.name(), root));
        roots.forEach((name, root) -> {
            if (shows(root)) {
                hash.out.uint8(ROOT);
                hash.out.varString(name);
                hash.branch(root);
            }
        });
        hash.flush();
        byte[] sum = hash.digest.digest();
        long first = 0;
        for (int i = 0; i < 8; i++) {
            first = first << 8 | (sum[i] & 0xff);
        }
        return first;
    }

    private static boolean shows(Branch branch) {
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (!item.isDeleted()) {
                return true;
            }
        }
        return branch.keys().values().stream().anyMatch(chain -> chain.last != null && !chain.last.isDeleted());
    }

    private void branch(Branch branch) {
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (!item.isDeleted()) {
                item(item);
            }
        }
        Map<String, Item> values = new TreeMap<>();
        branch.keys().forEach((key, chain) -> {
            Item value = chain.last;
            if (value != null && !value.isDeleted()) {
                values.put(key, value);
            }
        });
        values.forEach((key, value) -> {
            out.uint8(KEY);
            out.varString(key);
            item(value);
        });
        out.uint8(END);
    }

    private void item(Item item) {
        switch (item.kind()) {
            case Item.FORMAT -> {
                out.uint8(item.kind());
                out.varString(item.mark().key());
                out.varString(Json.write(item.mark().value()));
            }
            case Item.STRING -> {
                TextBuffer text = item.text();
                for (int i = item.start; i < item.start + item.length; i++) {
                    char unit = text.charAt(i);
                    out.uint8(item.kind());
                    out.uint8(unit >> 8);
                    out.uint8(unit & 0xff);
                    flushIfFull();
                }
            }
            case Item.TYPE -> {
                out.uint8(item.kind());
                out.varUint(item.type().kind.ref);
                if (item.type().kind.isTagged()) {
                    out.varString(item.type().tag());
                }
                branch(item.type());
            }
            case Item.DOC -> {
                out.uint8(item.kind());
                out.varString(item.valueAt(0) instanceof Doc held ? held.guid() : "");
            }
            case Item.EMBED -> {
                out.uint8(item.kind());
                out.varString(Json.write(item.valueAt(0)));
            }
            case Item.DELETED -> {}
            default -> {
                for (int i = 0; i < item.length; i++) {
                    out.uint8(item.kind());
                    value(item.valueAt(i));
                    flushIfFull();
                }
            }
        }
        flushIfFull();
    }

    private void value(@Nullable Object value) {
        AnyCodec.write(out, value);
    }

    private void flushIfFull() {
        if (out.size() >= FLUSH_BYTES) {
            flush();
        }
    }

    private void flush() {
        out.update(digest);
        out.clear();
    }
}
