package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * A message that JeroMQ reads from the network, with what JeroMQ does not check itself.
 *
 * <ul>
 *   <li>A length field with its highest bit set passes JeroMQ's check of the maximum size and becomes an arbitrary
 *       32-bit one; the allocator bounds it.
 *   <li>Parts of a multi-part message do not count for the high-water mark until the last one arrives, which may be
 *       never; here each part is a message of its own.
 *   <li>The handshake's metadata may claim a routing identity, or the network address of someone else, which JeroMQ then
 *       reports as the sender's. Only the socket type and an empty identity are let in.
 * </ul>
 */
final class GuardedMessage extends Msg {

    private static final byte[] READY = "\5READY".getBytes(US_ASCII);
    private static final String SOCKET_TYPE = "Socket-Type";
    private static final String IDENTITY = "Identity";

    private GuardedMessage(int size) {
        super(size);
    }

    static MsgAllocator allocator(int maxFrameBytes, LinkCounters counters) {
        return size -> {
            if (size < 0 || size > maxFrameBytes) {
                counters.refused.increment();
                return new GuardedMessage(0);
            }
            return new GuardedMessage(size);
        };
    }

    @Override
    public void setFlags(int flags) {
        super.setFlags(flags & ~MORE);
    }

    /** JeroMQ asks once to fill it, when it is all zeros, and once to parse the metadata of a handshake. */
    @Override
    public ByteBuffer buf() {
        ByteBuffer bytes = super.buf();
        return isCommand() && isReady(bytes) && !isPlain(bytes) ? unparsable() : bytes;
    }

    private static boolean isReady(ByteBuffer bytes) {
        return bytes.limit() >= READY.length && bytes.slice(0, READY.length).equals(ByteBuffer.wrap(READY));
    }

    private static boolean isPlain(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice(READY.length, bytes.limit() - READY.length);
        while (rest.hasRemaining()) {
            String name = text(rest, Byte.toUnsignedInt(rest.get()));
            int valueBytes = rest.remaining() >= Integer.BYTES ? rest.getInt() : -1;
            if (valueBytes < 0 || valueBytes > rest.remaining()) {
                return false;
            }
            boolean isAllowed = name.equals(SOCKET_TYPE) || (name.equals(IDENTITY) && valueBytes == 0);
            if (!isAllowed) {
                return false;
            }
            rest.position(rest.position() + valueBytes);
        }
        return true;
    }

    private static String text(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            return "";
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, US_ASCII);
    }

    /** Metadata with one byte too many, which JeroMQ answers by ending the connection. */
    private static ByteBuffer unparsable() {
        return ByteBuffer.allocate(READY.length + 1);
    }
}
