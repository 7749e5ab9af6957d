package io.zinc.cli;

import io.zinc.benchmarks.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far a replay is, by what its processes say. Any thread may use it. */
final class ReplayProgress {

    /** So long after the last edit was acknowledged every replica has to have it. */
    static final int PATIENCE_S = 30;

    private static final int BAR = 30;

    private final Trace trace;
    private final int processes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition reported = lock.newCondition();
    private final long startedNs = System.nanoTime();
    private final Map<String, String> endpoints = new HashMap<>();
    private final Map<String, Integer> played = new HashMap<>();
    private final Map<String, String> hashes = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> complete = new HashSet<>();
    private final List<ProcessTree.Member> waiting = new ArrayList<>();
    private final CompletableFuture<Boolean> allAcknowledged = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private boolean hasBegun;
    private long begunNs;
    private long overNs;

    /**
     * What a process has in the end.
     *
     * @param hash the SHA-256 of its text; words instead if it did not say
     */
    record Report(String name, long pid, String endpoint, String hash) {
        String line() {
            return String.format("%-10s process %-8d endpoint %s  SHA-256 %s", name, pid, endpoint, hash);
        }
    }

    ReplayProgress(Trace trace, int processes) {
        this.trace = trace;
        this.processes = processes;
    }

    /** A process has said something; true when it is ready for the first time. */
    boolean heard(ProcessTree.Member member, String line) {
        String[] words = line.split(" ", -1);
        String name = member.name();
        lock.lock();
        try {
            switch (words[0]) {
                case "ready" -> {
                    boolean isFirst = endpoints.put(name, words[1]) == null;
                    begin(member);
                    return isFirst;
                }
                case "played" -> played.put(name, Integer.parseInt(words[1]));
                case "acknowledged" -> acknowledged.add(name);
                case "complete" -> complete.add(name);
                case "text" -> {
                    hashes.put(name, words[1]);
                    reported.signalAll();
                }
                default -> {}
            }
            settle();
        } finally {
            lock.unlock();
        }
        return false;
    }

    /** The authors begin when everyone is there; one who was started again begins at once. */
    private void begin(ProcessTree.Member member) {
        waiting.add(member);
        if (endpoints.size() < processes) {
            return;
        }
        if (!hasBegun) {
            hasBegun = true;
            begunNs = System.nanoTime();
        }
        // authors alone wait for it
        waiting.stream().filter(one -> one.name().startsWith("author ")).forEach(one -> one.tell("begin"));
        waiting.clear();
    }

    private void settle() {
        if (acknowledged.size() == trace.authors()) {
            boolean unused = allAcknowledged.complete(true);
            if (complete.size() == processes) {
                finish();
            }
        }
    }

    private void finish() {
        if (overNs == 0) {
            overNs = System.nanoTime();
        }
        boolean unused = over.complete(true);
    }

    /** Done when each author's edits are acknowledged. */
    CompletableFuture<Boolean> whenAcknowledged() {
        return allAcknowledged;
    }

    /** Done when each replica has the recorded text, or there is no hope that it will. */
    CompletableFuture<Boolean> whenOver() {
        return over;
    }

    /** Waits no longer for replicas that have another text. */
    void giveUp() {
        lock.lock();
        try {
            finish();
        } finally {
            lock.unlock();
        }
    }

    /** How long the processes have been running. */
    long runningMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
    }

    /** How long it took from the first edit until every replica had all. */
    long playedMs() {
        lock.lock();
        try {
            return TimeUnit.NANOSECONDS.toMillis(overNs - begunNs);
        } finally {
            lock.unlock();
        }
    }

    /** Asks each process for the hash of its text. */
    List<Report> reports(List<ProcessTree.Member> members) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            hashes.clear();
            members.forEach(member -> member.tell("report"));
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_S);
            while (hashes.size() < members.size() && left > 0) {
                left = reported.awaitNanos(left);
            }
            return members.stream()
                    .map(member -> new Report(
                            member.name(),
                            member.pid(),
                            endpoints.getOrDefault(member.name(), "?"),
                            hashes.getOrDefault(member.name(), "not told")))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** How far it is, in a line. */
    String line() {
        lock.lock();
        try {
            if (!hasBegun) {
                return endpoints.size() + " of " + processes + " processes are ready";
            }
            long made = played.values().stream().mapToLong(Integer::longValue).sum();
            long all = trace.steps().size();
            int filled = (int) (BAR * made / Math.max(1, all));
            return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + made + " of " + all + " edits made; "
                    + complete.size() + " of " + processes + " have the whole text";
        } finally {
            lock.unlock();
        }
    }
}
