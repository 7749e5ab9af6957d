package io.zinc.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The processes that {@code zinc up} has started, the host first, and what happened to them. */
final class ProcessTree implements AutoCloseable {

    private static final int SHOWN_EVENTS = 4;
    private static final int KEPT_EVENTS = 100;
    private static final String NEWS = "zinc: ";

    private final ClusterOptions cluster;
    private final Consumer<String> onHostEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ZincProcess> processes = new ArrayList<>();
    private final Deque<String> events = new ArrayDeque<>();
    private String hostsLastWords = "it gave no reason";
    private long eventCount;
    private long toldEvents;
    private boolean isClosed;

    /**
     * @param cluster what all of them take part in
     * @param onHostEnd gets the host's last words if it ends by itself, once
     */
    ProcessTree(ClusterOptions cluster, Consumer<String> onHostEnd) {
        this.cluster = cluster;
        this.onHostEnd = onHostEnd;
    }

    /** Starts one more; {@code onReady} is run when it says that it is there. */
    void start(String name, Runnable onReady, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--cluster", cluster.cluster));
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            boolean isHost = processes.isEmpty();
            AtomicBoolean isReady = new AtomicBoolean();
            ZincProcess process = ZincProcess.start(
                    name, command, cluster.credentials, line -> said(name, isHost, isReady, onReady, line));
            processes.add(process);
            process.onExit(code -> ended(process, isHost, code));
        } finally {
            lock.unlock();
        }
    }

    private void said(String name, boolean isHost, AtomicBoolean isReady, Runnable onReady, String line) {
        if (!line.startsWith(NEWS)) {
            if (isReady.compareAndSet(false, true)) {
                onReady.run();
            }
            return;
        }
        String news = line.substring(NEWS.length());
        lock.lock();
        try {
            if (isHost) {
                hostsLastWords = news;
            }
            addEvent(name + ": " + news);
        } finally {
            lock.unlock();
        }
    }

    private void ended(ZincProcess process, boolean isHost, int code) {
        String words;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            addEvent(process.name() + " (process " + process.pid() + ") has ended with exit code " + code);
            words = hostsLastWords;
        } finally {
            lock.unlock();
        }
        if (isHost) {
            onHostEnd.accept(words + " (exit code " + code + ")");
        }
    }

    private void addEvent(String event) {
        if (isClosed) {
            return;
        }
        events.addLast(Text.printable(event));
        eventCount++;
        if (events.size() > KEPT_EVENTS) {
            events.removeFirst();
        }
    }

    /** The few newest events. */
    List<String> lastEvents() {
        lock.lock();
        try {
            return events.stream()
                    .skip(Math.max(0, events.size() - SHOWN_EVENTS))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The events since the last call. */
    List<String> newEvents() {
        lock.lock();
        try {
            long news = Math.min(eventCount - toldEvents, events.size());
            toldEvents = eventCount;
            return events.stream().skip(events.size() - news).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Stops all of them, and returns when none is left. */
    @Override
    public void close() {
        List<ZincProcess> left;
        lock.lock();
        try {
            isClosed = true;
            left = List.copyOf(processes);
        } finally {
            lock.unlock();
        }
        left.reversed().forEach(ZincProcess::stop);
        left.reversed().forEach(ZincProcess::close);
    }
}
