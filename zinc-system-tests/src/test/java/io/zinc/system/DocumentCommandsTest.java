package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zinc doc} as a person or a script uses it. */
class DocumentCommandsTest {

    private final Commands zinc = new Commands();

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private String doc(String host, String what, String... more) throws InterruptedException {
        return zinc.run(words(host, what, more));
    }

    private static String[] words(String host, String what, String... more) {
        String[] words = new String[4 + more.length];
        words[0] = "doc";
        words[1] = what;
        System.arraycopy(more, 0, words, 2, more.length);
        words[words.length - 2] = "--join";
        words[words.length - 1] = host;
        return words;
    }

    private void put(String host, String name, String text, String... more) throws InterruptedException {
        String[] all = new String[1 + more.length];
        all[0] = name;
        System.arraycopy(more, 0, all, 1, more.length);
        assertThat(Commands.outputOf(zinc.start(words(host, "put", all)).type(text)))
                .isEmpty();
    }

    private static void assertFailsInOneLine(Program program, String... words) throws InterruptedException {
        assertThat(program.exitCode()).as(program.toString()).isEqualTo(1);
        assertThat(program.complaints()).hasSize(1).first().asString().contains(words);
    }

    @Test
    void documentsAndVersionsOutliveAHostThatIsKilled() throws Exception {
        String address = "tcp://127.0.0.1:" + Commands.freePorts(1);
        String data = folder.resolve("data").toString();
        Program host = zinc.start("host", "--bind", address, "--data", data);
        zinc.addressOf(host);
        put(address, "notes", "one\n", "--user", "anna");
        doc(address, "keep", "notes", "monday");
        Program put = zinc.start(words(address, "put", "notes", "--user", "ben", "--verbose"))
                .type("one\ntwo\n");
        Commands.outputOf(put);
        put.err().await("acknowledged as durable");
        host.signal("KILL").exitCode();

        zinc.addressOf(zinc.start("host", "--bind", address, "--data", data));
        assertThat(doc(address, "cat", "notes", "--authors")).isEqualTo("anna | one\nben  | two");
        assertThat(doc(address, "cat", "notes", "--as-of", "monday")).isEqualTo("one");
        assertThat(doc(address, "versions", "notes")).contains("monday");
        doc(address, "restore", "notes", "monday");
        assertThat(doc(address, "cat", "notes")).isEqualTo("one");
        assertFailsInOneLine(zinc.start("host", "--bind", "tcp://127.0.0.1:0", "--data", data), data);
    }

    @Test
    void aRenamedDocumentKeepsItsHistoryAndWhoWatchesItIsTold() throws Exception {
        String host = zinc.addressOf(zinc.host("--data", folder.resolve("data").toString()));
        put(host, "notes", "one\n", "--user", "anna");
        doc(host, "keep", "notes", "monday");
        put(host, "other", "two\n");
        Program watch = zinc.start(words(host, "watch", "notes"));
        watch.err().await("watching notes");

        assertFailsInOneLine(
                zinc.start(words(host, "rename", "notes", "other")), "there is a document 'other' already");
        assertFailsInOneLine(zinc.start(words(host, "rename", "none", "more")), "there is no document 'none'");
        doc(host, "rename", "notes", "archive/notes");

        assertThat(doc(host, "cat", "archive/notes", "--authors")).isEqualTo("anna | one");
        assertThat(doc(host, "versions", "archive/notes")).contains("monday");
        assertFailsInOneLine(zinc.start(words(host, "cat", "notes")), "notes");
        assertThat(watch.exitCode()).as(watch.toString()).isEqualTo(1);
        watch.err().await("'notes' was renamed to 'archive/notes'");
    }

    @Test
    void documentsMoveInAndOutAsYjsUpdates() throws Exception {
        String host = zinc.addressOf(zinc.host());
        put(host, "notes", "hello\n");
        String file = folder.resolve("notes.yjs").toString();
        doc(host, "export", "notes", file);
        doc(host, "import", "copy", file, "--kind", "text");
        assertThat(doc(host, "cat", "copy")).isEqualTo("hello");
        doc(host, "create", "settings", "--kind", "json");
        assertThat(doc(host, "cat", "settings")).isEqualTo("{ }");
        assertThat(doc(host, "list").lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).containsAnyOf("copy ", "notes ", "settings "));
        assertThat(doc(host, "list", "no", "--json")).startsWith("{\"name\":\"notes\",\"kind\":\"text\"");
        Files.writeString(folder.resolve("broken.yjs"), "no update");
        assertFailsInOneLine(
                zinc.start(words(
                        host, "import", "notes", folder.resolve("broken.yjs").toString())),
                "no Yjs update");
        assertFailsInOneLine(zinc.start(words(host, "create", "notes")), "there is a document 'notes' already");
    }

    @Test
    void eachSaveInTheEditorIsMergedWhileOthersWrite() throws Exception {
        String host = zinc.addressOf(zinc.host());
        put(host, "notes", "one\ntwo\n");
        // an editor that saves twice, and in between waits for a line of ours
        Path editor = Files.writeString(
                folder.resolve("editor"),
                "#!/bin/sh\nsed -i 's/one/1/' \"$1\"; echo saved; read line; printf 'three\\n' >>\"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        Program watch = zinc.start(words(host, "watch", "notes"));
        watch.err().await("watching notes");
        Program edit = zinc.start(Map.of("EDITOR", editor.toString()), words(host, "edit", "notes", "--user", "anna"));
        edit.out().await("saved");
        watch.out().await("(anna)");
        put(host, "notes", "1\n2\n", "--user", "ben");
        assertThat(edit.type("go on\n").exitCode()).as(edit.toString()).isZero();
        assertThat(doc(host, "cat", "notes")).isEqualTo("1\n2\nthree");
        doc(host, "delete", "notes");
        assertFailsInOneLine(zinc.start(words(host, "cat", "notes")), "notes");
        assertThat(watch.exitCode()).as(watch.toString()).isEqualTo(1);
        watch.err().await("'notes' was deleted");
    }
}
