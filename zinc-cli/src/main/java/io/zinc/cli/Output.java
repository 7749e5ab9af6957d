package io.zinc.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Standard output as lines. A line that stands alone is out at once; many in a row leave in large writes: a thread of its
 * own flushes as soon as it gets the lock.
 *
 * <p>When the reader has gone (as in {@code zinc listen | head -1}), {@link #isBroken()} turns true and what is written
 * is dropped: the reader has what it wanted.
 */
final class Output {

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean isDirty;
    private volatile boolean isBroken;
    private @Nullable Thread flusher;
    private Runnable onBroken = () -> {};

    Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, 64 << 10);
    }

    /** Has something run once when the reader has gone. */
    void onBroken(Runnable action) {
        lock.lock();
        try {
            onBroken = action;
        } finally {
            lock.unlock();
        }
    }

    boolean isBroken() {
        return isBroken;
    }

    void line(String text) {
        line(text.getBytes(StandardCharsets.UTF_8));
    }

    void line(byte[] bytes) {
        lock.lock();
        try {
            if (isBroken) {
                return;
            }
            out.write(bytes);
            out.write('\n');
            dirty();
        } catch (IOException e) {
            broken();
        } finally {
            lock.unlock();
        }
    }

    /** Writes text as it is and sends it out. */
    void now(String text) {
        now(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes as they are and sends them out. */
    void now(byte[] bytes) {
        lock.lock();
        try {
            if (!isBroken) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            broken();
        } finally {
            lock.unlock();
        }
    }

    void flush() {
        now("");
    }

    /** The same as a stream, for those who print more than lines. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                now(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        };
    }

    private void dirty() {
        if (flusher == null) {
            flusher = Thread.ofPlatform().daemon().name("zinc-output").start(this::flushForever);
        }
        isDirty = true;
        changed.signal();
    }

    private void flushForever() {
        lock.lock();
        try {
            while (!isBroken) {
                while (!isDirty) {
                    changed.await();
                }
                isDirty = false;
                out.flush();
            }
        } catch (IOException e) {
            broken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void broken() {
        if (!isBroken) {
            isBroken = true;
            Thread.ofVirtual().name("zinc-output-broken").start(onBroken);
        }
    }
}
