package io.zinc.gateway;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A room's members, by the event loops that write to them: telling all of them costs one hand-over per loop. Confined to the
 * room's lane; the lists that event loops read do not change.
 */
final class Audience {

    private final Set<Member> members = new LinkedHashSet<>();
    private @Nullable Map<Context, List<Member>> byLoop;

    boolean add(Member member) {
        byLoop = null;
        return members.add(member);
    }

    boolean remove(Member member) {
        byLoop = null;
        return members.remove(member);
    }

    boolean contains(Member member) {
        return members.contains(member);
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    void clear() {
        members.clear();
        byLoop = null;
    }

    /** Tells everyone but one. */
    void tell(Delivery delivery, @Nullable Member but) {
        tell(delivery, but, n -> {}, () -> {});
    }

    /**
     * Tells everyone but one.
     *
     * @param begun is told how many loops will
     * @param done called by each of them when it has written
     */
    void tell(Delivery delivery, @Nullable Member but, IntConsumer begun, Runnable done) {
        Map<Context, List<Member>> loops = byLoop;
        if (loops == null) {
            loops = new LinkedHashMap<>();
            for (Member member : members) {
                loops.computeIfAbsent(member.socket().loop(), loop -> new ArrayList<>())
                        .add(member);
            }
            byLoop = loops;
        }
        begun.accept(loops.size());
        loops.forEach((loop, listeners) -> loop.runOnContext(now -> {
            try {
                for (Member listener : listeners) {
                    if (!listener.equals(but)) {
                        listener.socket().deliver(listener, delivery);
                    }
                }
            } finally {
                // sockets are flushed before that, in a task that is there already
                loop.runOnContext(flushed -> done.run());
            }
        }));
    }
}
