package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.DeltaOp;
import io.zinc.documents.TextChange;
import io.zinc.documents.TextDocument.Authored;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentLinesTest {

    @Test
    void eachLineIsBegunWithThoseWhoWroteIt() {
        String lines = AuthoredLines.of(
                List.of(new Authored("one\ntw", "anna"), new Authored("o", "ben"), new Authored("\n\nthree", "")));
        assertThat(lines).isEqualTo("""
                        anna         | one
                        anna, ben, ? | two
                        ?            |\s
                        ?            | three
                        """);
    }

    @Test
    void aChangeTellsWhereWhatAndWho() {
        List<DeltaOp> delta =
                List.of(DeltaOp.retain(3), DeltaOp.insert("say \"hi\"\n"), DeltaOp.retain(2), DeltaOp.delete(4));
        assertThat(DocWatchCommand.lines(new TextChange(delta, "anna", false)))
                .containsExactly("@3 +\"say \\\"hi\\\"\\n\" (anna)", "@14 -4 (anna)");
    }

    @Test
    void nobodysWordsSteerTheTerminal() {
        TextChange change = new TextChange(List.of(DeltaOp.insert("\033[2J")), "\007eve", false);
        assertThat(String.join("", DocWatchCommand.lines(change)))
                .doesNotContain("\033")
                .doesNotContain("\007");
    }
}
