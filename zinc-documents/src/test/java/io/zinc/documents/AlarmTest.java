package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private record Ring(long atMs, Runnable what) {}

    private final PriorityQueue<Ring> rings =
            new PriorityQueue<>((one, other) -> Long.compare(one.atMs(), other.atMs()));
    private final List<Long> heard = new ArrayList<>();
    private long nowMs = 1_000;
    private long againInMs;
    private final Alarm alarm =
            new Alarm((inMs, what) -> rings.add(new Ring(nowMs + inMs, what)), () -> nowMs, this::ring);

    private void ring() {
        heard.add(nowMs);
        if (againInMs > 0) {
            alarm.at(nowMs + againInMs);
        }
    }

    private void passUntil(long endMs) {
        for (Ring ring = rings.peek(); ring != null && ring.atMs() <= endMs; ring = rings.peek()) {
            rings.remove(ring);
            nowMs = ring.atMs();
            ring.what().run();
        }
        nowMs = endMs;
    }

    @Test
    void itRingsAtTheEarliestTime() {
        alarm.at(1_500);
        alarm.at(1_200);
        alarm.at(1_300);
        assertThat(alarm.isOff()).isFalse();
        passUntil(1_400);
        assertThat(heard).containsExactly(1_200L);
        assertThat(alarm.isOff()).isFalse();
        passUntil(1_600);
        assertThat(heard).containsExactly(1_200L, 1_500L);
        assertThat(alarm.isOff()).isTrue();
    }

    @Test
    void whatIsLateRingsSoon() {
        alarm.at(10);
        passUntil(1_001);
        assertThat(heard).containsExactly(1_001L);
    }

    @Test
    void earlierTimesThatArePutBeforeLaterOnesDoNotMultiplyItsRings() {
        againInMs = 100;
        for (int i = 0; i < 100; i++) {
            alarm.at(nowMs + 90);
            alarm.at(nowMs + 50);
            alarm.at(nowMs + 10);
            passUntil(nowMs + 10);
        }
        heard.clear();
        passUntil(nowMs + 10_000);
        assertThat(heard).hasSizeBetween(99, 120);
    }
}
