package io.zinc.core.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which subscribers of a downlink get the broadcasts of which key: what a transport keeps of approved subscription
 * requests. Used by the downlink's calling thread alone.
 *
 * @param <S> a subscriber's connection; two are the same when they are the same object
 */
public final class SubscriptionTable<S> {

    /** Length in bytes of a well-formed request: link token, then key. */
    public static final int REQUEST_BYTES = Downlink.TOKEN_BYTES + Downlink.KEY_BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Map<Name, Audience<S>> byKey = new HashMap<>();
    private final Map<S, Map<Audience<S>, List<Name>>> bySubscriber = new HashMap<>();
    private final Map<Name, Set<S>> byToken = new HashMap<>();

    /** Adds what was approved; adding it again changes nothing. */
    public void add(S subscriber, byte[] request) {
        Name token = Name.at(request, 0);
        Audience<S> audience = byKey.computeIfAbsent(Name.at(request, Downlink.TOKEN_BYTES), Audience::new);
        Map<Audience<S>, List<Name>> held = bySubscriber.computeIfAbsent(subscriber, s -> new HashMap<>());
        List<Name> tokens = held.get(audience);
        if (tokens == null) {
            audience.members.add(subscriber);
            held.put(audience, List.of(token));
        } else if (!tokens.contains(token)) {
            List<Name> more = new ArrayList<>(tokens);
            more.add(token);
            held.put(audience, more);
        }
        byToken.computeIfAbsent(token, t -> new HashSet<>()).add(subscriber);
    }

    /** Withdraws one request of a subscriber. */
    public void remove(S subscriber, byte[] request) {
        Map<Audience<S>, List<Name>> held = bySubscriber.get(subscriber);
        Audience<S> audience = byKey.get(Name.at(request, Downlink.TOKEN_BYTES));
        if (held != null && audience != null) {
            release(subscriber, held, audience, Name.at(request, 0));
        }
    }

    /** Forgets a subscriber whose connection ended. */
    public void remove(S subscriber) {
        Map<Audience<S>, List<Name>> held = bySubscriber.remove(subscriber);
        if (held == null) {
            return;
        }
        held.forEach((audience, tokens) -> {
            leave(subscriber, audience);
            tokens.forEach(token -> forget(token, subscriber));
        });
    }

    /**
     * Withdraws all requests with a token.
     *
     * @return the subscribers that have no subscription left
     */
    public List<S> revoke(byte[] token) {
        List<S> left = new ArrayList<>();
        Name name = Name.at(token, 0);
        Set<S> subscribers = byToken.remove(name);
        if (subscribers == null) {
            return left;
        }
        for (S subscriber : subscribers) {
            Map<Audience<S>, List<Name>> held = bySubscriber.get(subscriber);
            if (held == null) {
                continue;
            }
            for (Audience<S> audience : List.copyOf(held.keySet())) {
                release(subscriber, held, audience, name);
            }
            if (held.isEmpty()) {
                bySubscriber.remove(subscriber);
                left.add(subscriber);
            }
        }
        return left;
    }

    /** Who gets a broadcast; a live view, and none for a frame that is too short to have a key. */
    public List<S> audienceOf(byte[] frame) {
        if (frame.length < Downlink.KEY_BYTES) {
            return List.of();
        }
        Audience<S> audience = byKey.get(Name.at(frame, 0));
        return audience == null ? List.of() : audience.members;
    }

    /** How many keys have someone who gets them. */
    public int keys() {
        return byKey.size();
    }

    private void release(S subscriber, Map<Audience<S>, List<Name>> held, Audience<S> audience, Name token) {
        List<Name> tokens = held.get(audience);
        if (tokens == null || !tokens.contains(token)) {
            return;
        }
        List<Name> rest = new ArrayList<>(tokens);
        rest.remove(token);
        if (rest.isEmpty()) {
            held.remove(audience);
            leave(subscriber, audience);
        } else {
            held.put(audience, rest);
        }
    }

    private void leave(S subscriber, Audience<S> audience) {
        audience.members.remove(subscriber);
        if (audience.members.isEmpty()) {
            byKey.remove(audience.key);
        }
    }

    private void forget(Name token, S subscriber) {
        Set<S> subscribers = byToken.get(token);
        if (subscribers != null && subscribers.remove(subscriber) && subscribers.isEmpty()) {
            byToken.remove(token);
        }
    }

    /** Those who get one key. */
    private static final class Audience<S> {
        final Name key;
        final List<S> members = new ArrayList<>(1);

        Audience(Name key) {
            this.key = key;
        }
    }

    /** A key or token: sixteen bytes, as two numbers. */
    private record Name(long first, long second) {
        static Name at(byte[] bytes, int offset) {
            return new Name((long) LONGS.get(bytes, offset), (long) LONGS.get(bytes, offset + Long.BYTES));
        }
    }
}
