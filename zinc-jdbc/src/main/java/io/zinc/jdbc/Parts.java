package io.zinc.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened, to be closed in the opposite order: all of it, even when some of it fails to close. */
final class Parts {

    /** Closes one part. */
    interface Closing {
        void close() throws IOException, SQLException;
    }

    private final Deque<Closing> closings = new ArrayDeque<>();

    void add(Closing closing) {
        closings.push(closing);
    }

    /** Closes what is still open. */
    void close() throws IOException, SQLException {
        Closing next = closings.poll();
        if (next != null) {
            try {
                next.close();
            } finally {
                close();
            }
        }
    }

    /** Closes what is still open because of a fault, which goes on. */
    void closeBecauseOf(Exception fault) {
        try {
            close();
        } catch (IOException | SQLException e) {
            fault.addSuppressed(e);
        }
    }
}
