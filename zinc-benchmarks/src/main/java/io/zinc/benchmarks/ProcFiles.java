package io.zinc.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux knows about a process: processor time and memory. */
record ProcFiles(long pid) {

    /** Linux counts processor time in hundredths of a second for programs, on all machines. */
    private static final long NS_PER_TICK = 10_000_000;

    /** Places in the part of the stat file behind the program's name. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Whether this machine tells. */
    static boolean areThere() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** Processor time of all the process's threads, to the hundredth of a second. */
    long cpuNs() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * NS_PER_TICK;
    }

    /** Memory of the process that is in the machine's memory. */
    long residentBytes() {
        Matcher line = RESIDENT.matcher(read("status"));
        if (!line.find()) {
            throw new IllegalStateException("the process " + pid + " has no memory; it has ended");
        }
        return Long.parseLong(line.group(1)) * 1024;
    }

    private String read(String name) {
        Path file = Path.of("/proc", String.valueOf(pid), name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + "; the process has ended, or this is no Linux", e);
        }
    }
}
