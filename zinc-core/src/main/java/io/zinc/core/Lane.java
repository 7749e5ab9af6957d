package io.zinc.core;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A serial lane: tasks run one after another in the order in which they came, each seeing what the ones before it did, on
 * whatever threads the executor has. A plain thread pool would run them side by side and break the order of a topic.
 *
 * <p>The lane takes a thread when it has something to do and gives it back when it has not.
 */
public final class Lane implements Runnable {

    /** After so many tasks the thread is given back, so that lanes share few threads fairly. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor executor;
    private final Consumer<Throwable> faults;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;
    private volatile @Nullable Thread worker;

    /** @param faults told of what tasks throw, and of an executor that takes no task */
    public Lane(Executor executor, Consumer<Throwable> faults) {
        this.executor = executor;
        this.faults = faults;
    }

    /** Adds a task. Bounds are the caller's matter. */
    public void execute(Runnable task) {
        lock.lock();
        try {
            tasks.addLast(task);
            if (isRunning) {
                return;
            }
            isRunning = true;
        } finally {
            lock.unlock();
        }
        start();
    }

    private void start() {
        try {
            executor.execute(this);
        } catch (RuntimeException e) {
            lock.lock();
            try {
                isRunning = false; // the tasks stay, and the next one tries again
                idle.signalAll();
            } finally {
                lock.unlock();
            }
            faults.accept(e);
        }
    }

    @Override
    public void run() {
        worker = Thread.currentThread();
        boolean isDone = runSome();
        if (!isDone) {
            start();
        }
    }

    /** Whether nothing is left. */
    private boolean runSome() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task;
            lock.lock();
            try {
                task = tasks.pollFirst();
                if (task == null) {
                    worker = null;
                    isRunning = false;
                    idle.signalAll();
                    return true;
                }
            } finally {
                lock.unlock();
            }
            try {
                task.run();
            } catch (Throwable e) {
                faults.accept(e);
            }
        }
        worker = null;
        return false;
    }

    /**
     * Waits until nothing is left to do, at most until a time of {@link System#nanoTime}; not at all when a task of this
     * lane calls it, which would wait for itself.
     */
    public void awaitIdle(long deadlineNs) throws InterruptedException {
        if (Thread.currentThread().equals(worker)) {
            return;
        }
        lock.lock();
        try {
            long left = deadlineNs - System.nanoTime();
            while (isRunning && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
