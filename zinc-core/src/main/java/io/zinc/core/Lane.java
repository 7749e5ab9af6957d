package io.zinc.core;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A serial lane: tasks run one after another in the order in which they came, each seeing what the ones before it did, on
 * whatever threads the executor has. A plain thread pool would run them side by side and break the order of a topic.
 *
 * <p>The lane takes a thread when it has something to do and gives it back when it has not.
 */
final class Lane implements Runnable {

    /** After so many tasks the thread is given back, so that lanes share few threads fairly. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;

    Lane(Executor executor) {
        this.executor = executor;
    }

    /** Adds a task. Bounds are the caller's matter. */
    void execute(Runnable task) {
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
        } catch (RejectedExecutionException e) {
            lock.lock();
            try {
                tasks.clear(); // the executor was shut down: nobody will run them
                isRunning = false;
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task;
            lock.lock();
            try {
                task = tasks.pollFirst();
                if (task == null) {
                    isRunning = false;
                    idle.signalAll();
                    return;
                }
            } finally {
                lock.unlock();
            }
            task.run();
        }
        start();
    }

    /** Waits until nothing is left to do, at most until a time of {@link System#nanoTime}. */
    void awaitIdle(long deadlineNs) throws InterruptedException {
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
