package io.zinc.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A browser's WebSocket: reads no faster than rooms keep up and its share allows, and writes no more than the browser reads.
 * What cannot be written waits per document, and goes out as one merged update when there is room again.
 *
 * <p>Confined to its event loop, but for {@link #send}, {@link #deliver}, {@link #taken} and {@link #close}, which any thread
 * may call.
 */
final class GatewaySocket {

    /** Close codes; 4400 to 4499 tell a y-websocket client to stay away. */
    static final int TRY_AGAIN_LATER = 1013;

    static final int TOO_BIG = 1009;
    static final int RESET = 4205;
    static final int MALFORMED = 4400;
    static final int UNAUTHORIZED = 4401;
    static final int FORBIDDEN = 4403;
    static final int GONE = 4410;
    static final int TIMEOUT = 4408;

    private static final int MAX_IN_ROOMS = 256;
    private static final int WRITE_QUEUE_BYTES = 256 << 10;
    private static final int MAX_REASON_BYTES = 120;

    private final ServerWebSocket socket;
    private final Context loop;
    private final GatewayLimits limits;
    private final Meters meters;
    private final Allowance allowance;
    private final List<Member> waiting = new ArrayList<>();
    private final Map<Member, Runnable> whenReading = new LinkedHashMap<>();
    // messages that rooms have not looked at yet
    private final AtomicInteger inRooms = new AtomicInteger();
    private final AtomicLong inRoomsBytes = new AtomicLong();
    private @Nullable Conversation conversation;
    private volatile boolean isPausedForRooms;
    private boolean isPausedForRate;
    private volatile boolean isBlocked;
    private boolean isClosing;
    private long nowMs;
    private long heardAtMs;
    private long wroteAtMs;
    private long blockedSinceMs;
    private long closingSinceMs;
    private long backlogBytes;

    GatewaySocket(ServerWebSocket socket, Context loop, GatewayLimits limits, Meters meters, long nowMs) {
        this.socket = socket;
        this.loop = loop;
        this.limits = limits;
        this.meters = meters;
        this.nowMs = nowMs;
        this.heardAtMs = nowMs;
        this.wroteAtMs = nowMs;
        this.allowance = new Allowance(limits.maxMessagesPerSecond(), nowMs);
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    }

    /** Begins to read. */
    void converse(Conversation with, Runnable onClosed) {
        conversation = with;
        socket.binaryMessageHandler(this::received);
        socket.textMessageHandler(text -> close(MALFORMED, "messages are binary here; this one was text"));
        socket.pongHandler(pong -> heardAtMs = nowMs);
        socket.drainHandler(drained -> drained());
        socket.closeHandler(closed -> {
            if (isBlocked) {
                meters.blocked(false);
            }
            if (isPausedForRate) {
                meters.heldBack(false);
            }
            onClosed.run();
            with.closed();
        });
        socket.exceptionHandler(this::failed);
    }

    Context loop() {
        return loop;
    }

    GatewayLimits limits() {
        return limits;
    }

    boolean isClosed() {
        return isClosing || socket.isClosed();
    }

    // ---- reading

    private void received(Buffer message) {
        heardAtMs = nowMs;
        if (isClosing) {
            return;
        }
        allowance.use();
        if (allowance.isSpent() && !isPausedForRate) {
            isPausedForRate = true;
            meters.heldBack(true);
            socket.pause();
        }
        Conversation with = conversation;
        if (with != null) {
            try {
                with.received(message.getBytes());
            } catch (RuntimeException e) {
                meters.malformed();
                close(MALFORMED, "a message of " + message.length() + " bytes could not be read: " + e.getMessage());
            }
        }
        meters.received(message.length());
    }

    private void failed(Throwable fault) {
        if (isClosing || socket.isClosed()) {
            return;
        }
        String what = String.valueOf(fault.getMessage());
        String tooLarge = "a message is larger than " + limits.maxMessageBytes() + " bytes; send less at once";
        if (fault instanceof CorruptedWebSocketFrameException corrupt) {
            meters.malformed();
            boolean isTooLarge = corrupt.closeStatus().code() == TOO_BIG;
            closeUnread(corrupt.closeStatus().code(), isTooLarge ? tooLarge : what);
        } else if (what.contains("max message size")) { // of a message in several frames
            meters.malformed();
            close(TOO_BIG, tooLarge);
        }
    }

    /**
     * Closes the socket while the browser is still sending what cannot be read. A socket that is closed with something unread
     * is reset, and takes with it what was just written to it; so only writing ends, and the rest is thrown away as it comes.
     */
    private void closeUnread(int code, String reason) {
        isClosing = true;
        closingSinceMs = nowMs;
        forget();
        socket.resume();
        var unused = context()
                .writeAndFlush(new CloseWebSocketFrame(code, shortened(reason)))
                .addListener(written -> {
                    if (context().channel() instanceof DuplexChannel duplex) {
                        var unusedToo = duplex.shutdownOutput();
                    }
                });
    }

    /** Closing this, other than closing the socket, does not wait for what is still to be written. */
    private ChannelHandlerContext context() {
        return ((WebSocketInternal) socket).channelHandlerContext();
    }

    private void forget() {
        waiting.clear();
        whenReading.clear();
        backlogBytes = 0;
    }

    /** A message went to a room; too many of them, or too large ones, and no more are read for now. On the event loop. */
    void handed(int bytes) {
        long waitingBytes = inRoomsBytes.addAndGet(bytes);
        if (inRooms.incrementAndGet() >= MAX_IN_ROOMS || waitingBytes >= limits.maxMessageBytes()) {
            isPausedForRooms = true;
            socket.pause();
        }
    }

    /** A room has looked at a message. */
    void taken(int bytes) {
        inRoomsBytes.addAndGet(-bytes);
        inRooms.decrementAndGet();
        if (isPausedForRooms && hasRoom()) {
            loop.runOnContext(now -> {
                if (hasRoom()) {
                    isPausedForRooms = false;
                    readOn();
                }
            });
        }
    }

    private boolean hasRoom() {
        return inRooms.get() <= MAX_IN_ROOMS / 2 && inRoomsBytes.get() <= limits.maxMessageBytes() / 2;
    }

    private void readOn() {
        if (!isPausedForRooms && !isPausedForRate && !isBlocked && !isClosing) {
            socket.resume();
        }
    }

    // ---- writing

    /** Sends something that is for this browser alone. */
    void send(Buffer frame) {
        loop.runOnContext(now -> write(frame));
    }

    private void write(Buffer frame) {
        if (isClosed()) {
            return;
        }
        wroteAtMs = nowMs;
        meters.sent(frame.length());
        var unused = socket.writeBinaryMessage(frame);
        if (!isBlocked && socket.writeQueueFull()) {
            isBlocked = true; // and what it asks for meanwhile would only wait, too
            meters.blocked(true);
            blockedSinceMs = nowMs;
            socket.pause();
        }
    }

    /** Tells what all are told; on the event loop. */
    void deliver(Member member, Delivery delivery) {
        if (isClosed()) {
            return;
        }
        if (!isBlocked) {
            write(member.frame(delivery));
            return;
        }
        Backlog backlog = member.backlog();
        if (backlog.isEmpty()) {
            waiting.add(member);
        }
        backlogBytes -= backlog.bytes();
        backlog.add(delivery);
        backlogBytes += backlog.bytes();
        if (backlogBytes > limits.maxBacklogBytes()) {
            meters.cut();
            close(
                    RESET,
                    "more than " + limits.maxBacklogBytes() + " bytes wait for this browser, as it reads too slowly");
        }
    }

    /** Whether it reads more slowly than is written. */
    boolean isBlocked() {
        return isBlocked;
    }

    /** Does something for a member when it reads again, once. */
    void whenReading(Member member, Runnable what) {
        loop.runOnContext(now -> {
            if (isBlocked) {
                whenReading.put(member, what);
            } else if (!isClosed()) {
                what.run();
            }
        });
    }

    private void drained() {
        if (!isBlocked || isClosed()) {
            return;
        }
        isBlocked = false;
        meters.blocked(false);
        while (!waiting.isEmpty() && !isBlocked) {
            Member member = waiting.removeLast();
            backlogBytes -= member.backlog().bytes();
            Delivery update = member.backlog().takeUpdate();
            Delivery presence = member.backlog().takePresence();
            if (update != null) {
                meters.merged();
                write(member.frame(update));
            }
            if (presence != null) {
                write(member.frame(presence));
            }
        }
        List<Runnable> asked = List.copyOf(whenReading.values());
        whenReading.clear();
        asked.forEach(Runnable::run); // and if it is blocked again, they wait again
        readOn();
    }

    // ---- time

    /** At intervals, on the event loop. */
    void tick(long now) {
        allowance.earn(now);
        nowMs = now;
        if (isPausedForRate && !allowance.isSpent()) {
            isPausedForRate = false;
            meters.heldBack(false);
            readOn();
        }
        if (isClosing && now - closingSinceMs > limits.handshakeMs()) {
            var unused = context().close(); // it does not take its leave
        }
        if (isClosed()) {
            return;
        }
        boolean isReading = !isPausedForRate && !isPausedForRooms && !isBlocked;
        if (!isReading) {
            heardAtMs = Math.max(heardAtMs, now - limits.pingMs()); // nothing is heard where nobody listens
        }
        if (isBlocked && now - blockedSinceMs > limits.maxStalledMs()) {
            meters.cut();
            close(RESET, "this browser has read nothing for " + limits.maxStalledMs() + " ms");
        } else if (now - heardAtMs > 3L * limits.pingMs()) {
            close(TIMEOUT, "nothing was heard from this browser for " + 3L * limits.pingMs() + " ms");
        } else if (!isBlocked && now - heardAtMs >= limits.pingMs()) {
            var unused = socket.writePing(Buffer.buffer());
        }
        Conversation with = conversation;
        if (with != null) {
            with.tick(now);
            if (!isBlocked && now - wroteAtMs >= limits.quietMs()) {
                write(with.keepAlive()); // clients take a server for gone that says nothing for 30 s
            }
        }
    }

    // ---- the end

    /** Closes the socket, saying why. */
    void close(int code, String reason) {
        loop.runOnContext(now -> {
            if (!isClosing && !socket.isClosed()) {
                isClosing = true;
                closingSinceMs = nowMs;
                forget();
                socket.resume(); // so that the other end's answer is read
                var unused = socket.close((short) code, shortened(reason));
            }
        });
    }

    /** A close frame has room for 123 bytes of reason. */
    static String shortened(String reason) {
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int point : reason.codePoints().toArray()) {
            int more = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes + more > MAX_REASON_BYTES) {
                break;
            }
            bytes += more;
            kept.appendCodePoint(point);
        }
        return kept.toString();
    }
}
