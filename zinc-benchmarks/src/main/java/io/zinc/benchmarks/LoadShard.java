package io.zinc.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The clients of a crowd that share one thread, which is that of some rooms as a whole. */
final class LoadShard {

    /** After so many sends that are late already, sockets are read before it goes on. */
    private static final int MOST_SENDS_AT_ONCE = 64;

    private static final int FIRST_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final List<LoadClient> clients = new ArrayList<>();
    private final ByteCursor cursor = new ByteCursor();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicBoolean wakesUp = new AtomicBoolean();

    private volatile String farewell = "";
    private byte[] bytes = new byte[FIRST_BYTES];
    private LoadClient[] byNumber = new LoadClient[0];
    private @Nullable Run run;

    LoadShard(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    void add(LoadClient client) {
        clients.add(client);
    }

    List<LoadClient> clients() {
        return clients;
    }

    /** Connections that have ended. */
    int closedConnections() {
        return closed.get();
    }

    /** What was said when a connection ended last; empty if nothing was. */
    String farewell() {
        return farewell;
    }

    void closed() {
        closed.incrementAndGet();
    }

    void says(String reason) {
        farewell = reason;
    }

    /** The bytes of a frame, until the next one is read. */
    ByteCursor copied(ByteBuf content) {
        int length = content.readableBytes();
        if (length > bytes.length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        content.getBytes(content.readerIndex(), bytes, 0, length);
        return cursor.over(bytes, length);
    }

    /** Makes it send what is due; any thread may call. */
    void wake() {
        if (wakesUp.compareAndSet(false, true)) {
            loop.execute(this::sendDue);
        }
    }

    private void sendDue() {
        wakesUp.set(false);
        if (run != null) {
            try {
                run.tick();
            } catch (RuntimeException e) {
                run.sent.completeExceptionally(e);
            }
        }
    }

    /** Types when it is woken; done when all was sent that is sent, though not when all has arrived. */
    CompletableFuture<LoadTally> start(LoadPhase phase) {
        CompletableFuture<LoadTally> sent = new CompletableFuture<>();
        loop.execute(() -> {
            byNumber = new LoadClient[phase.clients()];
            for (LoadClient client : clients) {
                client.beginPhase();
                byNumber[client.number()] = client;
            }
            run = new Run(phase, sent);
        });
        return sent;
    }

    /** How many deliveries are still to come, asked on the shard's thread. */
    CompletableFuture<Long> outstanding() {
        return CompletableFuture.supplyAsync(() -> run == null ? 0 : run.tally.expected - run.tally.delivered, loop);
    }

    /** Ends the phase and hands out what came of it. */
    CompletableFuture<LoadTally> finish() {
        return CompletableFuture.supplyAsync(
                () -> {
                    LoadTally tally = run == null ? new LoadTally() : run.tally;
                    run = null;
                    return tally;
                },
                loop);
    }

    void delivered(int sender, long from, long end, long nowNs) {
        if (run != null) {
            run.delivered(byNumber[sender], from, end, nowNs);
        }
    }

    /** A phase on its way. */
    private final class Run {
        private final LoadPhase phase;
        private final CompletableFuture<LoadTally> sent;
        private final LoadTally tally = new LoadTally();
        private final double expectedInAll;
        private long turn;
        private int next;

        Run(LoadPhase phase, CompletableFuture<LoadTally> sent) {
            this.phase = phase;
            this.sent = sent;
            double receivers = 0;
            for (LoadClient client : clients) {
                receivers += client.others();
            }
            this.expectedInAll = receivers * phase.count() / phase.clients();
        }

        void tick() {
            if (clients.isEmpty()) {
                sent.complete(tally);
                return;
            }
            long nowNs = System.nanoTime();
            for (int i = 0; i < MOST_SENDS_AT_ONCE; i++) {
                if (next == clients.size()) {
                    next = 0;
                    turn++;
                }
                LoadClient client = clients.get(next);
                if (!phase.includes(turn, client.number()) || tally.stopped) {
                    sent.complete(tally);
                    return;
                }
                long dueNs = phase.dueNs(turn, client.number());
                if (dueNs > nowNs) {
                    return;
                }
                client.type();
                tally.sent(dueNs, nowNs, client.others());
                next++;
            }
            wake();
        }

        void delivered(LoadClient sender, long from, long end, long nowNs) {
            for (long clock = from; clock < end; clock++) {
                long turnOfSender = clock - sender.typedBeforePhase();
                if (turnOfSender >= 0) { // or else it was meant for an earlier phase
                    tally.delivered(phase.dueNs(turnOfSender, sender.number()), nowNs);
                }
            }
            if (phase.stopsWhenLate() && tally.late > expectedInAll / 100) {
                tally.stopped = true;
            }
        }
    }
}
