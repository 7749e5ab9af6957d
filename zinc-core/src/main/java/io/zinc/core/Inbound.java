package io.zinc.core;

import io.zinc.core.protocol.Frames;
import io.zinc.core.protocol.Subscriber;
import io.zinc.core.protocol.Wire;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscription between the protocol and its handler: batches come in on the thread that runs the protocol, and are
 * decoded and handled on a lane.
 *
 * <p>Each batch is one task of the lane. What a slow handler leaves behind is bounded by its policy, which looks at the
 * bytes that wait and at the age of the oldest message when another batch comes. {@code conflater} is a lane of its own
 * for LATEST, absent otherwise.
 */
final class Inbound<T> implements Subscriber, ChannelListener {

    private final Topic<T> topic;
    private final MessageHandler<T> handler;
    private final SlowSubscriberPolicy policy;
    private final UUID self;
    private final Lane lane;
    private final @Nullable Lane conflater;
    private final Owner owner;
    private final Limits limits;
    private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
    private final Lateness lateness = new Lateness();

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private final LinkedHashMap<Object, Kept<T>> latest = new LinkedHashMap<>();
    private long latestBytes;
    private long waitingBytes;
    private long waitingMessages;
    private int tasks;
    private boolean isCongested;
    private boolean isHandlingLatest;

    private volatile boolean isClosed;
    private final LongAdder handled = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder skipped = new LongAdder();

    /** What an inbound channel asks of its endpoint. All may be called on any thread and return at once. */
    interface Owner {

        long nowNs();

        void unsubscribe(Inbound<?> inbound);

        /** A handler, a codec or a policy failed. */
        void failed(Throwable fault);

        /** The same, told by the thread that runs the protocol. */
        void failedInTurn(Throwable fault);

        /** More or fewer inbound channels are congested. */
        void congested(int change);
    }

    /** A frame, or a gap if there is no frame, that waits for the handler. */
    private record Batch(byte @Nullable [] frame, long first, long last, Missed.@Nullable Reason reason, long atNs) {

        int bytes() {
            return frame == null ? 0 : frame.length;
        }

        long messages() {
            return frame == null ? 0 : isEphemeral() ? Frames.count(frame) : last - first + 1;
        }

        boolean isEphemeral() {
            return frame != null && last == 0;
        }
    }

    /** What LATEST keeps of a key, with the payload's encoded size. */
    private record Kept<T>(
            @Nullable Message<T> message,
            int bytes,
            @Nullable Batch notice) {}

    /** Takes the messages of a walk. */
    private interface Receiver<T> {
        void take(Message<T> message, int bytes);
    }

    Inbound(
            Topic<T> topic,
            MessageHandler<T> handler,
            SlowSubscriberPolicy policy,
            UUID self,
            Lane lane,
            @Nullable Lane conflater,
            Owner owner,
            Limits limits) {
        this.topic = topic;
        this.handler = handler;
        this.policy = policy;
        this.self = self;
        this.lane = lane;
        this.conflater = conflater;
        this.owner = owner;
        this.limits = limits;
    }

    /** Completes when the subscription is confirmed, or with the refusal. */
    CompletableFuture<Void> confirmation() {
        return confirmed;
    }

    // ---- from the protocol

    @Override
    public void confirmed(long last) {
        confirmed.complete(null);
    }

    @Override
    public void refused(String reason) {
        isClosed = true;
        ZincException fault = new ZincException(
                ZincException.Category.FIX_THE_CALL,
                "the subscription to '" + topic.name() + "' was refused: " + reason);
        owner.unsubscribe(this);
        if (!confirmed.completeExceptionally(fault)) {
            owner.failedInTurn(fault);
        }
    }

    @Override
    public void deliver(byte[] frame, long fromSequence) {
        long last = Frames.lastSequence(frame);
        long now = owner.nowNs();
        long arrivedNs = now - lateness.of(Frames.stampMicros(frame) * 1_000, now);
        offer(new Batch(frame, fromSequence, last, null, arrivedNs));
    }

    @Override
    public void deliverEphemeral(byte[] frame) {
        offer(new Batch(frame, 0, 0, null, owner.nowNs()));
    }

    @Override
    public void missed(long first, long last, Missed.Reason reason) {
        offer(new Batch(null, first, last, reason, owner.nowNs()));
    }

