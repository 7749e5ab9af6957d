package io.zinc.gateway;

import io.zinc.documents.Documents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The documents that browsers of this gateway have open, by name. Any thread may call it. */
final class Rooms {

    private final Documents documents;
    private final GatewayLimits limits;
    private final Meters meters;
    private final Doorman doorman;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final StatelessHandler onStateless;
    private final Consumer<Throwable> onError;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Room> rooms = new HashMap<>();
    private boolean isClosed;

    Rooms(
            Documents documents,
            GatewayLimits limits,
            Meters meters,
            Doorman doorman,
            Executor executor,
            ScheduledExecutorService timer,
            StatelessHandler onStateless,
            Consumer<Throwable> onError) {
        this.documents = documents;
        this.limits = limits;
        this.meters = meters;
        this.doorman = doorman;
        this.executor = executor;
        this.timer = timer;
        this.onStateless = onStateless;
        this.onError = onError;
        meters.rooms(this::count);
    }

    int count() {
        lock.lock();
        try {
            return rooms.size();
        } finally {
            lock.unlock();
        }
    }

    List<Room> all() {
        lock.lock();
        try {
            return new ArrayList<>(rooms.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Brings a browser into the room of its document, which opens if nobody is there.
     *
     * @param rightsAsOf after how many changes of rights its right was found out
     */
    Room join(Member member, long rightsAsOf) {
        lock.lock();
        try {
            Room room = rooms.get(member.document());
            if (room == null || room.hasEnded()) {
                room = new Room(
                        member.document(),
                        documents,
                        limits,
                        meters,
                        executor,
                        this::later,
                        this::onStateless,
                        onError);
                rooms.put(member.document(), room);
                if (!isClosed) {
                    room.open();
                }
            }
            room.join(member);
            if (doorman.changes() != rightsAsOf) {
                room.askRight(member, doorman);
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    private void onStateless(Member member, String text) {
        onStateless.handle(member.user(), member.document(), text);
    }

    /** A browser has gone; when it was the last one, the room closes after a while. */
    void leave(Member member, Room room) {
        lock.lock();
        try {
            if (room.leave(member) == 0) {
                later(TimeUnit.MILLISECONDS.toNanos(limits.lingerMs()), () -> closeIfEmpty(room));
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeIfEmpty(Room room) {
        lock.lock();
        try {
            if (room.isEmpty()) {
                rooms.remove(room.name(), room);
                room.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void later(long afterNs, Runnable what) {
        var unused = timer.schedule(what, afterNs, TimeUnit.NANOSECONDS);
    }

    void close() {
        List<Room> open;
        lock.lock();
        try {
            isClosed = true;
            open = new ArrayList<>(rooms.values());
            rooms.clear();
        } finally {
            lock.unlock();
        }
        open.forEach(Room::close);
    }
}
