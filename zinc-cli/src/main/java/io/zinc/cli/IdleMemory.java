package io.zinc.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has garbage collected while a program that stays has nothing to do. A JVM collects when it wants memory, so what was needed for
 * a moment, such as when many browsers brought documents at once, would be kept from other programs for ever.
 *
 * <p>A collection stops the program for about a millisecond for each megabyte that is in use. So there is one only when the program
 * has been idle, longer where collections take longer, and when about half as much has come as was left last time.
 */
final class IdleMemory implements AutoCloseable {

    private static final int LOOK_MS = 250;

    /** What a program may use of one core and is still said to do nothing. */
    private static final double IDLE_SHARE = 0.1;

    private static final int LEAST_IDLE_LOOKS = 2;

    /** One more look for so much that the last collection took. */
    private static final int MS_PER_LOOK = 100;

    private static final long LEAST_BYTES = 16 << 20;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Runtime runtime = Runtime.getRuntime();
    private final CountDownLatch closed = new CountDownLatch(1);

    private long leftBytes;
    private long collectionMs;

    private IdleMemory() {}

    /** Begins to watch. */
    static IdleMemory watch() {
        IdleMemory memory = new IdleMemory();
        Thread.ofPlatform().daemon().name("zinc-idle-memory").start(memory::run);
        return memory;
    }

    private void run() {
        int idleLooks = 0;
        long usedNs = system.getProcessCpuTime();
        try {
            while (!closed.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                long now = system.getProcessCpuTime();
                idleLooks = now - usedNs <= IDLE_SHARE * LOOK_MS * 1e6 ? idleLooks + 1 : 0;
                if (idleLooks >= LEAST_IDLE_LOOKS + collectionMs / MS_PER_LOOK && isWorthIt()) {
                    collect();
                    idleLooks = 0;
                }
                usedNs = system.getProcessCpuTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWorthIt() {
        return usedBytes() - leftBytes >= Math.max(LEAST_BYTES, leftBytes / 2);
    }

    private long usedBytes() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void collect() {
        long beganNs = System.nanoTime();
        runtime.gc();
        collectionMs = (System.nanoTime() - beganNs) / 1_000_000;
        leftBytes = usedBytes();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
