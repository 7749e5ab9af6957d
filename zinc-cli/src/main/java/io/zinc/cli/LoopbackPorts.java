package io.zinc.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1 that processes are about to take. */
final class LoopbackPorts {

    private static final int LAST = 65_535;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private LoopbackPorts() {}

    /**
     * Fails with clear words when one of the ports cannot be had.
     *
     * @param option which option says the first port
     * @param first the first port; the others follow it
     * @param which what takes the others
     */
    static void requireFree(String option, int first, int count, String which) throws IOException {
        if (first < 1 || first + count - 1 > LAST) {
            throw new Failure(option + " is " + first + "; " + Text.count(count, "port")
                    + " from there on are needed, so" + " it has to be between 1 and " + (LAST - count + 1));
        }
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            } catch (BindException e) {
                throw new Failure("port " + port + " is in use, perhaps by another zinc up; choose another with "
                        + option + (port == first ? "" : " (" + which + ")"));
            }
        }
    }
}
