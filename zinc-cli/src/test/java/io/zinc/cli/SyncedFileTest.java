package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedFileTest {

    @TempDir
    Path folder;

    private SyncedFile.Content read(SyncedFile file) throws Exception {
        return Objects.requireNonNull(file.read(), "there is a file");
    }

    @Test
    void writingKeepsPermissionsAndLeavesNothingBehind() throws Exception {
        Path path = Files.writeString(folder.resolve("notes.txt"), "one\r\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-x--x"));
        SyncedFile file = new SyncedFile(path);
        assertThat(file.write("one\ntwo\n", read(file).stamp())).isEqualTo(file.stamp());
        file.close();
        assertThat(Files.readString(path)).isEqualTo("one\r\ntwo\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-x--x");
        assertThat(folder.toFile().list()).containsExactly("notes.txt");
    }

    @Test
    void aFileThatHasChangedSinceItWasReadIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("notes.txt"), "one\n");
        SyncedFile file = new SyncedFile(path);
        FileStamp stamp = read(file).stamp();
        Files.writeString(path, "one, changed\n");
        assertThat(file.write("two\n", stamp)).isNull();
        assertThat(Files.readString(path)).isEqualTo("one, changed\n");
        assertThat(folder.toFile().list()).containsExactly("notes.txt");
    }

    @Test
    void aFileThatAppearsMeanwhileIsLeftAlone() throws Exception {
        SyncedFile file = new SyncedFile(folder.resolve("notes.txt"));
        assertThat(file.read()).isNull();
        Files.writeString(file.path(), "here first\n");
        assertThat(file.write("two\n", null)).isNull();
        assertThat(Files.readString(file.path())).isEqualTo("here first\n");
    }

    @Test
    void whatIsStillWrittenToTheReplacedFileIsGivenOut() throws Exception {
        Path path = Files.writeString(folder.resolve("notes.txt"), "one\n");
        SyncedFile file = new SyncedFile(path);
        FileStamp stamp = read(file).stamp();
        try (OutputStream slow = Files.newOutputStream(path, StandardOpenOption.APPEND)) {
            assertThat(file.write("one\ntwo\n", stamp)).isNotNull();
            slow.write("late\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(file.takeLateWriting(true)).isEqualTo("one\nlate\n");
        assertThat(file.takeLateWriting(true)).isNull();
        assertThat(folder.toFile().list()).containsExactly("notes.txt");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path path = Files.writeString(folder.resolve("notes.txt"), "one\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), path);
        SyncedFile file = new SyncedFile(link);
        assertThat(file.write("two\n", read(file).stamp())).isNotNull();
        assertThat(link).isSymbolicLink().hasContent("two\n");
        assertThat(path).hasContent("two\n");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> new SyncedFile(folder))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> new SyncedFile(folder.resolve("none").resolve("notes.txt")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("make it first");
    }
}
