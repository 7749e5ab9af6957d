package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WebSocket whose channel was taken over, on a server that says everything again. */
class WebSocketChannelTest {

    private static final int MAX_MESSAGE_BYTES = 100_000;
    private static final int TWICE = 2;

    private final Vertx vertx = Vertx.vertx();
    private final Outbox outbox = new Outbox();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final AtomicInteger flushes = new AtomicInteger();
    private final CompletableFuture<ChannelPipeline> accepted = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServerOptions options = new HttpServerOptions().setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES);
        HttpServer server = vertx.createHttpServer(options)
                .webSocketHandshakeHandler(handshake -> {
                    var unused = handshake.accept().onSuccess(this::accepted);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    private void accepted(ServerWebSocket webSocket) {
        ChannelPipeline pipeline =
                ((WebSocketInternal) webSocket).channelHandlerContext().pipeline();
        pipeline.channel().config().setAllocator(allocator);
        Context loop = vertx.getOrCreateContext();
        GatewaySocket socket = new GatewaySocket(
                webSocket,
                loop,
                outbox,
                GatewayLimits.defaults().withMaxMessageBytes(MAX_MESSAGE_BYTES),
                new Meters(new SimpleMeterRegistry()),
                fault -> {
                    throw new AssertionError(fault);
                },
                Gateway.nowMs());
        socket.converse(new Echo(socket), () -> {
            var unused = closed.complete(true);
        });
        accepted.complete(pipeline);
    }

    /** Says a message again; one that begins with 2 twice. */
    private record Echo(GatewaySocket socket) implements Conversation {

        @Override
        public void received(byte[] message) {
            socket.send(message);
            if (message.length > 0 && message[0] == TWICE) {
                socket.send(message);
            }
        }

        @Override
        public byte[] keepAlive() {
            return new byte[0];
        }

        @Override
        public void tick(long nowMs) {}

        @Override
        public void closed() {}
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private ChannelPipeline pipeline() throws Exception {
        return accepted.get(20, TimeUnit.SECONDS);
    }

    private static RawSocket.Received read(RawSocket from) throws IOException {
        RawSocket.Received received = from.read();
        if (received == null) {
            throw new IOException("the connection has ended");
        }
        return received;
    }

    private static byte[] bytes(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    @Test
    void nothingOfHttpOrVertxIsLeftWhenTheHandshakeIsAnswered() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            raw.sendFrame(RawSocket.FINAL | RawSocket.BINARY, bytes(5, 1));
            assertThat(read(raw).payload()).containsExactly(5);

            List<Class<?>> left = new ArrayList<>();
            pipeline().forEach(entry -> left.add(entry.getValue().getClass()));
            assertThat(left).containsExactly(WebSocket13FrameDecoder.class, WebSocketChannel.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, MAX_MESSAGE_BYTES})
    void aMessageOfAnySizeUpToTheLimitComesBackAsItWas(int length) throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            byte[] message = bytes(5, length);
            raw.sendFrame(RawSocket.FINAL | RawSocket.BINARY, message);

            RawSocket.Received received = read(raw);

            assertThat(received.opcode()).isEqualTo(RawSocket.BINARY);
            assertThat(received.payload()).isEqualTo(message);
        }
    }

    @Test
    void aMessageInSeveralFramesMayBeAsLargeAsOneInASingleFrame() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            raw.sendFrame(RawSocket.BINARY, bytes(5, 60_000));
            raw.sendFrame(RawSocket.CONTINUATION, new byte[0]);
            raw.sendFrame(RawSocket.FINAL | RawSocket.PING, bytes(7, 3)); // may come in between (RFC 6455, section 5.4)
            raw.sendFrame(RawSocket.FINAL | RawSocket.CONTINUATION, bytes(5 + 60_000, 40_000));

            assertThat(read(raw).payload()).isEqualTo(bytes(7, 3));
            assertThat(read(raw).payload()).isEqualTo(bytes(5, MAX_MESSAGE_BYTES));
        }
    }

    @Test
    void oneByteMoreInSeveralFramesIsRefused() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            raw.sendFrame(RawSocket.BINARY, bytes(5, 60_000));
            raw.sendFrame(RawSocket.FINAL | RawSocket.CONTINUATION, bytes(5, 40_001));

            RawSocket.Received close = read(raw);

            assertThat(close.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(GatewaySocket.TOO_BIG);
        }
    }

    @Test
    void aPingIsAnsweredWithWhatIsInIt() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            raw.sendFrame(RawSocket.FINAL | RawSocket.PING, bytes(7, 125));

            RawSocket.Received pong = read(raw);

            assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
            assertThat(pong.payload()).isEqualTo(bytes(7, 125));
        }
    }

    @Test
    void whoTakesLeaveIsAnsweredAndNothingMoreIsSaid() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            byte[] farewell = ByteBuffer.allocate(5)
                    .putShort((short) 1001)
                    .put(bytes('b', 3))
                    .array();
            raw.sendFrame(RawSocket.FINAL | RawSocket.CLOSE, farewell);

            RawSocket.Received close = read(raw);

            assertThat(close.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(close.payload()).isEqualTo(farewell);
            assertThat(raw.read()).isNull();
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsWrittenInOneTurnLeavesTogetherAndIsLetGo() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext context) {
                    flushes.incrementAndGet();
                    context.flush();
                }
            });
            raw.sendFrame(RawSocket.FINAL | RawSocket.BINARY, bytes(TWICE, 10));

            assertThat(read(raw).payload()).isEqualTo(bytes(TWICE, 10));
            assertThat(read(raw).payload()).isEqualTo(bytes(TWICE, 10));
            assertThat(flushes).hasValue(1);
        }
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        GatewayTree.await(
                "no buffer is kept",
                () -> allocator.metric().usedDirectMemory() == 0
                        && allocator.metric().usedHeapMemory() == 0);
    }

    @Test
    void halfAMessageIsLetGoWithItsConnection() throws Exception {
        try (RawSocket raw = RawSocket.open(port, "/")) {
            raw.sendFrame(RawSocket.BINARY, bytes(5, 60_000));
            raw.sendFrame(RawSocket.FINAL | RawSocket.PING, new byte[0]);
            assertThat(read(raw).opcode()).isEqualTo(RawSocket.PONG);
            assertThat(allocator.metric().usedDirectMemory()
                            + allocator.metric().usedHeapMemory())
                    .isGreaterThan(50_000);
        }
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        GatewayTree.await(
                "no buffer is kept",
                () -> allocator.metric().usedDirectMemory() == 0
                        && allocator.metric().usedHeapMemory() == 0);
    }
}
