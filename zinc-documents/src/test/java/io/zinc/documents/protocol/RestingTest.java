package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.spi.Replica;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestingTest {

    private final Replica replica = CrdtStrategy.INSTANCE.create();
    private final List<byte[]> rests = new ArrayList<>();
    private long nowMs = 1_000;
    private long dueAtMs = Long.MAX_VALUE;
    private int looks;
    private final Resting resting = new Resting(at -> dueAtMs = Math.min(dueAtMs, at), state -> {
        rests.add(state);
        return state;
    });

    /** Lets time pass, and ticks when it is due. */
    private void pass(long ms, boolean isFree) {
        long end = nowMs + ms;
        while (dueAtMs <= end) {
            nowMs = Math.max(nowMs + 1, dueAtMs);
            dueAtMs = Long.MAX_VALUE;
            looks++;
            resting.tick(nowMs, replica, isFree);
        }
        nowMs = end;
    }

    private void change(int characters) {
        resting.used(nowMs);
        CrdtStrategy.docOf(replica).getText("text").insert(0, "x".repeat(characters));
    }

    @Test
    void aSmallReplicaThatIsNotChangedRestsSoonAndOnce() {
        change(1);
        pass(9, true);
        assertThat(rests).isEmpty();
        pass(100_000, true);
        assertThat(rests).hasSize(1);
    }

    @Test
    void whoChangesItNowAndThenWakesItLessAndLessOften() {
        for (int i = 0; i < 1_000; i++) {
            change(1);
            pass(1_000, true);
        }
        assertThat(rests).hasSizeBetween(3, 20);
    }

    @Test
    void whatIsChangedAllTheTimeIsLookedAtAboutOnceASecond() {
        for (int i = 0; i < 10_000; i++) {
            change(1);
            pass(5, true);
        }
        assertThat(rests).isEmpty();
        assertThat(looks).isBetween(50, 70);
        pass(2_000, true);
        assertThat(rests).hasSize(1);
    }

    @Test
    void whoComesBackAfterLongFindsItRestingAndItRestsSoonAgain() {
        for (int i = 0; i < 10; i++) {
            change(1);
            pass(60_000, true);
        }
        assertThat(rests).hasSize(10);
    }

    @Test
    void aLargeOneThatWasWokenIsLeftAwakeForLonger() {
        change(1 << 20);
        pass(60_000, true);
        change(1);
        pass(1_000, true);
        assertThat(rests).hasSize(1);
        pass(1_000, true);
        assertThat(rests).hasSize(2);
    }

    @Test
    void whileSomethingIsUnderWayItDoesNotRest() {
        change(1);
        pass(60_000, false);
        assertThat(rests).isEmpty();
        pass(1_000, true);
        assertThat(rests).hasSize(1);
    }

    @Test
    void whoOnlyReadsWakesItUntilItRestsAgain() {
        change(1);
        pass(60_000, true);
        assertThat(replica.version()).isNotEmpty();
        pass(60_000, true);
        assertThat(rests).hasSize(2);
    }
}
