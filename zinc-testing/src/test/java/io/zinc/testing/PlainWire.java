package io.zinc.testing;

import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One end of a TCP connection with bounded queues for each path; a thread reads it, another one writes it. */
final class PlainWire {

    static final int DIRECT = 0;
    static final int PUSH = 1;
    static final int BROADCAST = 2;
    static final int REQUEST = 3;
    private static final int HEADER_BYTES = 5;
    private static final int RECONNECT_MS = 10;

    private record Outgoing(int path, byte[] frame) {}

    private final LinkLimits limits;
    private final Readiness readiness;
    private final List<BlockingQueue<byte[]>> inbound;
    private final List<Semaphore> room;
    private final BlockingQueue<Outgoing> outbound = new LinkedBlockingQueue<>();
    private volatile boolean isClosed;
    private volatile Socket socket = new Socket();

    PlainWire(LinkLimits limits, Readiness readiness) {
        this.limits = limits;
        this.readiness = readiness;
        this.inbound = Stream.generate(() -> new ArrayBlockingQueue<byte[]>(limits.highWaterFrames()))
                .<BlockingQueue<byte[]>>map(queue -> queue)
                .limit(4)
                .toList();
        this.room = Stream.generate(() -> new Semaphore(limits.highWaterFrames()))
                .limit(4)
                .toList();
    }

    boolean send(int path, byte[] frame) {
        return !isClosed && room.get(path).tryAcquire() && outbound.add(new Outgoing(path, frame));
    }

    int drain(int path, Consumer<byte[]> receiver) {
        int taken = 0;
        for (byte[] frame; !isClosed && (frame = inbound.get(path).poll()) != null; taken++) {
            receiver.accept(frame);
        }
        return taken;
    }

    void runAgainAndAgain(InetSocketAddress parent, Runnable onReconnect) {
        while (!isClosed) {
            Socket next = new Socket();
            try {
                next.connect(parent);
                boolean ignored = run(next);
                onReconnect.run();
                Thread.sleep(RECONNECT_MS);
            } catch (IOException | InterruptedException e) {
                // the next attempt may have more luck
            }
        }
    }

    /** Carries frames until the connection ends, and tells whether the other side behaved. */
    boolean run(Socket connected) {
        socket = connected;
        Thread writer = Thread.ofPlatform().daemon().start(() -> write(connected));
        try (connected) {
            connected.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(connected.getInputStream());
            while (!isClosed) {
                int length = in.readInt();
                int path = in.readByte();
                if (length < 0 || length > limits.maxFrameBytes() || path < DIRECT || path > REQUEST) {
                    return false;
                }
                inbound.get(path).put(in.readNBytes(length));
                readiness.wakeUp();
            }
        } catch (IOException | InterruptedException e) {
            // the end
        } finally {
            writer.interrupt();
            join(writer);
        }
        return true;
    }

    private void write(Socket connected) {
        try {
            OutputStream out = connected.getOutputStream();
            while (true) {
                Outgoing next = outbound.take();
                room.get(next.path).release();
                readiness.wakeUp();
                out.write(ByteBuffer.allocate(HEADER_BYTES + next.frame.length)
                        .putInt(next.frame.length)
                        .put((byte) next.path)
                        .put(next.frame)
                        .array());
            }
        } catch (IOException | InterruptedException e) {
            // the reader sees the end, too
        }
    }

    static void join(Thread thread) {
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        isClosed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}
