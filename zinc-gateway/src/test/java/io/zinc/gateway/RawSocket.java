package io.zinc.gateway;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A TCP connection to a gateway that sends whatever bytes a test likes, and reads only when the test does. */
final class RawSocket implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FINAL = 0x80;
    private static final int PATIENCE_MS = 20_000;
    private static final int SMALL_WINDOW = 4 << 10;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** A frame that came. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Received(int opcode, byte[] payload) {

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    RawSocket(Gateway gateway) throws IOException {
        this(gateway.port());
    }

    private RawSocket(int port) throws IOException {
        socket.setReceiveBufferSize(SMALL_WINDOW);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A connection that has become a WebSocket. */
    static RawSocket open(Gateway gateway, String path) throws IOException {
        return open(gateway.port(), path);
    }

    static RawSocket open(int port, String path) throws IOException {
        RawSocket raw = new RawSocket(port);
        raw.send(request(path).getBytes(StandardCharsets.ISO_8859_1));
        String status = raw.readHead();
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException("the gateway answered " + status);
        }
        return raw;
    }

    static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a masked frame, as clients do. */
    void sendFrame(int firstByte, byte[] payload) throws IOException {
        send(frame(firstByte, payload));
    }

    /** A frame whose mask is zero, so that the payload stands as it is. */
    static byte[] frame(int firstByte, byte[] payload) {
        byte[] header = header(firstByte, payload.length, true);
        return ByteBuffer.allocate(header.length + 4 + payload.length)
                .put(header)
                .putInt(0)
                .put(payload)
                .array();
    }

    /** The head of a frame, without the mask. */
    static byte[] header(int firstByte, long length, boolean isMasked) {
        int mask = isMasked ? 0x80 : 0;
        if (length < 126) {
            return new byte[] {(byte) firstByte, (byte) (mask | length)};
        }
        if (length < 1 << 16) {
            return ByteBuffer.allocate(4)
                    .put((byte) firstByte)
                    .put((byte) (mask | 126))
                    .putShort((short) length)
                    .array();
        }
        return ByteBuffer.allocate(10)
                .put((byte) firstByte)
                .put((byte) (mask | 127))
                .putLong(length)
                .array();
    }

    /** Reads the head of an HTTP answer; returns its first line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the gateway closed the connection after '" + head + "'");
            }
            head.append((char) next);
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** Reads a frame; null when the connection has ended. */
    @Nullable
    Received read() throws IOException {
        try {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            return new Received(opcode, payload);
        } catch (EOFException | java.net.SocketException e) {
            return null;
        }
    }

    /** Reads up to the frame that closes the connection; null when it ends without one. */
    @Nullable
    Received readClose() throws IOException {
        Received received = read();
        while (received != null && received.opcode() != CLOSE) {
            received = read();
        }
        return received;
    }

    /** Reads so many bytes, or those that are left before the end of the connection; returns how many. */
    int readSome(int most) throws IOException {
        return in.readNBytes(most).length;
    }

    /** Reads until the connection ends. */
    void readToEnd() throws IOException {
        InputStream rest = in;
        byte[] ignored = new byte[8 << 10];
        try {
            int count = 0;
            while (count >= 0) {
                count = rest.read(ignored);
            }
        } catch (java.net.SocketException e) {
            return; // reset: that is an end, too
        }
    }

    /** Waits for the end of the connection without having read. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
