package io.zinc.core;

import io.zinc.core.spi.TransportException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A space of {@code inproc://} names: which downlink has which name, and which uplinks are there or wait for it. An
 * uplink stays under its name until it is closed, so that it finds the next downlink of that name by itself.
 */
final class InProcessNames {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Place> places = new HashMap<>();

    /** A name in use. */
    private static final class Place {
        @Nullable
        InProcessDownlink downlink;

        final Set<InProcessUplink> uplinks = new LinkedHashSet<>();
    }

    void bind(String name, InProcessDownlink downlink) {
        lock.lock();
        try {
            Place place = places.computeIfAbsent(name, n -> new Place());
            if (place.downlink != null) {
                throw new TransportException(
                        ZincException.Category.RETRY,
                        "inproc://" + name
                                + " is taken by another endpoint of this JVM; close that one or take another name");
            }
            place.downlink = downlink;
            place.uplinks.forEach(uplink -> uplink.connected(downlink.accept(uplink)));
        } finally {
            lock.unlock();
        }
    }

    void unbind(String name, InProcessDownlink downlink) {
        lock.lock();
        try {
            Place place = places.get(name);
            if (place != null && place.downlink == downlink) {
                place.downlink = null;
                place.uplinks.forEach(InProcessUplink::disconnected);
                removeIfUnused(name, place);
            }
        } finally {
            lock.unlock();
        }
    }

    void connect(String name, InProcessUplink uplink) {
        lock.lock();
        try {
            Place place = places.computeIfAbsent(name, n -> new Place());
            place.uplinks.add(uplink);
            if (place.downlink != null) {
                uplink.connected(place.downlink.accept(uplink));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives an uplink that its parent dropped a new connection, as a socket would reconnect. */
    void reconnect(String name, InProcessUplink uplink) {
        lock.lock();
        try {
            Place place = places.get(name);
            if (place != null && place.downlink != null && place.uplinks.contains(uplink)) {
                uplink.connected(place.downlink.accept(uplink));
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(String name, InProcessUplink uplink) {
        lock.lock();
        try {
            Place place = places.get(name);
            if (place != null && place.uplinks.remove(uplink)) {
                uplink.disconnected();
                removeIfUnused(name, place);
            }
        } finally {
            lock.unlock();
        }
    }

    private void removeIfUnused(String name, Place place) {
        if (place.downlink == null && place.uplinks.isEmpty()) {
            places.remove(name);
        }
    }
}
