package io.zinc.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a WebSocket: what comes is made into messages, a ping is answered, a close is answered with a close. Vert.x makes
 * the handshake, and this takes the channel over then: the request and the queues that Vert.x keeps for a WebSocket would be most of
 * what a connection costs. Confined to the channel's event loop.
 */
final class WebSocketChannel extends ChannelInboundHandlerAdapter {

    private static final int FINAL = 0x80;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final WriteBufferWaterMark WRITE_QUEUE_BYTES = new WriteBufferWaterMark(128 << 10, 256 << 10);

    /** Below this handler there is nothing but the frames' decoder and TLS: what is written there is not looked at by HTTP any more. */
    private final ChannelHandlerContext beneath;

    private final Outbox outbox;
    private final GatewaySocket socket;
    private final int maxMessageBytes;
    private @Nullable ByteBuf parts;
    private boolean isFlushDue;

    private WebSocketChannel(ChannelHandlerContext beneath, Outbox outbox, GatewaySocket socket, int maxMessageBytes) {
        this.beneath = beneath;
        this.outbox = outbox;
        this.socket = socket;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Takes over the channel of a WebSocket, on its event loop. */
    static WebSocketChannel takeOver(
            ServerWebSocket webSocket, Outbox outbox, GatewaySocket socket, int maxMessageBytes) {
        ChannelPipeline pipeline =
                ((WebSocketInternal) webSocket).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
        WebSocketChannel channel = new WebSocketChannel(decoder, outbox, socket, maxMessageBytes);
        pipeline.addAfter(decoder.name(), null, channel);
        for (ChannelHandler handler : List.copyOf(pipeline.toMap().values())) {
            if (handler != channel && !isNeeded(handler)) {
                pipeline.remove(handler);
            }
        }
        pipeline.channel().config().setWriteBufferWaterMark(WRITE_QUEUE_BYTES).setAutoRead(true);
        return channel;
    }

    private static boolean isNeeded(ChannelHandler handler) {
        return handler instanceof SslHandler
                || handler instanceof WebSocketFrameDecoder
                || handler instanceof HttpResponseEncoder; // goes by itself when the answer to the handshake is written
    }

    Executor loop() {
        return beneath.executor();
    }

    // ---- reading

    /** Reads no more, for now; what has been read already still comes. */
    void pause() {
        beneath.channel().config().setAutoRead(false);
    }

    void resume() {
        beneath.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) { // and not the end of the request that became a WebSocket
                read(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping -> {
                socket.heard();
                socket.pong(ByteBufUtil.getBytes(ping.content()));
            }
            case PongWebSocketFrame pong -> socket.heard();
            case CloseWebSocketFrame close -> {
                boolean isAnswer = socket.isClosed();
                socket.leaves();
                if (isAnswer) {
                    cut();
                } else {
                    var unused = end(ByteBufUtil.getBytes(close.content())).addListener(ChannelFutureListener.CLOSE);
                }
            }
            case TextWebSocketFrame text -> socket.textReceived();
            default -> readPart(frame);
        }
    }

    private void readPart(WebSocketFrame frame) {
        ByteBuf part = frame.content();
        ByteBuf before = parts;
        if (before == null && frame.isFinalFragment()) {
            socket.received(ByteBufUtil.getBytes(part));
        } else if (socket.isClosed()) {
            forgetParts();
        } else if ((before == null ? 0 : before.readableBytes()) + part.readableBytes() > maxMessageBytes) {
            forgetParts();
            socket.tooLarge();
        } else {
            if (before == null) {
                before = beneath.alloc().buffer(part.readableBytes());
                parts = before;
            }
            before.writeBytes(part);
            if (frame.isFinalFragment()) {
                byte[] message = ByteBufUtil.getBytes(before);
                forgetParts();
                socket.received(message);
            }
        }
    }

    private void forgetParts() {
        if (parts != null) {
            parts.release();
            parts = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        socket.failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetParts();
        socket.closed();
    }

    // ---- writing

    /** Writes a message; it leaves at the end of the loop's turn, or at once when much waits for that. */
    void write(byte[] message) {
        write(outbox.frame(message, beneath.alloc()));
    }

    /** Asks whether the other end is there. */
    void ping() {
        write(control(PING, new byte[0]));
    }

    void pong(byte[] payload) {
        write(control(PONG, payload));
    }

    private void write(ByteBuf frame) {
        var unused = beneath.write(frame, beneath.voidPromise());
        if (!beneath.channel().isWritable()) {
            beneath.flush();
        } else if (!isFlushDue) {
            isFlushDue = true;
            outbox.flushSoon(this);
        }
    }

    void flush() {
        isFlushDue = false;
        beneath.flush();
    }

    /** Whether more has been written than the other end reads. */
    boolean isFull() {
        return !beneath.channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!isFull()) {
            socket.drained();
        }
    }

    private ByteBuf control(int opcode, byte[] payload) {
        return beneath.alloc()
                .directBuffer(2 + payload.length)
                .writeByte(FINAL | opcode)
                .writeByte(payload.length)
                .writeBytes(payload);
    }

    // ---- the end

    /** Takes leave; the other end answers that, and the channel closes. */
    void close(int code, String reason) {
        resume(); // so that the answer is read
        var unused = end(farewell(code, reason));
    }

    /**
     * Takes leave of an end that is still sending what cannot be read. A channel that is closed with something unread is reset,
     * and takes with it what was just written to it; so only writing ends, and the rest is thrown away as it comes.
     */
    void closeUnread(int code, String reason) {
        resume();
        var unused = end(farewell(code, reason)).addListener(written -> {
            if (beneath.channel() instanceof DuplexChannel duplex) {
                var unusedToo = duplex.shutdownOutput();
            }
        });
    }

    private ChannelFuture end(byte[] payload) {
        return beneath.writeAndFlush(control(CLOSE, payload));
    }

    private static byte[] farewell(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    /** Closes the channel without taking leave. */
    void cut() {
        var unused = beneath.channel().close();
    }
}
