package io.zinc.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a tree, the host first, and what happened to them. One that ends by itself is started again, but for the
 * host, which takes everything with it.
 */
final class ProcessTree implements AutoCloseable {

    private static final int SHOWN_EVENTS = 4;
    private static final int KEPT_EVENTS = 100;
    private static final int MOST_STARTS_IN_VAIN = 3;
    private static final String NEWS = "zinc: ";
    /** How a process begins the line with which it says that it is there. */
    private static final List<String> READY = List.of("ready ", "hosting ", "relaying ");

    private final ClusterOptions cluster;
    private final BiConsumer<Member, String> said;
    private final Consumer<String> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Member> members = new ArrayList<>();
    private final Deque<String> events = new ArrayDeque<>();
    private long eventCount;
    private long toldEvents;
    private boolean isClosed;

    /** One place in the tree, and the process that takes it now. */
    final class Member {
        private final String name;
        private final List<String> words;
        private @Nullable ZincProcess process;
        private String lastWords = "it gave no reason";
        private int startsInVain;

        private Member(String name, List<String> words) {
            this.name = name;
            this.words = words;
        }

        String name() {
            return name;
        }

        long pid() {
            lock.lock();
            try {
                return process == null ? 0 : process.pid();
            } finally {
                lock.unlock();
            }
        }

        /** Gives the process a line to read; one that has ended does not hear it. */
        void tell(String line) {
            ZincProcess now;
            lock.lock();
            try {
                now = process;
            } finally {
                lock.unlock();
            }
            if (now != null) {
                now.tell(line);
            }
        }
    }

    /**
     * @param cluster what all of them take part in
     * @param said gets what members print, but for news; again {@code ready} when one was started again
     * @param onFailure gets why it cannot go on: the host has ended, or another one does not start
     */
    ProcessTree(ClusterOptions cluster, BiConsumer<Member, String> said, Consumer<String> onFailure) {
        this.cluster = cluster;
        this.said = said;
        this.onFailure = onFailure;
    }

    /** Starts one more. */
    Member start(String name, List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of("--cluster", cluster.cluster));
        Member member = new Member(name, command);
        lock.lock();
        try {
            if (!isClosed) {
                members.add(member);
                start(member);
            }
        } finally {
            lock.unlock();
        }
        return member;
    }

    /** Starts a member's process; called with the lock held. */
    private void start(Member member) {
        ZincProcess process =
                ZincProcess.start(member.name, member.words, cluster.credentials, line -> heard(member, line));
        member.process = process;
        process.onExit(code -> ended(member, process, code));
    }

    private void heard(Member member, String line) {
        if (line.startsWith(NEWS)) {
            lock.lock();
            try {
                member.lastWords = line.substring(NEWS.length());
                addEvent(member.name + ": " + member.lastWords);
            } finally {
                lock.unlock();
            }
            return;
        }
        if (isReady(line)) {
            lock.lock();
            try {
                member.startsInVain = 0;
            } finally {
                lock.unlock();
            }
        }
        said.accept(member, line);
    }

    /** Whether a line is that with which a process says that it is there. */
    static boolean isReady(String line) {
        return READY.stream().anyMatch(line::startsWith);
    }

    private void ended(Member member, ZincProcess process, int code) {
        String failure = null;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            String end = member.name + " (process " + process.pid() + ") has ended with exit code " + code;
            if (member == members.getFirst() || ++member.startsInVain > MOST_STARTS_IN_VAIN) {
                addEvent(end);
                failure = end + ": " + member.lastWords;
            } else {
                start(member);
                addEvent(end + "; started again as process " + member.pid());
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            onFailure.accept(failure);
        }
    }

    /** Adds something of one's own to what happened. */
    void note(String event) {
        lock.lock();
        try {
            addEvent(event);
        } finally {
            lock.unlock();
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

    List<Member> members() {
        lock.lock();
        try {
            return List.copyOf(members);
        } finally {
            lock.unlock();
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
        List<ZincProcess> left = new ArrayList<>();
        lock.lock();
        try {
            isClosed = true;
            for (Member member : members.reversed()) {
                if (member.process != null) {
                    left.add(member.process);
                }
            }
        } finally {
            lock.unlock();
        }
        left.forEach(ZincProcess::stop);
        left.forEach(ZincProcess::close);
    }
}
