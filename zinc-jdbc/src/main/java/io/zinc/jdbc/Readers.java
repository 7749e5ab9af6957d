package io.zinc.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** Connections for reading, opened when they are first needed and used again, so many at most. */
final class Readers implements AutoCloseable {

    private static final int MOST = 4;

    /** Opens a connection. */
    interface Opening {
        Statements open() throws SQLException;
    }

    private final Opening opening;
    private final Semaphore room = new Semaphore(MOST, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Statements> idle = new ArrayDeque<>();
    private boolean isClosed;

    Readers(Opening opening) {
        this.opening = opening;
    }

    /** Waits for one that nobody uses. */
    Statements take() throws SQLException {
        room.acquireUninterruptibly();
        lock.lock();
        try {
            Statements last = idle.pollLast();
            if (last != null) {
                return last;
            }
        } finally {
            lock.unlock();
        }
        boolean isOpen = false;
        try {
            Statements opened = opening.open();
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                room.release();
            }
        }
    }

    void giveBack(Statements statements) throws SQLException {
        lock.lock();
        try {
            if (isClosed) {
                statements.close();
            } else {
                idle.add(statements);
            }
        } finally {
            lock.unlock();
            room.release();
        }
    }

    /** Waits for all, and closes them. */
    @Override
    public void close() throws SQLException {
        room.acquireUninterruptibly(MOST);
        lock.lock();
        try {
            isClosed = true;
            for (Statements statements : idle) {
                statements.close();
            }
            idle.clear();
        } finally {
            lock.unlock();
            room.release(MOST);
        }
    }
}
