package io.zinc.zeromq;

import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;
import zmq.ZMQ;
import zmq.util.Errno;

/**
 * A JeroMQ socket that interrupts do not harm and whose calls never block.
 *
 * <p>Implementation notes: JeroMQ looks at the thread's interrupt flag before it looks at its mailbox; if it is set, the
 * flag is cleared, the call fails with EINTR, and nothing was done. So the flag is put aside before each call and set
 * again afterwards; an interrupt that comes in between shows as EINTR, and the call is made again. (What is said of
 * interrupts closing JeroMQ's channels does not hold: they are non-blocking, and the JDK closes on interrupt only channels
 * that a thread blocks on.) The error number is one of the thread, and may be left over from anything, hence it is reset.
 */
final class JeroMqSocket {

    private static final Errno ERRNO = new Errno();

    private final SocketBase socket;
    private boolean closed;

    JeroMqSocket(SocketBase socket) {
        this.socket = socket;
    }

    /** What a call ended with. */
    enum Result {
        DONE,
        FULL,
        UNREACHABLE
    }

    Result send(Msg message, boolean moreFollows) {
        if (closed) {
            return Result.UNREACHABLE;
        }
        int flags = ZMQ.ZMQ_DONTWAIT | (moreFollows ? ZMQ.ZMQ_SNDMORE : 0);
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                ERRNO.set(0);
                if (socket.send(message, flags)) {
                    return Result.DONE;
                }
                switch (ERRNO.get()) {
                    case ZError.EINTR -> interrupted = true;
                    case ZError.EAGAIN -> {
                        return Result.FULL;
                    }
                    default -> {
                        return Result.UNREACHABLE;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The next message part, or null when nothing is waiting. */
    @Nullable
    Msg receive() {
        if (closed) {
            return null;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                ERRNO.set(0);
                Msg message = socket.recv(ZMQ.ZMQ_DONTWAIT);
                if (message != null || ERRNO.get() != ZError.EINTR) {
                    return message;
                }
                interrupted = true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean hasInput() {
        if (closed) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                ERRNO.set(0);
                int events = socket.getSocketOpt(ZMQ.ZMQ_EVENTS);
                if (events >= 0 || ERRNO.get() != ZError.EINTR) {
                    return events > 0 && (events & ZMQ.ZMQ_POLLIN) != 0;
                }
                interrupted = true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    SelectableChannel channel() {
        return socket.getFD();
    }

    boolean isClosed() {
        return closed;
    }

    /** Hands it to JeroMQ's reaper, which lets what is queued out as long as it lingers. */
    void close() {
        if (!closed) {
            closed = true;
            boolean interrupted = Thread.interrupted();
            try {
                socket.close();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
