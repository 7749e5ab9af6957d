package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file and a document, looked at step by step. */
class TextSyncTest {

    private final Endpoint host =
            Endpoint.host("sync").bind("inproc://sync-" + UUID.randomUUID()).open();
    private final Documents documents = Documents.on(host);

    @TempDir
    Path folder;

    private boolean isOver;
    private TextDocument document;
    private Path path = Path.of("");

    TextSyncTest() throws InterruptedException {
        document = documents.open("notes", Kinds.TEXT);
    }

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("notes.txt");
    }

    @AfterEach
    void close() {
        documents.close();
        host.close();
    }

    private TextSync sync() throws IOException {
        return new TextSync(
                new SyncedFile(path),
                document,
                new SyncMemory(folder.resolve("memory"), "notes", document.generation()),
                () -> isOver,
                news -> {});
    }

    private TextSync begun(String text) throws Exception {
        Files.writeString(path, text);
        TextSync sync = sync();
        sync.begin(null);
        return sync;
    }

    private void assertBothAre(String text) throws IOException {
        assertThat(document.text()).isEqualTo(text);
        assertThat(Files.readString(path)).isEqualTo(text);
    }

    /** Takes steps until the host has all, which it says on a thread of its own. */
    private static void settle(TextSync sync) throws Exception {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!sync.isSettled() && System.nanoTime() < deadlineNs) {
            sync.step();
            Thread.onSpinWait();
        }
        assertThat(sync.isSettled()).isTrue();
    }

    @Test
    void anEmptyDocumentGetsTheFilesText() throws Exception {
        begun("one\n");
        assertBothAre("one\n");
    }

    @Test
    void aFileThatIsNotThereGetsTheDocumentsText() throws Exception {
        document.replaceWith("one\n");
        sync().begin(null);
        assertBothAre("one\n");
    }

    @Test
    void changesOfBothAreMerged() throws Exception {
        TextSync sync = begun("one\ntwo\nthree\n");
        Files.writeString(path, "one!\ntwo\nthree\n");
        document.edit(text -> text.insert(text.length(), "four\n"));
        sync.step();
        assertBothAre("one!\ntwo\nthree\nfour\n");
    }

    @Test
    void whenItIsOverTheFileStaysAsItIsWhateverTheDocumentBecomes() throws Exception {
        TextSync sync = begun("one\ntwo\n");
        isOver = true;

        document.replaceWith("without what the file has\n");
        sync.step();
        assertThat(Files.readString(path)).isEqualTo("one\ntwo\n");

        Files.writeString(path, "one\ntwo\nthree\n");
        sync.step();
        assertThat(Files.readString(path)).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void anEditorThatPutsANewFileInPlaceIsFollowed() throws Exception {
        TextSync sync = begun("one\n");
        for (int i = 0; i < 3; i++) {
            Path fresh = Files.writeString(folder.resolve("new"), document.text() + i + "\n");
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync.step();
        }
        assertBothAre("one\n0\n1\n2\n");
    }

    @Test
    void aProgramThatReadTheFileBeforeWeWroteItTakesNothingBack() throws Exception {
        TextSync sync = begun("one\ntwo\n");
        String read = Files.readString(path);
        document.edit(text -> text.insert(text.length(), "from others\n"));
        sync.step();
        assertBothAre("one\ntwo\nfrom others\n");
        Files.writeString(path, read.replace("one", "1"));
        sync.step();
        assertBothAre("1\ntwo\nfrom others\n");
    }

    @Test
    void whatIsAppendedWhileTheFileIsReplacedIsNotLost() throws Exception {
        TextSync sync = begun("one\n");
        try (var slow = Files.newBufferedWriter(path, StandardOpenOption.APPEND)) {
            document.edit(text -> text.insert(0, "zero\n"));
            sync.step();
            slow.write("late\n");
        }
        settle(sync);
        assertBothAre("zero\none\nlate\n");
    }

    @Test
    void whatWasChangedWhileItWasNotRunningIsMerged() throws Exception {
        settle(begun("one\ntwo\n"));
        Files.writeString(path, "one\ntwo\nfrom the file\n");
        document.edit(text -> text.insert(0, "from others\n"));
        sync().begin(null);
        assertBothAre("from others\none\ntwo\nfrom the file\n");
    }

    @Test
    void aDocumentThatLostItsTextWithItsHostDoesNotEmptyTheFile() throws Exception {
        settle(begun("one\n"));
        document.replaceWith("");
        sync().begin(null);
        assertBothAre("one\n");
    }

    @Test
    void twoTextsOfWhichNobodyKnowsWhichIsRightAreLeftAlone() throws Exception {
        Files.writeString(path, "file\n");
        document.replaceWith("document\n");
        assertThatThrownBy(() -> sync().begin(null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--take file or --take document");
        assertThat(document.text()).isEqualTo("document\n");
        assertThat(Files.readString(path)).isEqualTo("file\n");
        sync().begin(TextSync.Winner.document);
        assertBothAre("document\n");
    }

    @Test
    void aFileThatIsNoTextAnyMoreEndsItAndHarmsNothing() throws Exception {
        TextSync sync = begun("one\n");
        Files.write(path, new byte[] {1, 0, 2});
        assertThatThrownBy(sync::step).isInstanceOf(Failure.class).hasMessageContaining("is no text");
        assertThat(document.text()).isEqualTo("one\n");
    }
}
