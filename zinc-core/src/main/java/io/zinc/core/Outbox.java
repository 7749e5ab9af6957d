package io.zinc.core;

import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.Outputs;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Encoded messages between application threads and the protocol: two buffers, one being filled while the other one is
 * sent. What is unacknowledged counts against the bound too.
 */
final class Outbox {

    /** How much somebody cares what becomes of a message. */
    private enum Care {
        EPHEMERAL,
        SENT,
        AWAITED
    }

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final TreeMap<Long, CompletableFuture<SendResult>> awaited = new TreeMap<>();
    private LocalRuns filling = new LocalRuns();
    private LocalRuns draining = new LocalRuns();
    private long heldBytes;
    private long submitted;
    private boolean isClosed;
    private volatile boolean hasMessages;

    Outbox(Limits limits) {
        this.limits = limits;
    }

    /** Adds a message, unless there is no room or the endpoint is closed. */
    SendResult add(String topic, Codec<?> codec, byte[] payload) {
        lock.lock();
        try {
            return put(topic, codec, payload, Care.SENT);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an ephemeral message, unless there is no room or the endpoint is closed. */
    SendResult addEphemeral(String topic, Codec<?> codec, byte[] payload) {
        lock.lock();
        try {
            return put(topic, codec, payload, Care.EPHEMERAL);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message, waiting for room at most so long. */
    SendResult add(String topic, Codec<?> codec, byte[] payload, long patienceNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNs;
            SendResult result = put(topic, codec, payload, Care.SENT);
            while (result instanceof SendResult.BackPressured && left > 0) {
                left = room.awaitNanos(left);
                result = put(topic, codec, payload, Care.SENT);
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message whose outcome is waited for; the future completes with it, at once when it was not taken. */
    CompletableFuture<SendResult> addAwaited(String topic, Codec<?> codec, byte[] payload) {
        lock.lock();
        try {
            SendResult result = put(topic, codec, payload, Care.AWAITED);
            if (!result.isSent()) {
                return CompletableFuture.completedFuture(result);
            }
            CompletableFuture<SendResult> outcome = new CompletableFuture<>();
            awaited.put(submitted, outcome);
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private SendResult put(String topic, Codec<?> codec, byte[] payload, Care care) {
        if (isClosed) {
            return SendResult.Closed.INSTANCE;
        }
        int bytes = LocalRuns.bytesOf(payload.length);
        if (heldBytes + bytes > limits.sendBufferBytes()) {
            return new SendResult.BackPressured(heldBytes, limits.sendBufferBytes());
        }
        heldBytes += bytes;
        submitted++;
        if (care == Care.EPHEMERAL) {
            filling.addEphemeral(topic, codec.id(), codec.schema(), payload, limits.batchBytes());
        } else {
            filling.add(topic, codec.id(), codec.schema(), payload, limits.batchBytes(), care == Care.AWAITED);
        }
        if (!hasMessages) {
            hasMessages = true;
        }
        return SendResult.Sent.INSTANCE;
    }

    /** Whether messages wait to be taken. */
    boolean hasMessages() {
        return hasMessages;
    }

    /** How many bytes wait to be taken; a figure that may be a little old. */
    int waitingBytes() {
        lock.lock();
        try {
            return filling.length();
        } finally {
            lock.unlock();
        }
    }

    /** What waits, or null; to be given back with {@link #taken}. By one thread at a time. */
    @Nullable
    LocalRuns take() {
        lock.lock();
        try {
            if (filling.messages() == 0) {
                return null;
            }
            LocalRuns taken = filling;
            filling = draining;
            draining = taken;
            hasMessages = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void taken(LocalRuns runs) {
        runs.clear();
    }

    /** Messages have an outcome, and their bytes are free. */
    void settled(long first, long last, Outputs.Outcome outcome, String reason, long bytes) {
        lock.lock();
        try {
            heldBytes -= bytes;
            if (limits.sendBufferBytes() - heldBytes >= limits.sendBufferBytes() / 4) {
                room.signalAll(); // a sender that were woken for every little room would sleep again at once
            }
            if (awaited.isEmpty()) {
                return;
            }
            Map<Long, CompletableFuture<SendResult>> settled = awaited.subMap(first, true, last, true);
            for (CompletableFuture<SendResult> future : settled.values()) {
                future.complete(
                        switch (outcome) {
                            case SEQUENCED -> SendResult.Sent.INSTANCE;
                            case REFUSED -> new SendResult.Refused(reason);
                            case UNKNOWN -> new SendResult.OutcomeUnknown(reason);
                        });
            }
            settled.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more messages. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will tell the outcome of what is still waited for. */
    void abandon() {
        lock.lock();
        try {
            awaited.values()
                    .forEach(future -> future.complete(
                            new SendResult.OutcomeUnknown("the endpoint was closed before the acknowledgement came")));
            awaited.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an outcome without a bound of its own: the endpoint's closing ends it too. */
    static SendResult await(CompletableFuture<SendResult> outcome) throws InterruptedException {
        while (true) {
            try {
                return outcome.get(1, TimeUnit.HOURS);
            } catch (java.util.concurrent.TimeoutException e) {
                // the session lives on, and with it the message
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("an outcome is never a fault", e);
            }
        }
    }
}
