package io.zinc.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client of a room: says what a Yjs provider says, types, and notes which edits of the others have reached it. Its methods
 * run on the thread of its shard.
 */
final class LoadClient extends ChannelInboundHandlerAdapter implements ReceivedUpdate.Ranges {

    private final LoadShard shard;
    private final CrowdPlan plan;
    private final int number;
    private final String room;
    private final byte[] syncHead;
    private final long yjsClient;
    private final CompletableFuture<LoadClient> synced = new CompletableFuture<>();
    private final long beganNs = System.nanoTime();

    /** For each member of the room, itself too, the clock behind the last one that has come. */
    private final long[] nextClocks;

    private @Nullable Channel channel;
    private long typed;
    private long typedBeforePhase;
    private long nowNs;
    private boolean hasStep2;
    private long contentBytes;
    private long syncedNs;

    LoadClient(LoadShard shard, CrowdPlan plan, int number, long firstYjsClient) {
        this.shard = shard;
        this.plan = plan;
        this.number = number;
        this.room = plan.roomPrefix() + number % plan.rooms();
        this.syncHead = plan.protocol().syncHead(room);
        this.yjsClient = firstYjsClient + number;
        int roomNumber = number % plan.rooms();
        this.nextClocks = new long[(plan.clients() - roomNumber + plan.rooms() - 1) / plan.rooms()];
    }

    int number() {
        return number;
    }

    String room() {
        return room;
    }

    /** Done when the server's step 2 is here, and as much content as was wanted. */
    CompletableFuture<LoadClient> synced() {
        return synced;
    }

    /** From the first packet of the connection to the last one of the document. */
    long joinNs() {
        return syncedNs - beganNs;
    }

    long syncedNs() {
        return syncedNs;
    }

    int others() {
        return nextClocks.length - 1;
    }

    void beginPhase() {
        typedBeforePhase = typed;
    }

    long typedBeforePhase() {
        return typedBeforePhase;
    }

    /** Sends one more character. */
    void type() {
        long clock = typed++;
        int length = TypedCharacter.length(yjsClient, clock);
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("client " + number + " is not connected yet");
        }
        ByteBuf out = open.alloc().buffer(syncHead.length + 6 + length);
        out.writeBytes(syncHead).writeByte(YjsProtocol.CHANGE);
        TypedCharacter.varUint(out, length);
        TypedCharacter.write(out, yjsClient, clock);
        send(open, out);
    }

    private static void send(Channel open, ByteBuf message) {
        var unused = open.writeAndFlush(new BinaryWebSocketFrame(message), open.voidPromise());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            channel = context.channel();
            for (byte[] greeting : plan.protocol().greetings(room, plan.token())) {
                send(context.channel(), Unpooled.wrappedBuffer(greeting));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof BinaryWebSocketFrame frame) {
                nowNs = System.nanoTime();
                receive(context.channel(), shard.copied(frame.content()));
            } else if (message instanceof CloseWebSocketFrame frame) {
                shard.says(frame.statusCode() + " " + frame.reasonText());
                var unused = context.writeAndFlush(frame.retain()).addListener(ChannelFutureListener.CLOSE);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void receive(Channel open, ByteCursor in) {
        if (!plan.protocol().findSync(in)) {
            return;
        }
        long kind = in.varUint();
        if (kind == YjsProtocol.STEP_1) {
            answerStep1(open);
            return;
        }
        contentBytes += in.varUint();
        if (kind == YjsProtocol.CHANGE) {
            ReceivedUpdate.read(in, this);
        } else if (kind == YjsProtocol.STEP_2) {
            hasStep2 = true;
        }
        if (syncedNs == 0 && hasStep2 && contentBytes >= plan.wantedBytes()) {
            syncedNs = nowNs;
            synced.complete(this);
        }
    }

    private void answerStep1(Channel open) {
        byte[] state = plan.seed().length == 0 ? new byte[] {0, 0} : plan.seed();
        ByteBuf out = open.alloc().buffer(syncHead.length + 6 + state.length);
        out.writeBytes(syncHead).writeByte(YjsProtocol.STEP_2);
        TypedCharacter.varUint(out, state.length);
        send(open, out.writeBytes(state));
    }

    /** Edits of a client have come: those not seen before count as delivered. */
    @Override
    public void range(long client, long clock, long end) {
        long sender = client - (yjsClient - number);
        if (sender < 0 || sender >= plan.clients() || (sender - number) % plan.rooms() != 0) {
            return; // somebody else's
        }
        int member = (int) sender / plan.rooms();
        long from = Math.max(clock, nextClocks[member]);
        if (from < end) {
            nextClocks[member] = end;
            if (sender != number) {
                shard.delivered((int) sender, from, end, nowNs);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        synced.completeExceptionally(new IllegalStateException("the server closed the connection of client " + number
                + " to " + room + ": " + (shard.farewell().isEmpty() ? "it gave no reason" : shard.farewell())));
        shard.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        shard.says(String.valueOf(cause));
        synced.completeExceptionally(cause);
        var unused = context.close();
    }

    /** What made the connection fail before there was one. */
    void failed(Throwable cause) {
        synced.completeExceptionally(cause);
    }

    void close() {
        if (channel != null) {
            var unused = channel.close();
        }
    }
}
