package io.zinc.zeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PatientSelectorTest {

    private static final int BOUND_MS = 10_000;

    private PatientSelector selector;
    private Pipe pipe;
    private SelectionKey key;
    private final AtomicInteger chores = new AtomicInteger();

    @BeforeEach
    void watchAPipe() throws IOException {
        selector = new PatientSelector(Selector.open(), waiting -> chores.incrementAndGet());
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        key = pipe.source().register(selector, SelectionKey.OP_READ, "the pipe");
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        pipe.source().close();
        pipe.sink().close();
    }

    private void write() throws IOException {
        assertThat(pipe.sink().write(ByteBuffer.allocate(1))).isEqualTo(1);
    }

    /** As JeroMQ does: takes the ready keys away one by one. */
    private int selected() throws IOException {
        int ready = selector.select(BOUND_MS);
        assertThat(selector.selectedKeys()).containsExactly(key);
        assertThat(key.isReadable()).isTrue();
        selector.selectedKeys().clear();
        return ready;
    }

    @Test
    void aByteThatIsLeftInItsPipeIsToldOfAgainAndAgain() throws IOException {
        write();
        for (int i = 0; i < 100; i++) {
            assertThat(selected()).isEqualTo(1);
        }
        assertThat(pipe.source().read(ByteBuffer.allocate(2))).isEqualTo(1);
        assertThat(selector.selectNow()).isZero();
    }

    @Test
    void eachWaitIsPrecededByWhatIsToBeDoneBefore() throws IOException {
        write();
        int unused = selected();
        assertThat(chores.get()).isEqualTo(1);
        unused = selected();
        assertThat(chores.get()).isEqualTo(2);
        unused = selector.selectNow();
        assertThat(chores.get()).as("that does not wait").isEqualTo(2);
    }

    @Test
    void aKeyBelongsToItsSelectorAndCarriesWhatWasAttached() {
        assertThat(pipe.source().keyFor(selector)).isSameAs(key);
        assertThat(key.selector()).isSameAs(selector);
        assertThat(key.attachment()).isEqualTo("the pipe");
        assertThat(selector.keys()).containsExactly(key);
    }

    @Test
    void nobodyIsToldOfWhatNobodyIsInterestedIn() throws IOException {
        write();
        key.interestOps(0);
        assertThat(selector.selectNow()).isZero();
        key.interestOps(SelectionKey.OP_READ);
        assertThat(selected()).isEqualTo(1);
    }

    @Test
    void aCancelledKeyIsForgottenWithTheNextSelection() throws IOException {
        write();
        key.cancel();
        assertThat(selector.selectNow()).isZero();
        assertThat(selector.keys()).isEmpty();
        assertThat(pipe.source().keyFor(selector)).isNull();
    }

    @Test
    void whoWaitsDoesItsChoreAgainWhenAskedAndWaitsOn() throws Exception {
        try (ExecutorService waiting = Executors.newSingleThreadExecutor()) {
            Future<Integer> selection = waiting.submit(this::selected);
            for (int asked = 1; asked < 1_000; asked++) {
                while (chores.get() < asked) {
                    Thread.onSpinWait();
                }
                selector.doChoreAgain();
            }
            while (chores.get() < 1_000) {
                Thread.onSpinWait();
            }
            assertThat(selection.isDone()).isFalse();
            write();
            assertThat(selection.get()).isEqualTo(1);
            assertThat(chores.get()).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void whoIsWokenForAChoreJustWhenItComesBackIsNotWokenInVainAfterwards() throws Exception {
        AtomicBoolean isEnough = new AtomicBoolean();
        try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
            Future<?> unused = asking.submit(() -> {
                while (!isEnough.get()) {
                    selector.doChoreAgain();
                }
            });
            long endNs = System.nanoTime() + 5_000_000_000L; // rounds take long where others want the processor, too
            for (int i = 0; i < 20_000 && System.nanoTime() < endNs; i++) {
                write();
                assertThat(selected()).isEqualTo(1);
                assertThat(pipe.source().read(ByteBuffer.allocate(1))).isEqualTo(1);
            }
            isEnough.set(true);
        }
        long begunNs = System.nanoTime();
        assertThat(selector.select(50)).isZero();
        assertThat(System.nanoTime() - begunNs).isGreaterThanOrEqualTo(45_000_000);
    }

    @Test
    void aWaitEndsWhenItIsToldToWhateverChoreIsWanted() throws Exception {
        try (ExecutorService waiting = Executors.newSingleThreadExecutor()) {
            Future<Integer> selection = waiting.submit(() -> selector.select());
            while (chores.get() == 0) {
                Thread.onSpinWait();
            }
            selector.doChoreAgain();
            Selector unused = selector.wakeup();
            assertThat(selection.get()).isZero();
        }
    }

    @Test
    void aClosedSelectorLeavesNothingWithItsChannels() throws IOException {
        selector.close();

        assertThat(pipe.source().isRegistered()).isFalse();
    }

    @Test
    void aSelectionEndsInTimeHoweverOftenTheChoreIsWanted() throws Exception {
        PatientSelector busy = new PatientSelector(Selector.open(), waiting -> {
            chores.incrementAndGet();
            waiting.doChoreAgain();
        });
        assertThat(busy.select(200)).isZero();
        busy.close();
        assertThat(chores.get()).isGreaterThan(1);
    }

    @Test
    void whatIsThereIsToldOfHoweverOftenTheChoreIsWanted() throws Exception {
        PatientSelector busy = new PatientSelector(Selector.open(), PatientSelector::doChoreAgain);
        SelectionKey watched = pipe.source().register(busy, SelectionKey.OP_READ);
        write();
        assertThat(busy.select()).isEqualTo(1);
        assertThat(busy.selectedKeys()).containsExactly(watched);
        busy.close();
    }

    @Test
    void aWakeUpEndsTheNextSelection() throws IOException {
        assertThat(selector.wakeup()).isSameAs(selector);
        assertThat(selector.select(0)).isZero();
    }
}
