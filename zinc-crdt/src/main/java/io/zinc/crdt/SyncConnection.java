package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a y-websocket connection as a state machine without a socket: bytes of frames go in, bytes of frames come out
 * through {@code send}. It belongs to the thread that owns the document.
 */
public final class SyncConnection implements AutoCloseable {
    /** Which end this is. */
    public enum Role {
        /** Does not hear its own changes again; tells the server when it leaves. */
        CLIENT,
        /** Sends every change to every connection, and removes the presence of clients that it lost. */
        SERVER
    }

    private final Role role;
    private final Doc doc;
    private final Awareness awareness;
    private final Consumer<byte[]> send;
    private final Subscription updates;
    private final Subscription presence;
    private final Set<Long> clients = new LinkedHashSet<>();
    private boolean synced;
    private @Nullable String denied;

    /** Opens the connection and sends what an end says first. */
    public SyncConnection(Role role, Doc doc, Awareness awareness, Consumer<byte[]> send) {
        this.role = role;
        this.doc = doc;
        this.awareness = awareness;
        this.send = send;
        updates = doc.onUpdate((update, tx) -> {
            if (role == Role.SERVER || tx.origin() != this) {
                send(new Frame.Sync(new SyncMessage.Change(update)));
            }
        });
        presence = awareness.onUpdate(change -> {
            if (change.origin() == this) {
                clients.addAll(change.added());
                change.removed().forEach(clients::remove);
            }
            send(new Frame.Presence(awareness.encode(change.clients())));
        });
        send(new Frame.Sync(SyncMessage.step1(doc)));
        if (role == Role.CLIENT && awareness.localState() != null) {
            send(new Frame.Presence(awareness.encode(List.of(awareness.localClient()))));
        } else if (role == Role.SERVER && !awareness.states().isEmpty()) {
            send(new Frame.Presence(awareness.encodeAll()));
        }
    }

    private void send(Frame frame) {
        send.accept(frame.encode());
    }

    /** Whether the other end has sent everything that was missing here. */
    public boolean isSynced() {
        return synced;
    }

    /** Why the other end refused, or null. */
    public @Nullable String denied() {
        return denied;
    }

    /**
     * Takes in a frame.
     *
     * @throws MalformedUpdateException if the bytes are no frame, or the update in it is none; nothing was changed, and the
     *     connection may go on
     */
    public void receive(byte[] bytes, long nowMs) {
        switch (Frame.decode(bytes)) {
            case Frame.Sync sync -> receive(sync.message());
            case Frame.Presence update -> awareness.apply(update.update(), this, nowMs);
            case Frame.PermissionDenied refusal -> denied = refusal.reason();
            case Frame.QueryPresence query -> {
                if (role == Role.CLIENT) {
                    send(new Frame.Presence(awareness.encodeAll()));
                }
            }
            case Frame.Unknown unknown -> {}
        }
    }

    private void receive(SyncMessage message) {
        switch (message) {
            case SyncMessage.Step1 request -> send(new Frame.Sync(SyncMessage.answer(doc, request)));
            case SyncMessage.Step2 answer -> {
                doc.applyUpdate(answer.update(), this);
                synced = true;
            }
            case SyncMessage.Change change -> doc.applyUpdate(change.update(), this);
        }
    }

    /** Ends the connection: a client says that it leaves, a server removes the presence of the other end. */
    public void close(long nowMs) {
        if (role == Role.CLIENT) {
            send(new Frame.Presence(awareness.encodeLeaving()));
        }
        close();
        List<Long> lost = new ArrayList<>(
                role == Role.SERVER ? clients : awareness.states().keySet());
        lost.remove(awareness.localClient());
        awareness.remove(lost, this, nowMs);
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        updates.close();
        presence.close();
    }
}