    private void offer(Batch batch) {
        if (isClosed) {
            return;
        }
        boolean isSnail = false;
        boolean needsTask;
        lock.lock();
        try {
            if (batch.isEphemeral() && isCongested) {
                skipped.add(batch.messages());
                return;
            }
            waiting.addLast(batch);
            waitingBytes += batch.bytes();
            waitingMessages += batch.messages();
            if (isSlow()) {
                switch (policy) {
                    case SNAIL -> isSnail = true;
                    case RESYNC, LATEST -> resync();
                }
            }
            updateCongestion();
            needsTask = tasks < waiting.size(); // a backlog that was dropped has left its tasks
            tasks += needsTask ? 1 : 0;
        } finally {
            lock.unlock();
        }
        if (isSnail) {
            ZincException fault = new SlowSubscriberException("the subscription to '" + topic.name()
                    + "' was closed: its handler left " + waitingMessages + " messages of " + waitingBytes
                    + " bytes waiting; the limits are " + limits.backlogBytes() + " bytes and "
                    + limits.backlogAgeMs() + " ms (backlogBytes, backlogAgeMs)");
            close();
            owner.failedInTurn(fault);
        } else if (needsTask) {
            if (conflater == null) {
                lane.execute(this::handleNext);
            } else {
                conflater.execute(this::conflateNext);
            }
        }
    }

    private boolean isSlow() {
        Batch oldest = waiting.peekFirst();
        long ageNs = oldest == null ? 0 : owner.nowNs() - oldest.atNs;
        return waitingBytes > limits.backlogBytes()
                || (waiting.size() > 1 && ageNs > limits.backlogAgeMs() * 1_000_000L);
    }

