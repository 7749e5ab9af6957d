package io.zinc.gateway;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private static final int MAX_REASON_BYTES = 120;

    private final WebSocketChannel channel;
    private final Context loop;
    private final GatewayLimits limits;
    private final Meters meters;
    private final Consumer<Throwable> onError;
    private final Allowance allowance;
    // most sockets are never slow
    private @Nullable List<Member> waiting;
    private @Nullable Map<Member, Runnable> whenReading;
    // messages that rooms have not looked at yet
    private final AtomicInteger inRooms = new AtomicInteger();
    private final AtomicLong inRoomsBytes = new AtomicLong();
    private @Nullable Conversation conversation;
    private @Nullable Runnable onClosed;
    private volatile boolean isPausedForRooms;
    private boolean isPausedForRate;
    private volatile boolean isBlocked;
    private boolean isClosing;
    private long nowMs;
    private long heardAtMs;
    private boolean isHeard;
    private long wroteAtMs;
    private long blockedSinceMs;
    private long closingSinceMs;
    private long backlogBytes;

    /**
     * Takes a WebSocket over, on its event loop.
     *
     * @param onError told of faults of the gateway itself
     */
    GatewaySocket(
            ServerWebSocket webSocket,
            Context loop,
            Outbox outbox,
            GatewayLimits limits,
            Meters meters,
            Consumer<Throwable> onError,
            long nowMs) {
        this.loop = loop;
        this.limits = limits;
        this.meters = meters;
        this.onError = onError;
        this.nowMs = nowMs;
        this.heardAtMs = nowMs;
        this.wroteAtMs = nowMs;
        this.allowance = new Allowance(limits.maxMessagesPerSecond(), nowMs);
        this.channel = WebSocketChannel.takeOver(webSocket, outbox, this, limits.maxMessageBytes());
    }

    /** Says who takes what comes, before anything does; {@code onClosed} is called when the socket is no more. */
    void converse(Conversation with, Runnable whenClosed) {
        conversation = with;
        onClosed = whenClosed;
    }

    Context loop() {
        return loop;
    }

    GatewayLimits limits() {
        return limits;
    }

    boolean isClosed() {
        return isClosing;
    }

    // ---- reading

    /** The other end is there. */
    void heard() {
        isHeard = true;
    }

    void received(byte[] message) {
        heard();
        if (isClosing) {
            return;
        }
        allowance.use();
        if (allowance.isSpent() && !isPausedForRate) {
            isPausedForRate = true;
            meters.heldBack(true);
            channel.pause();
        }
        Conversation with = conversation;
        if (with != null) {
            try {
                with.received(message);
            } catch (RuntimeException e) {
                meters.malformed();
                close(MALFORMED, "a message of " + message.length + " bytes could not be read: " + e.getMessage());
            }
        }
        meters.received(message.length);
    }

    void textReceived() {
        close(MALFORMED, "messages are binary here; this one was text");
    }

    /** A message in several frames is too large. */
    void tooLarge() {
        meters.malformed();
        close(TOO_BIG, tooLargeText());
    }

    private String tooLargeText() {
        return "a message is larger than " + limits.maxMessageBytes() + " bytes; send less at once";
    }

    /** The channel cannot go on with what came, or something of the gateway failed; that the other end has gone is no fault. */
    void failed(Throwable fault) {
        if (isClosing) {
            return;
        }
        if (fault instanceof CorruptedWebSocketFrameException corrupt) {
            meters.malformed();
            boolean isTooLarge = corrupt.closeStatus().code() == TOO_BIG;
            String what = isTooLarge ? tooLargeText() : String.valueOf(fault.getMessage());
            leaves();
            channel.closeUnread(corrupt.closeStatus().code(), shortened(what));
        } else {
            if (!(fault instanceof IOException || fault instanceof DecoderException)) {
                onError.accept(fault);
            }
            leaves();
            channel.cut();
        }
    }

    /** One of both ends has taken leave: nothing more is said. */
    void leaves() {
        if (!isClosing) {
            isClosing = true;
            closingSinceMs = nowMs;
        }
        waiting = null;
        whenReading = null;
        backlogBytes = 0;
    }

    /** A message went to a room; too many of them, or too large ones, and no more are read for now. On the event loop. */
    void handed(int bytes) {
        long waitingBytes = inRoomsBytes.addAndGet(bytes);
        if (inRooms.incrementAndGet() >= MAX_IN_ROOMS || waitingBytes >= limits.maxMessageBytes()) {
            isPausedForRooms = true;
            channel.pause();
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
            channel.resume();
        }
    }

    // ---- writing

    /** Sends something that is for this browser alone. */
    void send(byte[] message) {
        loop.runOnContext(now -> write(message));
    }

    /** The same, on the event loop. */
    void write(byte[] message) {
        if (isClosing) {
            return;
        }
        wroteAtMs = nowMs;
        meters.sent(message.length);
        channel.write(message);
        written();
    }

    /** Answers a ping; but not one of a browser that reads no answers. */
    void pong(byte[] payload) {
        if (!isClosing && !isBlocked) {
            channel.pong(payload);
            written();
        }
    }

    private void written() {
        if (!isBlocked && channel.isFull()) {
            isBlocked = true; // and what it asks for meanwhile would only wait, too
            meters.blocked(true);
            blockedSinceMs = nowMs;
            channel.pause();
        }
    }

    /** Tells what all are told; on the event loop. */
    void deliver(Member member, Delivery delivery) {
        if (isClosed() || member.hasLeft()) {
            return;
        }
        if (!isBlocked) {
            write(member.message(delivery));
            return;
        }
        // one thing may wait however large it is: who reads, too, may have to wait for that
        if (backlogBytes > limits.maxBacklogBytes()) {
            meters.cut();
            close(
                    RESET,
                    "more than " + limits.maxBacklogBytes() + " bytes wait for this browser, as it reads too slowly");
            return;
        }
        Backlog backlog = member.backlog();
        if (backlog.isEmpty()) {
            if (waiting == null) {
                waiting = new ArrayList<>();
            }
            waiting.add(member);
        }
        backlogBytes -= backlog.bytes();
        backlog.add(delivery);
        backlogBytes += backlog.bytes();
    }

    /** Whether it reads more slowly than is written. */
    boolean isBlocked() {
        return isBlocked;
    }

    /** Does something for a member when it reads again, once. */
    void whenReading(Member member, Runnable what) {
        loop.runOnContext(now -> {
            if (isBlocked) {
                if (whenReading == null) {
                    whenReading = new LinkedHashMap<>();
                }
                whenReading.put(member, what);
            } else if (!isClosed()) {
                what.run();
            }
        });
    }

    /** There is room again for what is to be written. */
    void drained() {
        if (!isBlocked || isClosing) {
            return;
        }
        isBlocked = false;
        meters.blocked(false);
        while (waiting != null && !waiting.isEmpty() && !isBlocked) {
            Member member = waiting.removeLast();
            backlogBytes -= member.backlog().bytes();
            Delivery update = member.backlog().takeUpdate();
            Delivery presence = member.backlog().takePresence();
            if (update != null) {
                meters.merged();
                write(member.message(update));
            }
            if (presence != null) {
                write(member.message(presence));
            }
        }
        Map<Member, Runnable> asked = whenReading;
        whenReading = null;
        if (asked != null) {
            asked.values().forEach(Runnable::run); // and if it is blocked again, they wait again
        }
        readOn();
    }

    // ---- time

    /** At intervals, on the event loop, by its own clock. */
    void tick(long now) {
        allowance.earn(now);
        if (isHeard) {
            heardAtMs = now;
            isHeard = false;
        }
        nowMs = now;
        if (isPausedForRate && !allowance.isSpent()) {
            isPausedForRate = false;
            meters.heldBack(false);
            readOn();
        }
        if (isClosing && now - closingSinceMs > limits.handshakeMs()) {
            channel.cut(); // it does not take its leave
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
            close(RESET, "nothing was heard from this browser for " + 3L * limits.pingMs() + " ms");
        } else if (!isBlocked && now - heardAtMs >= limits.pingMs()) {
            channel.ping();
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
            if (!isClosing) {
                leaves();
                channel.close(code, shortened(reason));
            }
        });
    }

    /** The channel is closed. */
    void closed() {
        leaves();
        if (isBlocked) {
            meters.blocked(false);
        }
        if (isPausedForRate) {
            meters.heldBack(false);
        }
        if (onClosed != null) {
            onClosed.run();
        }
        if (conversation != null) {
            conversation.closed();
        }
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
