package io.zinc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.ZincException.Category;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link DocumentStore} has to do. Extend it with a test class that opens the store; each test begins with an empty
 * one. It does not show that a store forces its bytes to the disk: that takes a look at the system calls.
 */
@Timeout(120)
public abstract class DocumentStoreContract {

    private static final long CREATED_AT_MS = 1_700_000_000_000L;

    private DocumentStore store;

    /** Opens the store of this test, the same one each time, with what an earlier one left. */
    protected abstract DocumentStore open();

    @BeforeEach
    void begin() {
        store = open();
    }

    @AfterEach
    void end() {
        store.close();
    }

    // --- creating ---------------------------------------------------------------------------------------------------

    @Test
    void aDocumentThatWasNeverCreatedIsNotThere() {
        assertThat(store.load("notes")).isEmpty();
        assertThat(store.history("notes")).isEmpty();
        assertThat(store.version("notes", "first")).isEmpty();
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void aNewDocumentIsEmpty() {
        store.create(info("notes"));

        StoredDocument loaded = load("notes");
        assertThat(loaded.info()).isEqualTo(new DocumentInfo("notes", "text", 1, CREATED_AT_MS, 0, 0));
        assertThat(loaded.isDeleted()).isFalse();
        assertThat(loaded.through()).isZero();
        assertThat(loaded.state()).isEmpty();
        assertThat(loaded.authors()).isEmpty();
        assertThat(loaded.fragments()).isEmpty();
    }

    @Test
    void aDocumentIsCreatedOnce() {
        store.create(info("notes"));
        store.append(List.of(fragment("notes", 1)));

        assertRefused(() -> store.create(info("notes")), "notes");
        assertRefused(() -> store.create(info("notes", 2)), "notes");

        assertThat(positions("notes")).containsExactly(1L);
    }

    @Test
    void aNewDocumentHasNoPositionAndNoBytesYet() {
        assertRefused(() -> store.create(new DocumentInfo("notes", "text", 1, 0, 1, 0)), "position");
        assertRefused(() -> store.create(new DocumentInfo("notes", "text", 1, 0, 0, 1)), "bytes");
        assertRefused(() -> store.create(new DocumentInfo("notes", "text", 0, 0, 0, 0)), "generation");

        assertThat(store.load("notes")).isEmpty();
    }

    @Test
    void namesHaveOneTo240BytesOfUtf8() {
        String longest = "\u00e4".repeat(120);
        store.create(info(longest));

        assertThat(load(longest).info().name()).isEqualTo(longest);
        assertRefused(() -> store.create(info("")), "240");
        assertRefused(() -> store.create(info(longest + "x")), "241");
        assertRefused(() -> store.create(info("half a \ud83d pair")), "Unicode");
    }

    @Test
    void namesAreComparedByteByByte() {
        List<String> names = List.of(
                "Notes", "notes", "notes ", "e\u0301", "\u00e9", "a\0b", "a", "%41", "a'b\"; --", "\ud83d\ude00");
        names.forEach(name -> store.create(info(name)));

        for (String name : names) {
            assertThat(load(name).info().name()).isEqualTo(name);
        }
        assertThat(store.list("", "", 100)).hasSameSizeAs(names);
        assertThat(store.load("NOTES")).isEmpty();
    }

    @Test
    void theKindCanBeSet() {
        store.create(info("notes"));

        store.retype("notes", 1, "canvas");

        assertThat(load("notes").info().kind()).isEqualTo("canvas");
        assertRefused(() -> store.retype("notes", 2, "text"), "generation");
        assertRefused(() -> store.retype("absent", 1, "text"), "absent");
        assertThat(load("notes").info().kind()).isEqualTo("canvas");
    }

    // --- fragments --------------------------------------------------------------------------------------------------

    @Test
    void fragmentsComeBackInOrderAsTheyWere() {
        store.create(info("notes"));
        List<StoredFragment> fragments = List.of(
                new StoredFragment("notes", 1, 1, "ann", 11, bytes("one")),
                new StoredFragment("notes", 1, 2, "", -1, new byte[0]),
                new StoredFragment(
                        "notes", 1, 3, "b\u00f6b \ud83d\ude00", Long.MAX_VALUE, new byte[] {0, -1, 127, -128}));
        store.append(fragments.subList(0, 2));
        store.append(fragments.subList(2, 3));

        assertThat(load("notes").fragments()).usingRecursiveComparison().isEqualTo(fragments);
    }

    @Test
    void fragmentsOfManyDocumentsAreAppendedInOneStep() {
        store.create(info("a"));
        store.create(info("b"));

        store.append(List.of(fragment("a", 1), fragment("b", 1), fragment("a", 2), fragment("b", 2), fragment("a", 3)));

        assertThat(positions("a")).containsExactly(1L, 2L, 3L);
        assertThat(positions("b")).containsExactly(1L, 2L);
    }

    @Test
    void nothingIsAppendedIfOneOfThemIsWrong() {
        store.create(info("a"));
        store.create(info("b"));
        store.append(List.of(fragment("b", 1)));

        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("b", 3))), "'b'");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("b", 1))), "'b'");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("a", 3))), "'a'");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("a", 1))), "'a'");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("absent", 1))), "'absent'");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("b", 2, 2))), "generation");
        assertRefused(() -> store.append(List.of(fragment("a", 1), fragment("a", 2, 2))), "generation");

        assertThat(positions("a")).isEmpty();
        assertThat(positions("b")).containsExactly(1L);
        store.append(List.of(fragment("a", 1), fragment("b", 2)));
        assertThat(positions("b")).containsExactly(1L, 2L);
    }

    @Test
    void anEmptyListAppendsNothing() {
        store.create(info("notes"));
        store.append(List.of());
        assertThat(positions("notes")).isEmpty();
    }

    @Test
    void aStoreKeepsItsOwnCopyOfBytes() {
        store.create(info("notes"));
        byte[] handedIn = bytes("mine");
        store.append(List.of(new StoredFragment("notes", 1, 1, "ann", 1, handedIn)));
        store.snapshot("notes", 1, 0, handedIn, handedIn);
        store.addVersion("notes", 1, version("first", 1), handedIn);
        handedIn[0] = 'x';

        StoredDocument loaded = load("notes");
        loaded.fragments().getFirst().bytes()[1] = 'x';
        loaded.state()[1] = 'x';
        loaded.authors()[1] = 'x';
        store.version("notes", "first").orElseThrow()[1] = 'x';

        StoredDocument again = load("notes");
        assertThat(again.fragments().getFirst().bytes()).isEqualTo(bytes("mine"));
        assertThat(again.state()).isEqualTo(bytes("mine"));
        assertThat(again.authors()).isEqualTo(bytes("mine"));
        assertThat(store.version("notes", "first")).contains(bytes("mine"));
    }

    @Test
    void aFragmentMayBeLarge() {
        store.create(info("notes"));
        byte[] large = new byte[3 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >> 3);
        }

        store.append(List.of(new StoredFragment("notes", 1, 1, "ann", 1, large)));

        assertThat(load("notes").fragments().getFirst().bytes()).isEqualTo(large);
        assertThat(load("notes").info().bytes()).isEqualTo(large.length);
    }

    @Test
    void positionAndBytesAreKnownWithoutReading() {
        store.create(info("notes"));
        store.append(List.of(
                new StoredFragment("notes", 1, 1, "ann", 1, new byte[100]),
                new StoredFragment("notes", 1, 2, "ann", 1, new byte[20])));

        DocumentInfo listed = store.list("", "", 1).getFirst();

        assertThat(listed).isEqualTo(new DocumentInfo("notes", "text", 1, CREATED_AT_MS, 2, 120));
        assertThat(load("notes").info()).isEqualTo(listed);
    }

    // --- snapshots --------------------------------------------------------------------------------------------------

    @Test
    void aSnapshotTakesThePlaceOfWhatIsInIt() {
        store.create(info("notes"));
        append("notes", 1, 5);

        store.snapshot("notes", 1, 3, bytes("state of three"), bytes("ann, bob"));

        StoredDocument loaded = load("notes");
        assertThat(loaded.through()).isEqualTo(3);
        assertThat(loaded.state()).isEqualTo(bytes("state of three"));
        assertThat(loaded.authors()).isEqualTo(bytes("ann, bob"));
        assertThat(positions("notes")).containsExactly(4L, 5L);
        assertThat(loaded.info().position()).isEqualTo(5);
        assertThat(loaded.info().bytes()).isEqualTo(14 + 2 * content("notes", 4).length);
    }

    @Test
    void aSnapshotTakesThePlaceOfTheOneBefore() {
        store.create(info("notes"));
        append("notes", 1, 5);
        store.snapshot("notes", 1, 3, bytes("three"), bytes("ann"));

        store.snapshot("notes", 1, 5, bytes("five"), bytes("bob"));

        assertThat(load("notes").state()).isEqualTo(bytes("five"));
        assertThat(load("notes").authors()).isEqualTo(bytes("bob"));
        assertThat(positions("notes")).isEmpty();
        assertThat(load("notes").info().bytes()).isEqualTo(4);
        append("notes", 6, 6);
        assertThat(positions("notes")).containsExactly(6L);
    }

    @Test
    void aSnapshotCoversFragmentsThatAreThere() {
        store.create(info("notes"));
        append("notes", 1, 5);
        store.snapshot("notes", 1, 3, bytes("three"), bytes(""));

        assertRefused(() -> store.snapshot("notes", 1, 6, bytes("x"), bytes("")), "6");
        assertRefused(() -> store.snapshot("notes", 1, 2, bytes("x"), bytes("")), "2");
        assertRefused(() -> store.snapshot("notes", 2, 5, bytes("x"), bytes("")), "generation");
        assertRefused(() -> store.snapshot("absent", 1, 0, bytes("x"), bytes("")), "absent");

        assertThat(load("notes").state()).isEqualTo(bytes("three"));
        assertThat(positions("notes")).containsExactly(4L, 5L);
    }

    // --- deleting ---------------------------------------------------------------------------------------------------

    @Test
    void aDeletedDocumentLeavesATombstoneAndNothingElse() {
        store.create(info("notes"));
        append("notes", 1, 5);
        store.snapshot("notes", 1, 3, bytes("three"), bytes("ann"));
        store.addVersion("notes", 1, version("first", 3), bytes("three"));

        store.delete("notes", 1);

        StoredDocument tombstone = load("notes");
        assertThat(tombstone.isDeleted()).isTrue();
        assertThat(tombstone.info().generation()).isEqualTo(1);
        assertThat(tombstone.info().bytes()).isZero();
        assertThat(tombstone.through()).isZero();
        assertThat(tombstone.state()).isEmpty();
        assertThat(tombstone.authors()).isEmpty();
        assertThat(tombstone.fragments()).isEmpty();
        assertThat(store.list("", "", 10)).isEmpty();
        assertThat(store.history("notes")).isEmpty();
        assertThat(store.version("notes", "first")).isEmpty();
    }

    @Test
    void nothingCanBeDoneToADeletedDocument() {
        store.create(info("notes"));
        append("notes", 1, 1);
        store.delete("notes", 1);

        assertRefused(() -> store.append(List.of(fragment("notes", 2))), "deleted");
        assertRefused(() -> store.snapshot("notes", 1, 1, bytes("x"), bytes("")), "deleted");
        assertRefused(() -> store.retype("notes", 1, "canvas"), "deleted");
        assertRefused(() -> store.addVersion("notes", 1, version("first", 1), bytes("x")), "deleted");
        assertRefused(() -> store.delete("notes", 1), "deleted");

        assertThat(load("notes").isDeleted()).isTrue();
        assertThat(load("notes").info().kind()).isEqualTo("text");
    }

    @Test
    void onlyTheGenerationThatIsMeantIsDeleted() {
        store.create(info("notes"));
        append("notes", 1, 1);

        assertRefused(() -> store.delete("notes", 2), "generation");
        assertRefused(() -> store.delete("absent", 1), "absent");

        assertThat(positions("notes")).containsExactly(1L);
    }

    @Test
    void aNameIsUsedAgainByAHigherGeneration() {
        store.create(info("notes", 3));
        append("notes", 3, 1, 4);
        store.addVersion("notes", 3, version("first", 4), bytes("old"));
        store.delete("notes", 3);

        assertRefused(() -> store.create(info("notes", 2)), "higher");
        assertRefused(() -> store.create(info("notes", 3)), "higher");
        store.create(info("notes", 4));

        StoredDocument anew = load("notes");
        assertThat(anew.isDeleted()).isFalse();
        assertThat(anew.info()).isEqualTo(info("notes", 4));
        assertThat(anew.fragments()).isEmpty();
        assertThat(store.history("notes")).isEmpty();
        assertRefused(() -> store.append(List.of(fragment("notes", 3, 5))), "generation");
        append("notes", 4, 1, 2);
        assertThat(positions("notes")).containsExactly(1L, 2L);
    }

    // --- another name -----------------------------------------------------------------------------------------------

    @Test
    void aRenamedDocumentIsWholeUnderItsNewNameAndATombstoneUnderTheOldOne() {
        store.create(info("notes", 3));
        append("notes", 3, 1, 5);
        store.snapshot("notes", 3, 3, bytes("three"), bytes("ann"));
        store.addVersion("notes", 3, version("draft", 3), bytes("3"));
        store.addVersion("notes", 3, version("later", 5), bytes("5"));
        StoredDocument before = load("notes");

        store.rename("notes", 3, "archive/notes", 1);

        StoredDocument after = load("archive/notes");
        assertThat(after.info())
                .isEqualTo(new DocumentInfo(
                        "archive/notes",
                        "text",
                        1,
                        CREATED_AT_MS,
                        5,
                        before.info().bytes()));
        assertThat(after.through()).isEqualTo(3);
        assertThat(after.state()).isEqualTo(bytes("three"));
        assertThat(after.authors()).isEqualTo(bytes("ann"));
        assertThat(after.fragments())
                .usingRecursiveComparison()
                .ignoringFields("document", "generation")
                .isEqualTo(before.fragments());
        assertThat(after.fragments())
                .allSatisfy(fragment -> assertThat(fragment.document()).isEqualTo("archive/notes"));
        assertThat(store.history("archive/notes")).containsExactlyInAnyOrder(version("draft", 3), version("later", 5));
        assertThat(store.version("archive/notes", "draft")).contains(bytes("3"));
        StoredDocument tombstone = load("notes");
        assertThat(tombstone.isDeleted()).isTrue();
        assertThat(tombstone.info().generation()).isEqualTo(3);
        assertThat(store.history("notes")).isEmpty();
        assertThat(names(store.list("", "", 10))).containsExactly("archive/notes");
    }

    @Test
    void aRenamedDocumentGoesOnUnderItsNewNameAlsoAfterAReopening() {
        store.create(info("notes"));
        append("notes", 1, 2);
        store.rename("notes", 1, "other", 1);

        store.close();
        store = open();

        append("other", 3, 4);
        assertThat(positions("other")).containsExactly(1L, 2L, 3L, 4L);
        assertRefused(() -> store.append(List.of(fragment("notes", 3))), "deleted");
        assertRefused(() -> store.create(info("notes", 1)), "higher");
        store.create(info("notes", 2));
        assertThat(positions("notes")).isEmpty();
    }

    @Test
    void aDocumentMayBeRenamedBack() {
        store.create(info("notes"));
        append("notes", 1, 2);
        store.rename("notes", 1, "other", 1);

        assertRefused(() -> store.rename("other", 1, "notes", 1), "higher");
        store.rename("other", 1, "notes", 2);

        assertThat(positions("notes")).containsExactly(1L, 2L);
        assertThat(load("other").isDeleted()).isTrue();
    }

    @Test
    void whatCannotBeRenamedStaysAsItIs() {
        store.create(info("notes"));
        append("notes", 1, 2);
        store.create(info("other"));
        append("other", 1, 1);
        store.create(info("gone"));
        store.delete("gone", 1);

        assertRefused(() -> store.rename("notes", 1, "other", 2), "'other'");
        assertRefused(() -> store.rename("notes", 1, "notes", 2), "'notes'");
        assertRefused(() -> store.rename("notes", 2, "free", 1), "generation");
        assertRefused(() -> store.rename("notes", 1, "free", 0), "generation");
        assertRefused(() -> store.rename("notes", 1, "gone", 1), "higher");
        assertRefused(() -> store.rename("absent", 1, "free", 1), "absent");
        assertRefused(() -> store.rename("gone", 1, "free", 1), "deleted");
        assertRefused(() -> store.rename("notes", 1, "", 1), "240");

        assertThat(positions("notes")).containsExactly(1L, 2L);
        assertThat(positions("other")).containsExactly(1L);
        assertThat(store.load("free")).isEmpty();
    }

    // --- listing ----------------------------------------------------------------------------------------------------

    @Test
    void documentsAreListedInTheOrderOfTheirNamesBytes() {
        List<String> inOrder =
                List.of("A", "B", "a", "a b", "a/b", "aa", "ab", "b", "z", "\u00e9", "\ufffd", "\ud83d\ude00");
        inOrder.reversed().forEach(name -> store.create(info(name)));

        assertThat(names(store.list("", "", 100))).isEqualTo(inOrder);
    }

    @Test
    void aListIsReadPageByPage() {
        List<String> all = IntStream.range(0, 25).mapToObj("doc%02d"::formatted).toList();
        all.forEach(name -> store.create(info(name)));
        store.delete("doc07", 1);

        List<String> read = new ArrayList<>();
        String after = "";
        for (List<DocumentInfo> page = store.list("", after, 4); !page.isEmpty(); page = store.list("", after, 4)) {
            assertThat(page).hasSizeLessThanOrEqualTo(4);
            read.addAll(names(page));
            after = read.getLast();
        }

        assertThat(read)
                .isEqualTo(all.stream().filter(name -> !name.equals("doc07")).toList());
        assertThat(names(store.list("", "doc07", 1))).containsExactly("doc08");
        assertRefused(() -> store.list("", "", 0), "0");
    }

    @Test
    void aListMayBeOfNamesWithAPrefix() {
        List.of("a", "a/", "a/1", "a/2", "a0", "b", "A/1", "\u00e9", "\u00e91", "\u00ea")
                .forEach(name -> store.create(info(name)));

        assertThat(names(store.list("a/", "", 10))).containsExactly("a/", "a/1", "a/2");
        assertThat(names(store.list("a/", "a/1", 10))).containsExactly("a/2");
        assertThat(names(store.list("a/", "a/", 1))).containsExactly("a/1");
        assertThat(names(store.list("\u00e9", "", 10))).containsExactly("\u00e9", "\u00e91");
        assertThat(names(store.list("%", "", 10))).isEmpty();
        assertThat(names(store.list("_", "", 10))).isEmpty();
    }

    // --- versions ---------------------------------------------------------------------------------------------------

    @Test
    void versionsAreListedFromTheOldest() {
        store.create(info("notes"));
        append("notes", 1, 9);
        Version second = new Version("a second", "ann", 200, 5);
        Version first = new Version("b first", "", 100, 3);
        Version third = new Version("\u00e9 third", "bob", 300, 9);
        store.addVersion("notes", 1, second, bytes("5"));
        store.addVersion("notes", 1, first, bytes("3"));
        store.addVersion("notes", 1, third, bytes("9"));

        assertThat(store.history("notes")).containsExactly(first, second, third);
        assertThat(store.version("notes", "b first")).contains(bytes("3"));
        assertThat(store.version("notes", "\u00e9 third")).contains(bytes("9"));
        assertThat(store.version("notes", "none")).isEmpty();
        assertThat(store.history("other")).isEmpty();
    }

    @Test
    void aVersionTakesThePlaceOfOneOfTheSameName() {
        store.create(info("notes"));
        append("notes", 1, 9);
        store.addVersion("notes", 1, new Version("draft", "ann", 100, 3), bytes("3"));

        Version newer = new Version("draft", "bob", 200, 7);
        store.addVersion("notes", 1, newer, bytes("7"));

        assertThat(store.history("notes")).containsExactly(newer);
        assertThat(store.version("notes", "draft")).contains(bytes("7"));
    }

    @Test
    void aVersionIsOfADocumentAndPositionThatIsThere() {
        store.create(info("notes"));
        append("notes", 1, 2);

        assertRefused(() -> store.addVersion("notes", 1, version("v", 3), bytes("x")), "3");
        assertRefused(() -> store.addVersion("notes", 2, version("v", 1), bytes("x")), "generation");
        assertRefused(() -> store.addVersion("absent", 1, version("v", 0), bytes("x")), "absent");
        assertRefused(() -> store.addVersion("notes", 1, version("", 1), bytes("x")), "240");
        assertRefused(() -> store.addVersion("notes", 1, version("v".repeat(241), 1), bytes("x")), "240");

        assertThat(store.history("notes")).isEmpty();
    }

    @Test
    void aSnapshotLeavesVersionsAsTheyAre() {
        store.create(info("notes"));
        append("notes", 1, 9);
        store.addVersion("notes", 1, version("draft", 3), bytes("3"));

        store.snapshot("notes", 1, 9, bytes("nine"), bytes(""));

        assertThat(store.history("notes")).containsExactly(version("draft", 3));
        assertThat(store.version("notes", "draft")).contains(bytes("3"));
    }

    // --- opening and closing ----------------------------------------------------------------------------------------

    @Test
    void everythingIsThereAfterAReopening() {
        store.create(info("notes"));
        append("notes", 1, 5);
        store.snapshot("notes", 1, 3, bytes("three"), bytes("ann"));
        store.addVersion("notes", 1, version("draft", 3), bytes("3"));
        store.retype("notes", 1, "canvas");
        store.create(info("gone"));
        store.delete("gone", 1);
        StoredDocument before = load("notes");

        store.close();
        store = open();

        assertThat(load("notes")).usingRecursiveComparison().isEqualTo(before);
        assertThat(load("gone").isDeleted()).isTrue();
        assertThat(store.history("notes")).containsExactly(version("draft", 3));
        assertThat(store.version("notes", "draft")).contains(bytes("3"));
        append("notes", 6, 6);
        assertThat(positions("notes")).containsExactly(4L, 5L, 6L);
    }

    @Test
    void onlyOneHasTheStoreAtATime() {
        assertThatThrownBy(() -> open().close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE));

        store.create(info("notes"));
        assertThat(load("notes").info().name()).isEqualTo("notes");
        store.close();
        store = open();
        assertThat(load("notes").info().name()).isEqualTo("notes");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.create(info("notes"));
        store.close();
        store.close();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.load("notes"),
                () -> store.list("", "", 1),
                () -> store.history("notes"),
                () -> store.version("notes", "v"),
                () -> store.create(info("other")),
                () -> store.append(List.of(fragment("notes", 1))),
                () -> store.delete("notes", 1))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE));
        }
    }

    @Test
    void readersSeeWholeStepsWhileAWriterIsAtWork() throws Exception {
        store.create(info("a"));
        store.create(info("b"));
        AtomicBoolean isDone = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(6)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                reads.add(readers.submit(() -> readUntil(isDone)));
            }
            try {
                for (int position = 1; position <= 200; position++) {
                    store.append(List.of(fragment("a", position), fragment("b", position)));
                    if (position % 20 == 0) {
                        store.snapshot("a", 1, position - 5, bytes("state " + (position - 5)), bytes(""));
                    }
                }
            } finally {
                isDone.set(true);
            }
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        }
    }

    private int readUntil(AtomicBoolean isDone) {
        int count = 0;
        do {
            StoredDocument document = load("a");
            assertThat(document.fragments().stream().map(StoredFragment::position))
                    .containsExactlyElementsOf(LongStream.rangeClosed(
                                    document.through() + 1, document.info().position())
                            .boxed()
                            .toList());
            assertThat(document.state()).isEqualTo(bytes(document.through() == 0 ? "" : "state " + document.through()));
            List<DocumentInfo> both = store.list("", "", 2);
            assertThat(both.getFirst().position()).isEqualTo(both.getLast().position());
            count++;
        } while (!isDone.get());
        return count;
    }

    // --- words ------------------------------------------------------------------------------------------------------

    private static void assertRefused(ThrowingCallable call, String mentioned) {
        assertThatThrownBy(call).hasMessageContaining(mentioned).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.CONFLICT);
            assertThat(e.category()).isEqualTo(Category.FIX_THE_CALL);
        });
    }

    private StoredDocument load(String name) {
        return store.load(name).orElseThrow(() -> new AssertionError("there is no " + name));
    }

    private List<Long> positions(String name) {
        return load(name).fragments().stream().map(StoredFragment::position).toList();
    }

    private void append(String name, long first, long last) {
        append(name, 1, first, last);
    }

    private void append(String name, long generation, long first, long last) {
        store.append(LongStream.rangeClosed(first, last)
                .mapToObj(position -> fragment(name, generation, position))
                .toList());
    }

    private static DocumentInfo info(String name) {
        return info(name, 1);
    }

    private static DocumentInfo info(String name, long generation) {
        return new DocumentInfo(name, "text", generation, CREATED_AT_MS, 0, 0);
    }

    private static StoredFragment fragment(String name, long position) {
        return fragment(name, 1, position);
    }

    private static StoredFragment fragment(String name, long generation, long position) {
        return new StoredFragment(name, generation, position, "ann", position * 10, content(name, position));
    }

    private static byte[] content(String name, long position) {
        return bytes(name + " at " + position);
    }

    private static Version version(String name, long position) {
        return new Version(name, "ann", 100, position);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> names(List<DocumentInfo> documents) {
        return documents.stream().map(DocumentInfo::name).toList();
    }
}
