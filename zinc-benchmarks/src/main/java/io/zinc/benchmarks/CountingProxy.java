package io.zinc.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between two processes, passes on what they send to each other over tcp, and counts the bytes of both directions. */
final class CountingProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ServerSocket server;
    private final int targetPort;
    private final AtomicLong bytes = new AtomicLong();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private CountingProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        this.server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
        Thread.startVirtualThread(this::accept);
    }

    /** A proxy for an address that ends with a port. */
    static CountingProxy to(String address) throws IOException {
        return new CountingProxy(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    /** The address to use in place of another one. */
    String instead(String address) {
        return address.substring(0, address.lastIndexOf(':') + 1) + server.getLocalPort();
    }

    long bytes() {
        return bytes.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = keep(server.accept());
                Socket far = keep(new Socket(InetAddress.getByAddress(LOOPBACK), targetPort));
                Thread.startVirtualThread(() -> pass(near, far));
                Thread.startVirtualThread(() -> pass(far, near));
            } catch (IOException e) {
                return; // closed, or nobody is there; who connects is told by the connection's end
            }
        }
    }

    private Socket keep(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                bytes.addAndGet(length);
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side has left, so the other one is closed, too
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
