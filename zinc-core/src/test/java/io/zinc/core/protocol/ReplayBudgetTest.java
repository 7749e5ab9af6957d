package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayBudgetTest {

    private static byte[] frame(long base, int count, int bytes) {
        byte[] frame =
                Frames.broadcast(Frames.BROADCAST_HEADER + bytes, 9, Frames.TYPE_BATCH, new Reign(1, 2, 3), base);
        Wire.putInt(frame, Frames.COUNT_AT, count);
        return frame;
    }

    private static List<Long> basesFrom(ReplayBudget.Replay replay, long first) {
        List<Long> bases = new ArrayList<>();
        replay.from(first, Long.MAX_VALUE).forEach(frame -> bases.add(Frames.base(frame)));
        return bases;
    }

    @Test
    void aTopicIsOneContiguousRange() {
        ReplayBudget.Replay replay = new ReplayBudget(1 << 20).new Replay();
        replay.add(frame(1, 3, 10));
        replay.add(frame(4, 1, 10));
        replay.add(frame(5, 6, 10));

        assertThat(replay.first()).isEqualTo(1);
        assertThat(basesFrom(replay, 4)).containsExactly(4L, 5L);
        assertThat(basesFrom(replay, 3)).containsExactly(1L, 4L, 5L);
        assertThat(basesFrom(replay, 11)).isEmpty();
    }

    @Test
    void whatIsAskedForHasAnEnd() {
        ReplayBudget.Replay replay = new ReplayBudget(1 << 20).new Replay();
        for (int i = 0; i < 10; i++) {
            replay.add(frame(1 + 3 * i, 3, 10));
        }

        List<Long> bases = new ArrayList<>();
        replay.from(5, 10).forEach(frame -> bases.add(Frames.base(frame)));
        assertThat(bases).containsExactly(4L, 7L, 10L);
        assertThat(replay.from(5, 4)).isEmpty();
        assertThat(replay.from(31, 40)).isEmpty();
    }

    @Test
    void blocksWithLittleInThemAreBoundedToo() {
        ReplayBudget budget = new ReplayBudget(4 << 20);
        ReplayBudget.Replay steady = budget.new Replay();
        long base = 1;
        for (int round = 0; round < 100; round++) {
            ReplayBudget.Replay brief = budget.new Replay();
            for (int i = 0; i < 20; i++) {
                brief.add(frame(i + 1, 1, 100_000));
                steady.add(frame(base++, 1, 10));
            }
            brief.clear();
        }

        assertThat(budget.heldBytes()).isLessThan(16 << 20);
        assertThat(basesFrom(steady, base - 5)).hasSize(5);
    }

    @Test
    void theOldestFrameOfAllTopicsIsForgottenFirst() {
        ReplayBudget budget = new ReplayBudget(1_000);
        ReplayBudget.Replay quiet = budget.new Replay();
        ReplayBudget.Replay busy = budget.new Replay();
        quiet.add(frame(1, 1, 10));
        for (int i = 1; i <= 100; i++) {
            busy.add(frame(i, 1, 10));
        }

        assertThat(quiet.first()).isEqualTo(Long.MAX_VALUE);
        assertThat(busy.first()).isGreaterThan(90);
        assertThat(budget.bytes()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void whatIsClearedNoLongerCounts() {
        ReplayBudget budget = new ReplayBudget(10_000);
        ReplayBudget.Replay one = budget.new Replay();
        ReplayBudget.Replay other = budget.new Replay();
        one.add(frame(1, 1, 10));
        other.add(frame(1, 1, 10));
        one.clear();
        other.clear();

        assertThat(budget.bytes()).isZero();
        other.add(frame(7, 1, 10));
        assertThat(basesFrom(other, 1)).containsExactly(7L);
        assertThat(one.first()).isEqualTo(Long.MAX_VALUE);
    }
}
