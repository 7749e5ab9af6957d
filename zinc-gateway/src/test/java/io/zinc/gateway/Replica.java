package io.zinc.gateway;

import io.zinc.crdt.Awareness;
import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** A browser's copy of a document and of who is present, under a lock. */
class Replica {

    static final String ROOT = "text";

    final ReentrantLock lock = new ReentrantLock();
    final Doc doc = new Doc();
    final Awareness awareness = new Awareness(doc.clientId(), nowMs());

    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    final <R> R look(Function<Doc, R> reader) {
        lock.lock();
        try {
            return reader.apply(doc);
        } finally {
            lock.unlock();
        }
    }

    final void edit(Consumer<Doc> editor) {
        lock.lock();
        try {
            doc.transact(() -> editor.accept(doc));
        } finally {
            lock.unlock();
        }
    }

    /** Writes at the end of the text. */
    final void type(String text) {
        edit(all -> all.getText(ROOT).insert(all.getText(ROOT).length(), text));
    }

    /** Writes at the beginning of the text. */
    final void typeFirst(String text) {
        edit(all -> all.getText(ROOT).insert(0, text));
    }

    final String text() {
        return look(all -> all.getText(ROOT).toString());
    }

    final StateVector stateVector() {
        return look(Doc::stateVector);
    }

    final long contentHash() {
        return look(Doc::contentHash);
    }

    final byte[] state() {
        return look(Doc::encodeStateAsUpdate);
    }

    final long client() {
        return awareness.localClient();
    }

    /** Tells others who this is. */
    final void present(String user) {
        lock.lock();
        try {
            awareness.setLocalState(Map.of("user", Map.of("name", user)), nowMs());
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody else is seen here. */
    final boolean sees(long client) {
        lock.lock();
        try {
            return awareness.isPresent(client);
        } finally {
            lock.unlock();
        }
    }

    /** The name that somebody goes by here; empty for one who is not here or has none. */
    final String nameOf(long client) {
        lock.lock();
        try {
            return awareness.states().get(client) instanceof Map<?, ?> state
                            && state.get("user") instanceof Map<?, ?> user
                    ? String.valueOf(user.get("name"))
                    : "";
        } finally {
            lock.unlock();
        }
    }
}
