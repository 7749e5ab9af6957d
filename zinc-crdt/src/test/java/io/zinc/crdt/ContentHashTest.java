package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hash of what is visible. */
class ContentHashTest {

    @Test
    void itIsTheSameWhereRootsAreNotDeclared() {
        Doc doc = new Doc();
        doc.getText("t").insert(0, "hello \ud83d\ude00");
        doc.getText("t").format(0, 5, Map.of("bold", true));
        doc.getMap("m").set("k", new YArray(1, "two", null));
        doc.getArray("a").push(1, 2.5, Map.of("x", 1));
        assertThat(Doc.fromUpdate(doc.encodeStateAsUpdate()).contentHash()).isEqualTo(doc.contentHash());
    }

    @Test
    void itDoesNotDependOnHowTheContentWasMade() {
        Doc one = new Doc();
        one.getText("t").insert(0, "hello");
        Doc letters = new Doc();
        for (char letter : "olleh".toCharArray()) {
            letters.getText("t").insert(0, String.valueOf(letter));
        }
        letters.getText("t").insert(2, "xyz");
        letters.getText("t").delete(2, 3);
        letters.getText("empty");
        assertThat(letters.contentHash()).isEqualTo(one.contentHash());
    }

    @Test
    void anythingVisibleChangesIt() {
        Doc doc = new Doc();
        long empty = doc.contentHash();
        doc.getText("t").insert(0, "ab");
        long text = doc.contentHash();
        doc.getText("t").format(0, 1, Map.of("bold", true));
        long bold = doc.contentHash();
        doc.getMap("m").set("k", 1);
        long map = doc.contentHash();
        assertThat(new long[] {empty, text, bold, map}).doesNotHaveDuplicates();
        doc.getMap("m").delete("k");
        assertThat(doc.contentHash()).isEqualTo(bold);
    }
}
