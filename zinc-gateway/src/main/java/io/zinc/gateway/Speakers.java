package io.zinc.gateway;

import io.zinc.crdt.AwarenessEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who speaks for which client id in a room's presence. Clients of y-websocket repeat what they hear, so what a member says of
 * others is left out, and what it says of itself is passed on. Confined to the room's lane.
 *
 * <p>What a member says first is about itself alone, so with that it <i>introduces</i> itself. Tabs of one browser hear of each
 * other before the gateway does, and repeat that, too: so an introduction counts more than what others said before. A client that
 * comes back by another way than it went, as its connection broke, introduces itself while it still seems to be elsewhere: what
 * it said is kept until it is told gone there.
 *
 * @param <S> a member
 */
final class Speakers<S> {

    private static final int MAX_FAREWELLS = 1_000;

    private final GatewayLimits limits;
    private final Map<Long, S> speakers = new HashMap<>();
    private final Map<Long, Long> clocks = new HashMap<>();
    private final Map<Long, Long> farewells = new LinkedHashMap<>();
    private final Map<S, Long> introduced = new HashMap<>();
    private final Map<S, Set<Long>> clients = new HashMap<>();
    private final Map<Long, Early<S>> early = new HashMap<>();

    /** What a member said of itself while it still seemed to be elsewhere. */
    private record Early<S>(S member, AwarenessEntry said) {}

    Speakers(GatewayLimits limits) {
        this.limits = limits;
    }

    /**
     * Notes what everyone is told.
     *
     * @return what members said of themselves that is to be told now
     */
    List<AwarenessEntry> heard(List<AwarenessEntry> entries) {
        List<AwarenessEntry> due = new ArrayList<>();
        for (AwarenessEntry entry : entries) {
            if (!entry.isGone()) {
                clocks.put(entry.client(), entry.clock());
                farewells.remove(entry.client());
                continue;
            }
            clocks.remove(entry.client());
            remember(entry);
            Early<S> kept = early.remove(entry.client());
            if (kept != null && kept.said.clock() > entry.clock() && takes(kept.member, entry.client())) {
                due.add(kept.said); // one whose clock is not later hears that it is gone, and speaks up itself
            }
        }
        return due;
    }

    private void remember(AwarenessEntry farewell) {
        farewells.put(farewell.client(), farewell.clock());
        if (farewells.size() > MAX_FAREWELLS) {
            farewells.remove(farewells.keySet().iterator().next());
        }
    }

    /**
     * What to remind a client of that comes back with a clock under which it was told gone, as nobody believes that: when it hears
     * that it is gone, it says under a later one that it is not.
     */
    Optional<AwarenessEntry> reminder(AwarenessEntry said) {
        Long farewell = farewells.get(said.client());
        return farewell == null || farewell < said.clock()
                ? Optional.empty()
                : Optional.of(new AwarenessEntry(said.client(), farewell, "null"));
    }

    /** What a member says about clients that are its own, or nobody's so far. */
    List<AwarenessEntry> own(S member, List<AwarenessEntry> said) {
        if (said.size() == 1 && !said.getFirst().isGone()) {
            introduced.putIfAbsent(member, said.getFirst().client());
        }
        List<AwarenessEntry> own = new ArrayList<>();
        for (AwarenessEntry entry : said) {
            if (entry.isGone()) {
                if (member.equals(speakers.get(entry.client()))) {
                    own.add(entry);
                    forget(member, entry.client());
                }
            } else if (speaksFor(member, entry)) {
                own.add(entry);
            }
        }
        return own;
    }

    private boolean speaksFor(S member, AwarenessEntry entry) {
        long client = entry.client();
        S speaker = speakers.get(client);
        if (member.equals(speaker)) {
            return true;
        }
        boolean isItself = introduced.getOrDefault(member, -1L) == client;
        if (speaker == null && clocks.containsKey(client)) {
            if (isItself) {
                early.put(client, new Early<>(member, entry));
            }
            return false;
        }
        return (speaker == null || isItself) && takes(member, client);
    }

    /** Makes a member the one that speaks for a client, if it may speak for one more. */
    private boolean takes(S member, long client) {
        Set<Long> own = clients.computeIfAbsent(member, same -> new LinkedHashSet<>());
        if (own.size() >= limits.maxAwarenessClients()) {
            return false;
        }
        S before = speakers.put(client, member);
        if (before != null) {
            forget(before, client);
            speakers.put(client, member);
        }
        return own.add(client);
    }

    /** What to say about the clients of a member that has gone. */
    List<AwarenessEntry> gone(S member) {
        List<AwarenessEntry> gone = new ArrayList<>();
        for (long client : List.copyOf(clients.getOrDefault(member, Set.of()))) {
            gone.add(new AwarenessEntry(client, clocks.getOrDefault(client, 0L), "null"));
            forget(member, client);
        }
        clients.remove(member);
        introduced.remove(member);
        early.values().removeIf(kept -> kept.member.equals(member));
        return gone;
    }

    private void forget(S member, long client) {
        speakers.remove(client);
        Set<Long> own = clients.getOrDefault(member, Set.of());
        if (own.contains(client)) {
            own.remove(client);
        }
    }
}
