package io.zinc.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event loop writes in one turn: a message is framed once, however many sockets get it, and a socket is flushed once,
 * however many messages it gets. Flushing is a call of the operating system, and costs more than all the rest. Confined to its
 * event loop.
 */
final class Outbox {

    private static final int FINAL_BINARY = 0x82;
    private static final int MOST_IN_SEVEN_BITS = 125;
    private static final int IN_TWO_BYTES = 126;
    private static final int IN_EIGHT_BYTES = 127;
    private static final int MOST_HEADER_BYTES = 10;

    private final List<WebSocketChannel> unflushed = new ArrayList<>();
    private byte @Nullable [] lastMessage;
    private @Nullable ByteBuf lastFrame;

    /**
     * A message in a frame, which is the same for all who get it, as a server does not mask (RFC 6455, section 5.1).
     *
     * @param message whoever tells several sockets the same gives the same array
     * @return to be released by whoever called
     */
    @SuppressWarnings(
            "ReferenceEquality") // equal bytes in two arrays are two messages; comparing them would cost what is saved
    ByteBuf frame(byte[] message, ByteBufAllocator allocator) {
        ByteBuf known = lastFrame;
        if (known == null || lastMessage != message) {
            forget();
            known = allocator.directBuffer(MOST_HEADER_BYTES + message.length);
            writeHeader(known, message.length);
            known.writeBytes(message);
            lastMessage = message;
            lastFrame = known;
        }
        return known.retainedDuplicate();
    }

    private static void writeHeader(ByteBuf to, int length) {
        to.writeByte(FINAL_BINARY);
        if (length <= MOST_IN_SEVEN_BITS) {
            to.writeByte(length);
        } else if (length <= 0xffff) {
            to.writeByte(IN_TWO_BYTES).writeShort(length);
        } else {
            to.writeByte(IN_EIGHT_BYTES).writeLong(length);
        }
    }

    private void forget() {
        if (lastFrame != null) {
            lastFrame.release();
            lastFrame = null;
            lastMessage = null;
        }
    }

    /** Something was written to a socket; it is flushed when the loop has done what it has to do now. */
    void flushSoon(WebSocketChannel channel) {
        if (unflushed.isEmpty()) {
            channel.loop().execute(this::flush);
        }
        unflushed.add(channel);
    }

    private void flush() {
        forget();
        List<WebSocketChannel> due = List.copyOf(unflushed);
        unflushed.clear(); // what flushing makes room for is written, and flushed in a turn of its own
        due.forEach(WebSocketChannel::flush);
    }
}
