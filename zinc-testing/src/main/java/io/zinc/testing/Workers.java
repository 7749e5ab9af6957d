package io.zinc.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The threads that handlers run on, in virtual time: tasks begin in any order, some time after they were handed over, and
 * another one may run in the middle of one, as if the thread of the first had been preempted.
 */
final class Workers implements Executor {

    private static final int MOST_NESTED = 3;

    private final VirtualTime time;
    private final RandomGenerator random;
    private final List<Runnable> ready = new ArrayList<>();
    private final Coverage coverage;
    private int nested;
    private boolean isOver;

    Workers(VirtualTime time, RandomGenerator random, Coverage coverage) {
        this.coverage = coverage;
        this.time = time;
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
        time.after(random.nextLong(VirtualTime.millis(3)), this::runOne);
    }

    private void runOne() {
        if (!ready.isEmpty() && !isOver) {
            Runnable task = ready.remove(random.nextInt(ready.size()));
            nested++;
            task.run();
            nested--;
        }
    }

    /** A task is in the middle of its work: another one may get the processor. */
    void mayBePreempted() {
        if (!ready.isEmpty() && nested < MOST_NESTED && random.nextInt(4) == 0) {
            coverage.once("tasks preempted");
            runOne();
        }
    }

    /** The process is gone. */
    void end() {
        isOver = true;
    }
}
