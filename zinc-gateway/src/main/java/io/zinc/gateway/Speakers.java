package io.zinc.gateway;

import io.zinc.crdt.AwarenessEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who speaks for which client id in a room's presence. Clients of y-websocket repeat what they hear, so what a member says of
 * others is left out, and what it says of itself is passed on. Confined to the room's lane.
 */
final class Speakers {

    private final GatewayLimits limits;
    private final Map<Long, Member> speakers = new HashMap<>();
    private final Map<Long, Long> clocks = new HashMap<>();

    Speakers(GatewayLimits limits) {
        this.limits = limits;
    }

    /** Notes what everyone is told. */
    void heard(List<AwarenessEntry> entries) {
        for (AwarenessEntry entry : entries) {
            if (entry.isGone()) {
                clocks.remove(entry.client());
            } else {
                clocks.put(entry.client(), entry.clock());
            }
        }
    }

    /** What a member says about clients that are its own, or nobody's so far. */
    List<AwarenessEntry> own(Member member, List<AwarenessEntry> said) {
        List<AwarenessEntry> own = new ArrayList<>();
        for (AwarenessEntry entry : said) {
            Member speaker = speakers.get(entry.client());
            boolean isForeign = speaker == null ? clocks.containsKey(entry.client()) : !speaker.equals(member);
            if (isForeign) {
                continue;
            }
            if (entry.isGone()) {
                if (member.equals(speaker)) {
                    own.add(entry);
                    forget(member, entry.client());
                }
            } else if (member.equals(speaker) || member.clients().size() < limits.maxAwarenessClients()) {
                own.add(entry);
                speakers.put(entry.client(), member);
                member.clients().add(entry.client());
            }
        }
        return own;
    }

    /** What to say about the clients of a member that has gone. */
    List<AwarenessEntry> gone(Member member) {
        List<AwarenessEntry> gone = new ArrayList<>();
        for (long client : List.copyOf(member.clients())) {
            gone.add(new AwarenessEntry(client, clocks.getOrDefault(client, 0L), "null"));
            forget(member, client);
        }
        return gone;
    }

    private void forget(Member member, long client) {
        speakers.remove(client);
        member.clients().remove(client);
    }
}