    /** Drops what waits, and puts one notice of it in its place; one for each reign, where the reign changed in between. */
    private void resync() {
        ArrayDeque<Batch> notices = new ArrayDeque<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Batch batch : waiting) {
            if (batch.reason == Missed.Reason.HISTORY_CHANGED) {
                addNotice(notices, first, last);
                notices.addLast(batch);
                first = Long.MAX_VALUE;
                last = 0;
            } else if (batch.isEphemeral()) {
                skipped.add(batch.messages());
            } else {
                first = Math.min(first, batch.first);
                last = Math.max(last, batch.last);
            }
        }
        addNotice(notices, first, last);
        waiting.clear();
        waiting.addAll(notices);
        waitingBytes = 0;
        waitingMessages = 0;
    }

    private void addNotice(ArrayDeque<Batch> notices, long first, long last) {
        if (last > 0) {
            notices.addLast(new Batch(null, first, last, Missed.Reason.RESYNC, owner.nowNs()));
        }
    }

    private void updateCongestion() {
        boolean isNow =
                isCongested ? waitingBytes > limits.backlogBytes() / 8 : waitingBytes > limits.backlogBytes() / 4;
        if (isNow != isCongested) {
            isCongested = isNow;
            owner.congested(isNow ? 1 : -1);
        }
    }

    // ---- on the lane

    private @Nullable Batch take() {
        lock.lock();
        try {
            tasks--;
            Batch batch = waiting.pollFirst();
            if (batch != null) {
                waitingBytes -= batch.bytes();
                waitingMessages -= batch.messages();
                updateCongestion();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void handleNext() {
        Batch batch = take();
        if (batch == null || isClosed) {
            return;
        }
        if (batch.frame == null) {
            tellMissed(batch);
        } else {
            handled.add(walk(batch.frame, batch.first, this::handle));
        }
    }

    private void tellMissed(Batch batch) {
        Missed.Reason reason = batch.reason == null ? Missed.Reason.TOO_OLD : batch.reason;
        Missed missed = new Missed(topic.name(), batch.first, batch.last, reason);
        gaps.add(missed.lastSequence() == Long.MAX_VALUE ? 1 : missed.count());
        try {
            handler.missed(missed);
        } catch (Throwable e) {
            owner.failed(e);
        }
    }

    private void handle(Message<T> message, int bytes) {
        try {
            handler.handle(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(e);
        } catch (Throwable e) {
            owner.failed(e);
        }
    }

    /** Decodes the messages of a frame from a sequence on, and gives all but echoes to a receiver. */
    private long walk(byte[] frame, long from, Receiver<T> receiver) {
        Frames.Runs runs = new Frames.Runs(frame);
        long epoch = Frames.epoch(frame);
        long count = 0;
        while (runs.next() && !isClosed) {
            boolean isEcho = runs.originHigh() == self.getMostSignificantBits()
                    && runs.originLow() == self.getLeastSignificantBits();
            if (isEcho || runs.sequence() + runs.count() <= from) {
                continue;
            }
            if (runs.codec() != topic.codec().id()
                    || runs.schema() != topic.codec().schema()) {
                owner.failed(new CodecException(
                        "messages " + runs.sequence() + " to " + (runs.sequence() + runs.count() - 1) + " of '"
                                + topic.name() + "' have codec " + runs.codec() + " schema " + runs.schema()
                                + ", the subscription's is " + topic.codec().id() + " schema "
                                + topic.codec().schema() + "; subscribe with the sender's codec",
                        null));
                continue;
            }
            count += walkRun(frame, runs, epoch, from, receiver);
        }
        return count;
    }

    private long walkRun(byte[] frame, Frames.Runs runs, long epoch, long from, Receiver<T> receiver) {
        UUID origin = runs.origin();
        int at = runs.start();
        int end = runs.end();
        long count = 0;
        boolean isEphemeral = runs.sequence() == 0;
        Codec<T> codec = topic.codec();
        for (int i = 0; i < runs.count() && !isClosed; i++) {
            long length = Wire.getLength(frame, at, end);
            if (length < 0) {
                owner.failed(new CodecException(
                        "message " + (runs.sequence() + i) + " of '" + topic.name() + "' is malformed", null));
                return count;
            }
            at += (int) (length >>> 32);
            long sequence = isEphemeral ? 0 : runs.sequence() + i;
            long number = isEphemeral ? 0 : runs.firstNumber() + i;
            if (sequence >= from) {
                T payload;
                try {
                    payload = codec.decode(frame, at, (int) length);
                } catch (Throwable e) {
                    owner.failed(e);
                    at += (int) length;
                    continue;
                }
                receiver.take(new Message<>(topic, origin, number, sequence, epoch, payload), (int) length);
                count++;
            }
            at += (int) length;
        }
        return count;
    }

    // ---- LATEST: a lane of its own decodes and keeps the newest of each key, the handler's lane takes from that

    private void conflateNext() {
        Batch batch = take();
        if (batch == null || isClosed) {
            return;
        }
        if (batch.frame == null) {
            keep(new Object(), new Kept<>(null, 0, batch)); // told in its place, by the lane that calls the handler
            return;
        }
        walk(batch.frame, batch.first, this::keep);
    }

    private void keep(Message<T> message, int bytes) {
        Object key;
        try {
            key = topic.keyOf(message.payload());
        } catch (Throwable e) {
            owner.failed(e);
            return;
        }
        keep(key, new Kept<>(message, bytes, null));
    }

    private void keep(Object key, Kept<T> kept) {
        lock.lock();
        try {
            Kept<T> older = latest.remove(key);
            if (older != null) {
                skipped.increment();
                latestBytes -= older.bytes;
            }
            latest.put(key, kept);
            latestBytes += kept.bytes;
            boolean isMore = true;
            while (latestBytes > limits.backlogBytes() && isMore) {
                isMore = dropOldestKey();
            }
            if (isHandlingLatest) {
                return;
            }
            isHandlingLatest = true;
        } finally {
            lock.unlock();
        }
        lane.execute(this::handleLatest);
    }

    /** More keys than memory: the one that changed longest ago is given up, unless that is the newest; notices stay. */
    private boolean dropOldestKey() {
        for (Iterator<Kept<T>> oldestFirst = latest.values().iterator(); oldestFirst.hasNext(); ) {
            Kept<T> oldest = oldestFirst.next();
            if (oldest.notice == null && oldestFirst.hasNext()) {
                oldestFirst.remove();
                latestBytes -= oldest.bytes;
                skipped.increment();
                return true;
            }
        }
        return false;
    }

    private void handleLatest() {
        Kept<T> next;
        lock.lock();
        try {
            var entry = latest.pollFirstEntry();
            if (entry == null) {
                isHandlingLatest = false;
                return;
            }
            next = entry.getValue();
            latestBytes -= next.bytes;
        } finally {
            lock.unlock();
        }
        if (!isClosed) {
            if (next.notice != null) {
                tellMissed(next.notice);
            } else if (next.message != null) {
                handle(next.message, next.bytes);
                handled.increment();
            }
            lane.execute(this::handleLatest);
        }
    }

    // ---- for the user

    @Override
    public String topic() {
        return topic.name();
    }

    @Override
    public long lagMessages() {
        lock.lock();
        try {
            return waitingMessages + latest.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long handled() {
        return handled.sum();
    }

    @Override
    public long gaps() {
        return gaps.sum();
    }

    @Override
    public long skipped() {
        return skipped.sum();
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    /** Handles what waits, as far as that is possible until a time, then closes; the endpoint is closing too. */
    void finish(long deadlineNs) throws InterruptedException {
        try {
            if (conflater != null) {
                conflater.awaitIdle(deadlineNs);
            }
            lane.awaitIdle(deadlineNs);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        confirmed.cancel(false);
        lock.lock();
        try {
            waiting.clear();
            latest.clear();
            waitingBytes = 0;
            waitingMessages = 0;
            updateCongestion();
        } finally {
            lock.unlock();
        }
        owner.unsubscribe(this);
    }
}
