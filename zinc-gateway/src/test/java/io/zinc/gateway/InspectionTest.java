package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Update;
import io.zinc.documents.Kinds;
import io.zinc.documents.UntypedDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectionTest {

    private final GatewayTree tree = new GatewayTree();
    private final Doc author = new Doc();
    private final List<byte[]> updates = new ArrayList<>();
    private UntypedDocument document;

    @BeforeEach
    void open() throws Exception {
        document = tree.keep(tree.host().documents().open("notes", Kinds.UNTYPED));
        var unused = author.onUpdate((update, transaction) -> updates.add(update));
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private void type(String text) {
        author.getText("text").insert(author.getText("text").length(), text);
    }

    private static void assertSound(Inspection inspection, byte[] update) {
        assertThat(inspection.of(update)).isInstanceOf(Inspection.Finding.Sound.class);
    }

    private static void assertIncomplete(Inspection inspection, byte[] update) {
        assertThat(inspection.of(update)).isInstanceOf(Inspection.Finding.Incomplete.class);
    }

    @Test
    void anUpdateMayRestOnOnesBeforeItInTheSameTurn() {
        type("one");
        type("two");
        type("three");
        Inspection inspection = new Inspection(document);

        assertSound(inspection, updates.get(0));
        assertSound(inspection, updates.get(1));
        assertSound(inspection, updates.get(2));
    }

    @Test
    void anUpdateThatRestsOnALaterOneIsIncomplete() {
        type("one");
        type("two");
        Inspection inspection = new Inspection(document);

        assertIncomplete(inspection, updates.get(1));
        assertSound(inspection, updates.get(0));
        assertSound(inspection, updates.get(1));
    }

    @Test
    void anUpdateWithAGapIsIncompleteAndLeavesWhatFollowsSo() {
        type("one");
        type("two");
        type("three");
        type("four");
        Inspection inspection = new Inspection(document);

        assertIncomplete(inspection, Update.merge(List.of(updates.get(0), updates.get(2))));
        assertIncomplete(inspection, updates.get(3));
    }

    @Test
    void aDeletionOfWhatIsNotHereIsIncomplete() {
        type("one");
        author.getText("text").delete(0, 2);
        Inspection inspection = new Inspection(document);

        assertIncomplete(inspection, updates.get(1));
        assertSound(inspection, updates.get(0));
        assertSound(inspection, updates.get(1));
    }

    @Test
    void anUpdateThatRestsOnAnothersIsIncompleteWithoutIt() {
        type("one");
        Doc other = Doc.fromUpdate(author.encodeStateAsUpdate());
        List<byte[]> ofOther = new ArrayList<>();
        var unused = other.onUpdate((update, transaction) -> ofOther.add(update));
        other.getText("text").insert(2, "x");
        Inspection inspection = new Inspection(document);

        assertIncomplete(inspection, ofOther.get(0));
        assertSound(inspection, updates.get(0));
        assertSound(inspection, ofOther.get(0));
    }

    @Test
    void bytesThatAreNoUpdateAreMalformed() {
        assertThat(new Inspection(document).of(new byte[] {9, 9, 9})).isInstanceOf(Inspection.Finding.Malformed.class);
    }
}
