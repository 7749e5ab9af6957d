package io.zinc.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Connects clients and lets them type, with as few threads as they need: one carries some 200,000 messages a second.
 *
 * <p>It works on Netty, the library under Vert.x, as it reads messages where they lie. Netty's own timers are exact to the
 * millisecond only, so the thread that asks for a phase wakes the others when something is due.
 */
final class LoadGenerator implements AutoCloseable {

    private static final int MOST_MESSAGE_BYTES = 256 * 1024 * 1024;
    private static final int MOST_HANDSHAKE_BYTES = 64 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 30_000;
    private static final int DEFAULT_PORT = 80;

    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();

    LoadGenerator(int threads) {
        ThreadFactory named = Thread.ofPlatform().daemon().name("load-", 0).factory();
        this.group = new MultiThreadIoEventLoopGroup(threads, named, NioIoHandler.newFactory());
        for (int i = 0; i < threads; i++) {
            loops.add(group.next());
        }
    }

    /** Connects clients and waits until each has the document of its room. */
    Crowd connect(CrowdPlan plan) {
        List<LoadShard> shards = loops.stream().map(LoadShard::new).toList();
        return Crowd.gather(plan, shards, this::connect);
    }

    private void connect(LoadShard shard, LoadClient client, CrowdPlan plan) {
        URI address = plan.protocol().address(plan.server(), client.room(), plan.token());
        if (!"ws".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "the server's URL has to begin with ws:// and a host, unlike " + address);
        }
        int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
        Bootstrap bootstrap = new Bootstrap()
                .group(shard.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        addHandlers(channel.pipeline(), address, client);
                    }
                });
        bootstrap.connect(address.getHost(), port).addListener(connected -> {
            if (!connected.isSuccess()) {
                client.failed(connected.cause());
            }
        });
    }

    private static void addHandlers(ChannelPipeline pipeline, URI address, LoadClient client) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(address)
                .version(WebSocketVersion.V13)
                .customHeaders(EmptyHttpHeaders.INSTANCE)
                .maxFramePayloadLength(MOST_MESSAGE_BYTES)
                .handshakeTimeoutMillis(CONNECT_TIMEOUT_MS)
                .withUTF8Validator(false)
                .handleCloseFrames(false)
                .build();
        pipeline.addLast(new HttpClientCodec())
                .addLast(new HttpObjectAggregator(MOST_HANDSHAKE_BYTES))
                .addLast(new WebSocketClientProtocolHandler(config))
                .addLast(new WebSocketFrameAggregator(MOST_MESSAGE_BYTES))
                .addLast(client);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
