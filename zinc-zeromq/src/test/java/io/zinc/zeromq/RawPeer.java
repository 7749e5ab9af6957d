package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A TCP client that speaks as much ZMTP as a test tells it to. */
final class RawPeer implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    RawPeer(String address) {
        try {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), TcpAddress.parse(address).port());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            out = socket.getOutputStream();
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer that has shaken hands as a socket of a type, with more properties, each a name and a value. */
    static RawPeer connected(String address, String socketType, String... properties) {
        RawPeer peer = new RawPeer(address);
        peer.greet();
        peer.ready(socketType, properties);
        peer.awaitReady();
        return peer;
    }

    /** Reads the other side's handshake; what is sent before it would not count. A refusal ends it, too. */
    private void awaitReady() {
        try {
            byte[] greetingAndHeader = in.readNBytes(64 + 2);
            if (greetingAndHeader.length == 64 + 2) {
                byte[] ignored = in.readNBytes(greetingAndHeader[65]);
            }
        } catch (IOException e) {
            // refused
        }
    }

    RawPeer greet() {
        ByteBuffer greeting = ByteBuffer.allocate(64);
        greeting.put((byte) 0xff).putLong(1).put((byte) 0x7f).put((byte) 3).put((byte) 0);
        greeting.put("NULL".getBytes(US_ASCII));
        return send(greeting.array());
    }

    RawPeer ready(String socketType, String... properties) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("\5READY".getBytes(US_ASCII));
        property(body, "Socket-Type", socketType);
        for (int i = 0; i < properties.length; i += 2) {
            property(body, properties[i], properties[i + 1]);
        }
        return frame(4, body.toByteArray());
    }

    private static void property(ByteArrayOutputStream body, String name, String value) {
        body.write(name.length());
        body.writeBytes(name.getBytes(US_ASCII));
        body.writeBytes(ByteBuffer.allocate(4).putInt(value.length()).array());
        body.writeBytes(value.getBytes(US_ASCII));
    }

    /** @param flags 1 more, 4 command */
    RawPeer frame(int flags, byte[] body) {
        return body.length < 256
                ? send(ByteBuffer.allocate(2 + body.length)
                        .put((byte) flags)
                        .put((byte) body.length)
                        .put(body)
                        .array())
                : longFrame(flags, body.length, body);
    }

    /** A frame that says to have a length, whatever length it has. */
    RawPeer longFrame(int flags, long length, byte[] body) {
        return send(ByteBuffer.allocate(9 + body.length)
                .put((byte) (flags | 2))
                .putLong(length)
                .put(body)
                .array());
    }

    /** Sends, or not: whoever is cut off in the middle has had his chance. */
    RawPeer send(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (SocketException e) {
            // cut off
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Reads until the other side has closed the connection; false when it does not. */
    boolean isCutOff() {
        byte[] buffer = new byte[1 << 16];
        try {
            while (in.read(buffer) >= 0) {
                // what it still sends does not matter
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
