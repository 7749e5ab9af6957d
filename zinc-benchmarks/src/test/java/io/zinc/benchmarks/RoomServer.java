package io.zinc.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.zinc.crdt.Doc;
import io.zinc.crdt.SyncMessage;
import io.zinc.crdt.Update;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A small server of rooms for y-websocket, which merges updates, and forgets some, as a test likes. */
final class RoomServer implements AutoCloseable {

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Room> rooms = new HashMap<>();
    private final int merged;
    private final int forgotten;
    private final Channel listening;

    /** What the thread of the server alone touches. */
    private static final class Room {
        final List<Channel> members = new ArrayList<>();
        final List<byte[]> waiting = new ArrayList<>();
        byte[] state = {0, 0};
        int taken;
    }

    /**
     * Starts it.
     *
     * @param merged so many updates of a room are sent as one
     * @param forgotten one update in so many is sent to nobody; 0 for none
     */
    RoomServer(int merged, int forgotten) {
        this.merged = merged;
        this.forgotten = forgotten;
        this.listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        addHandlers(channel.pipeline());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort());
    }

    private void addHandlers(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(8192))
                .addLast(new WebSocketServerProtocolHandler("/", null, false, 1 << 20, false, true))
                .addLast(new Member());
    }

    /** One connection. */
    private final class Member extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
        private Room room = new Room();

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete shaken) {
                room = rooms.computeIfAbsent(shaken.requestUri(), name -> new Room());
                room.members.add(context.channel());
                send(context.channel(), new SyncMessage.Step1(new Doc().stateVector()));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
            byte[] bytes = ByteBufUtil.getBytes(frame.content());
            switch (SyncMessage.decode(Arrays.copyOfRange(bytes, 1, bytes.length))) {
                case SyncMessage.Step1 step -> send(context.channel(), new SyncMessage.Step2(room.state));
                case SyncMessage.Step2 step -> room.state = Update.merge(List.of(room.state, step.update()));
                case SyncMessage.Change change -> take(change.update());
            }
        }

        private void take(byte[] update) {
            if (forgotten > 0 && ++room.taken % forgotten == 0) {
                return;
            }
            room.waiting.add(update);
            if (room.waiting.size() >= merged) {
                byte[] one = Update.merge(room.waiting);
                room.waiting.clear();
                room.members.forEach(member -> send(member, new SyncMessage.Change(one)));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            room.members.remove(context.channel());
        }
    }

    private static void send(Channel channel, SyncMessage message) {
        ByteBuf bytes = Unpooled.buffer().writeByte(0).writeBytes(message.encode());
        var unused = channel.writeAndFlush(new BinaryWebSocketFrame(bytes));
    }

    /** Ends all connections. */
    void hangUp() {
        loop.next()
                .submit(() -> {
                    for (Room room : rooms.values()) {
                        for (Channel member : List.copyOf(room.members)) {
                            var unused = member.close();
                        }
                    }
                })
                .syncUninterruptibly();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
