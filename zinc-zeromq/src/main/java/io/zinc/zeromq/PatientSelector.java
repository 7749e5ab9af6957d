package io.zinc.zeromq;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A selector for JeroMQ's threads that does something before they wait, and steps aside when it wakes them in vain.
 *
 * <p>Implementation notes: JeroMQ wakes a thread by a byte in a pipe, and counts the byte after it was written. The kernel
 * likes to run who is woken on the processor of who wakes, in the writer's place; the reader then finds a byte that was
 * not counted, leaves it, and is told of it again at once, until its time slice ends: milliseconds, in which the writer
 * waits for the processor. That is the tail of JeroMQ's latency. Here, a thread that comes back sooner than it could have
 * done anything, and is told of nothing but such a pipe again, yields.
 *
 * <p>All is delegated to a selector of the JDK; each key here is the attachment of its key there. Used by one thread,
 * except for {@link #wakeup}, {@link #doChoreAgain} and the registration and closing of channels.
 */
final class PatientSelector extends AbstractSelector {

    /** Reading the byte of a pipe, handling a command and writing to a connection takes about as long, mostly longer. */
    private static final long VAIN_NANOS = 10_000;

    /** After so many the writer waits for another processor, and comes to this one only when it is idle. */
    private static final int VAIN_YIELDS = 20;

    private static final long VAIN_PARK_NANOS = 10_000;

    /** What a thread does before it waits. */
    interface Chore {
        void run(PatientSelector waiting) throws IOException;
    }

    private final Selector inner;
    private final Chore beforeWaiting;
    private final Set<SelectionKey> selected = new HashSet<>();
    private volatile boolean isWaiting;
    private volatile boolean isChoreWanted;
    private volatile boolean isWokenUp;
    private boolean wasPipeAlone;
    private int inVain;
    private long returnedAtNanos;

    PatientSelector(Selector inner, Chore beforeWaiting) {
        super(inner.provider());
        this.inner = inner;
        this.beforeWaiting = beforeWaiting;
    }

    /** The JDK's selector behind it. */
    Selector inner() {
        return inner;
    }

    /** A channel's registration here. */
    private static final class Key extends AbstractSelectionKey {
        private final PatientSelector selector;
        private final SelectableChannel channel;
        private final SelectionKey inner;

        Key(PatientSelector selector, SelectableChannel channel, SelectionKey inner) {
            this.selector = selector;
            this.channel = channel;
            this.inner = inner;
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            return inner.interestOps();
        }

        @Override
        public SelectionKey interestOps(int operations) {
            SelectionKey ignored = inner.interestOps(operations);
            return this;
        }

        @Override
        public int readyOps() {
            return inner.readyOps();
        }
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        try {
            SelectionKey there = channel.register(inner, operations, null);
            Key key = new Key(this, channel, there);
            Object ignored = key.attach(attachment);
            ignored = there.attach(key);
            return key;
        } catch (ClosedChannelException e) {
            throw new CancelledKeyException();
        }
    }

    @Override
    public int select(long timeoutMs) throws IOException {
        stepAsideIfInVain();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long restMs = timeoutMs;
        int ready;
        boolean goesOn;
        do {
            isChoreWanted = false;
            beforeWaiting.run(this);
            forgetCancelled();
            isWaiting = true;
            ready = isChoreWanted || isWokenUp ? inner.selectNow() : inner.select(restMs);
            isWaiting = false;
            if (timeoutMs > 0) {
                restMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            // who wakes it for a chore may find it just back, and end the next wait: JeroMQ would take that for a fault
            goesOn = (timeoutMs == 0 || restMs > 0)
                    && !isWokenUp
                    && !Thread.currentThread().isInterrupted();
        } while (ready == 0 && goesOn);
        isWokenUp = false;
        return taken(ready);
    }

    /** Has the thread do its chore soon; if it waits, at once. What it shall find then has been put there before. */
    void doChoreAgain() {
        isChoreWanted = true;
        if (isWaiting) {
            Selector ignored = inner.wakeup();
        }
    }

    @Override
    public int select() throws IOException {
        return select(0);
    }

    @Override
    public int selectNow() throws IOException {
        forgetCancelled();
        return taken(inner.selectNow());
    }

    private int taken(int ready) {
        wasPipeAlone = false;
        for (SelectionKey there : inner.selectedKeys()) {
            if (there.attachment() instanceof Key key) {
                wasPipeAlone = ready == 1 && key.channel instanceof Pipe.SourceChannel;
                selected.add(key);
            }
        }
        inner.selectedKeys().clear();
        returnedAtNanos = System.nanoTime();
        return ready;
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void stepAsideIfInVain() {
        if (!wasPipeAlone || System.nanoTime() - returnedAtNanos > VAIN_NANOS) {
            inVain = 0;
        } else if (++inVain <= VAIN_YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(VAIN_PARK_NANOS);
        }
    }

    private void forgetCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            for (SelectionKey key : cancelled) {
                if (key instanceof Key ours) {
                    ours.inner.cancel();
                    deregister(ours);
                    selected.remove(ours);
                }
            }
            cancelled.clear();
        }
    }

    @Override
    public Set<SelectionKey> keys() {
        return inner.keys().stream()
                .map(SelectionKey::attachment)
                .filter(Key.class::isInstance)
                .map(Key.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return selected;
    }

    @Override
    public Selector wakeup() {
        isWokenUp = true;
        Selector ignored = inner.wakeup();
        return this;
    }

    @Override
    protected void implCloseSelector() throws IOException {
        if (inner.isOpen()) { // JeroMQ's context may have closed it
            forgetCancelled();
            for (SelectionKey key : keys()) {
                deregister((Key) key);
            }
            inner.close();
        }
    }
}
