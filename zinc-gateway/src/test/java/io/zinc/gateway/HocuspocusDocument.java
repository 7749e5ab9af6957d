package io.zinc.gateway;

import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.HocuspocusFrame.Body;
import io.zinc.crdt.SyncMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A document that a Hocuspocus client has open. */
final class HocuspocusDocument extends Replica {

    private final HocuspocusSocket socket;
    private final String address;
    private final List<Body> heard = new CopyOnWriteArrayList<>();
    private volatile boolean isOpen;
    private volatile boolean isLosingNext;

    HocuspocusDocument(HocuspocusSocket socket, String address) {
        this.socket = socket;
        this.address = address;
        var unused = doc.onUpdate((update, transaction) -> {
            boolean isLost = isLosingNext;
            isLosingNext = false;
            if (transaction.origin() != this && isOpen && !isLost) {
                send(new HocuspocusFrame.Sync(new SyncMessage.Change(update), false));
            }
        });
        var unusedToo = awareness.onUpdate(change -> {
            if (change.origin() != this && isOpen) {
                send(new HocuspocusFrame.Presence(awareness.encode(change.clients())));
            }
        });
    }

    void start(String token) {
        lock.lock();
        try {
            send(new HocuspocusFrame.Token(token, "4.8.0"));
            isOpen = true;
            send(new HocuspocusFrame.Sync(SyncMessage.step1(doc), false));
            send(new HocuspocusFrame.Presence(awareness.encode(List.of(client()))));
        } finally {
            lock.unlock();
        }
    }

    /** The next update does not get through. */
    void loseNext() {
        isLosingNext = true;
    }

    void send(Body body) {
        socket.send(address, body);
    }

    void received(Body body) {
        lock.lock();
        try {
            if (body instanceof HocuspocusFrame.Sync sync) {
                switch (sync.message()) {
                    case SyncMessage.Step1 request ->
                        send(new HocuspocusFrame.Sync(SyncMessage.answer(doc, request), false));
                    case SyncMessage.Step2 answer -> doc.applyUpdate(answer.update(), this);
                    case SyncMessage.Change change -> doc.applyUpdate(change.update(), this);
                }
            } else if (body instanceof HocuspocusFrame.Presence presence) {
                awareness.apply(presence.update(), this, nowMs());
            }
            heard.add(body);
        } finally {
            lock.unlock();
        }
    }

    /** What the gateway has sent about this document, in its order. */
    List<Body> heard() {
        return heard;
    }

    <B extends Body> List<B> heard(Class<B> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Whether the last that came is of a type. */
    boolean hasLastHeard(Class<? extends Body> type) {
        List<Body> all = List.copyOf(heard);
        return !all.isEmpty() && type.isInstance(all.getLast());
    }

    /** How many updates or steps 2 the gateway has called saved, or refused. */
    long statuses(boolean isSaved) {
        return heard(HocuspocusFrame.SyncStatus.class).stream()
                .filter(status -> status.isSaved() == isSaved)
                .count();
    }

    /** How many updates the gateway has sent. */
    long updatesHeard() {
        return heard(HocuspocusFrame.Sync.class).stream()
                .filter(sync -> sync.message() instanceof SyncMessage.Change)
                .count();
    }

    boolean hasSynced() {
        return heard(HocuspocusFrame.Sync.class).stream().anyMatch(sync -> sync.message() instanceof SyncMessage.Step2);
    }

    HocuspocusSocket socket() {
        return socket;
    }
}
