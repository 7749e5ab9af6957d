package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What documents promise to Java programs. */
class DocTest {
    @Test
    void aSecondThreadIsToldThatTheDocumentIsInUse() throws InterruptedException {
        Doc doc = new Doc();
        YText text = doc.getText("t");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Thread other = new Thread(
                () -> {
                    try {
                        inside.await();
                        text.insert(0, "x");
                    } catch (ConcurrentUseException | InterruptedException e) {
                        refused.set(e);
                    } finally {
                        tried.countDown();
                    }
                },
                "intruder");
        other.start();
        doc.transact(() -> {
            text.insert(0, "mine");
            inside.countDown();
            try {
                tried.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        other.join();
        assertThat(refused.get())
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessageContaining("intruder")
                .hasMessageContaining("one owner at a time");
        assertThat(text.toString()).isEqualTo("mine");
        Thread next = new Thread(() -> text.insert(4, " and yours"));
        next.start();
        next.join();
        assertThat(text.toString()).isEqualTo("mine and yours");
    }

    @Test
    void aRootCanBeDeclaredAfterItsContentCameButNotAsTwoKinds() {
        Doc author = new Doc();
        author.getText("t").insert(0, "abc");
        Doc doc = Doc.fromUpdate(author.encodeStateAsUpdate());
        assertThat(doc.roots()).isEqualTo(Map.of("t", TypeKind.UNTYPED));
        assertThat(doc.getText("t").toString()).isEqualTo("abc");
        assertThatThrownBy(() -> doc.getMap("t"))
                .isInstanceOf(TypeMismatchException.class)
                .hasMessageContaining("TEXT");
    }

    @Test
    void allObserversAreCalledEvenIfOneThrows() {
        Doc doc = new Doc();
        YText text = doc.getText("t");
        List<String> calls = new ArrayList<>();
        text.observe((event, tx) -> {
            throw new IllegalStateException("first");
        });
        text.observe((event, tx) -> {
            throw new IllegalArgumentException("second");
        });
        text.observe((event, tx) -> calls.add(event.delta().toString()));
        doc.onUpdate((update, tx) -> calls.add("update"));
        assertThatThrownBy(() -> text.insert(0, "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasSuppressedException(new IllegalArgumentException("second"));
        assertThat(calls).hasSize(2).endsWith("update");
        assertThat(text.toString()).isEqualTo("x");
    }

    @Test
    void whatAnObserverChangesIsATransactionOfItsOwn() {
        Doc doc = new Doc();
        YText text = doc.getText("t");
        YMap counts = doc.getMap("counts");
        List<byte[]> updates = new ArrayList<>();
        doc.onUpdate((update, tx) -> updates.add(update));
        text.observe((event, tx) -> counts.set("length", text.length()));
        text.insert(0, "abc");
        assertThat(counts.get("length")).isEqualTo(3L);
        assertThat(updates).hasSize(2);
        Doc copy = new Doc();
        updates.forEach(copy::applyUpdate);
        assertThat(copy.encodeStateAsUpdate()).isEqualTo(doc.encodeStateAsUpdate());
    }

    @Test
    void growingARunInPlaceLooksLikeAnInsertionToObservers() {
        Doc doc = new Doc();
        YText text = doc.getText("t");
        text.insert(0, "abc");
        List<DeltaOp> seen = new ArrayList<>();
        text.observe((event, tx) -> seen.addAll(event.delta()));
        doc.transact(() -> {
            text.insert(3, "d");
            text.insert(4, "e");
            text.delete(0, 1);
        });
        assertThat(seen).containsExactly(DeltaOp.delete(1), DeltaOp.retain(2), DeltaOp.insert("de"));
    }

    @Test
    void aSharedTypeCanBeInsertedOnlyOnce() {
        Doc doc = new Doc();
        YMap map = new YMap(Map.of("k", 1));
        doc.getArray("a").push(map);
        assertThat(map.get("k")).isEqualTo(1L);
        assertThatThrownBy(() -> doc.getArray("a").push(map)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new YText("x").length())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("insert it first");
    }

    @Test
    void valuesThatADocumentCannotHoldAreRefusedBeforeAnythingChanges() {
        Doc doc = new Doc();
        YArray array = doc.getArray("a");
        assertThatThrownBy(() -> array.push(1, new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.push(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.insert(1, "x"))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("0..0");
        assertThat(array.length()).isZero();
    }

    @Test
    void someoneElseUsingOurClientIdMakesUsTakeAnother() {
        Doc one = new Doc(DocOptions.defaults().withClientId(5));
        one.getText("t").insert(0, "one");
        Doc two = new Doc(DocOptions.defaults().withClientId(5));
        two.applyUpdate(one.encodeStateAsUpdate(), "net");
        assertThat(two.clientId()).isNotEqualTo(5);
    }

    @Test
    void missingTellsWhatIsWaitedFor() {
        Doc author = new Doc(DocOptions.defaults().withClientId(9));
        List<byte[]> updates = new ArrayList<>();
        author.onUpdate((update, tx) -> updates.add(update));
        author.getText("t").insert(0, "a");
        author.getText("t").insert(0, "b");
        Doc reader = new Doc();
        reader.applyUpdate(updates.get(1));
        assertThat(reader.missing().clocks()).isEqualTo(new StateVector(Map.of(9L, 0L)));
        assertThat(reader.missing().isNothing()).isFalse();
        reader.applyUpdate(updates.get(0));
        assertThat(reader.missing().isNothing()).isTrue();
        assertThat(reader.getText("t").toString()).isEqualTo("ba");
    }

    @Test
    void textThatIsDeletedGivesItsMemoryBack() {
        Doc doc = new Doc(DocOptions.defaults().withClientId(3));
        YText text = doc.getText("t");
        for (int i = 0; i < 2000; i++) {
            text.insert(0, "some text that goes again ");
            text.insert(0, "|");
            text.delete(1, 26);
        }
        doc.checkInvariants();
        assertThat(text.toString()).isEqualTo("|".repeat(2000));
        int[] footprint = {0};
        java.util.Set<TextBuffer> buffers = new java.util.HashSet<>();
        doc.clients.descending()[0].forEachFrom(0, struct -> {
            if (struct instanceof Item item && item.kind() == Item.STRING && buffers.add(item.text())) {
                footprint[0] += item.text().footprint();
            }
        });
        assertThat(footprint[0]).isLessThan(20_000);
    }

    @Test
    void runsOfBillionsOfUnitsAreFoundAndCut() {
        ByteWriter update = new ByteWriter(64);
        update.varUint(2);
        section(update, 1, 3);
        update.uint8(Item.STRING);
        update.varUint(1);
        update.varString("t");
        update.varString("x".repeat(100));
        deletedBehind(update, 1, 99);
        deletedBehind(update, 1, 99L + Integer.MAX_VALUE);
        section(update, 2, 1);
        update.uint8(0xc0 | Item.STRING);
        update.varUint(1);
        update.varUint(Integer.MAX_VALUE + 50L);
        update.varUint(1);
        update.varUint(Integer.MAX_VALUE + 51L);
        update.varString("y");
        update.varUint(0);

        Doc doc = Doc.fromUpdate(update.toBytes());
        doc.checkInvariants();
        assertThat(doc.getText("t").toString()).isEqualTo("x".repeat(100) + "y");
        assertThat(doc.clients.descending()[1].find(Integer.MAX_VALUE + 51L).clock)
                .isEqualTo(Integer.MAX_VALUE + 51L);
        assertThat(Doc.fromUpdate(doc.encodeStateAsUpdate()).encodeStateAsUpdate())
                .isEqualTo(doc.encodeStateAsUpdate());
    }

    private static void section(ByteWriter update, long client, int structs) {
        update.varUint(structs);
        update.varUint(client);
        update.varUint(0);
    }

    private static void deletedBehind(ByteWriter update, long client, long clock) {
        update.uint8(0x80 | Item.DELETED);
        update.varUint(client);
        update.varUint(clock);
        update.varUint(Integer.MAX_VALUE);
    }
}
