package io.zinc.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of this process after a full collection.
 *
 * @param heapBytes what lives on the heap
 * @param residentBytes what the system has given it, all in all; 0 where that cannot be told
 */
record ProcessMemory(long heapBytes, long residentBytes) {

    private static final int COLLECTIONS = 4;
    private static final Path STATUS = Path.of("/proc/self/status");

    static ProcessMemory now() throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        long heapBytes =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new ProcessMemory(heapBytes, readResidentBytes());
    }

    private static long readResidentBytes() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .sum();
    }

    Answer answer() {
        return new Answer().with("heapBytes", heapBytes).with("residentBytes", residentBytes);
    }

    static ProcessMemory of(Answer answer) {
        return new ProcessMemory(answer.number("heapBytes"), answer.number("residentBytes"));
    }
}
