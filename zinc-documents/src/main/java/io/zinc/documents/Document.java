package io.zinc.documents;

import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.SessionEvent;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Well-structured data that many endpoints edit at once. It is a replica: reading is local, and editing is at once visible here
 * and soon everywhere. Without a connection it can be edited on; what was edited is merged when there is one again.
 *
 * <p>Any thread may use a document. Listeners are called one after another, and see the state that they are told of; they must
 * not wait for other threads that use the same document. What they throw goes to the error listener of {@link Documents}.
 */
public abstract class Document implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LiveSession session;
    private final Documents documents;
    private final List<Consumer<DocumentEvent>> eventListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> presenceListeners = new CopyOnWriteArrayList<>();

    /** An opening of a document, for the constructor of a kind's documents. */
    public static final class Opening {
        final LiveSession session;
        final Documents documents;

        Opening(LiveSession session, Documents documents) {
            this.session = session;
            this.documents = documents;
        }
    }

    protected Document(Opening opening) {
        this.session = opening.session;
        this.documents = opening.documents;
    }

    /** Follows its session from now on; called once, before that is opened. */
    final void follow() {
        session.observe(this::observe);
    }

    private void observe(SessionEvent event) {
        switch (event) {
            case SessionEvent.Reloaded reloaded -> {
                replaced(reloaded.fresh());
                tell(
                        reloaded.isRefusal()
                                ? new DocumentEvent.Refused(reloaded.reason(), reloaded.lost())
                                : new DocumentEvent.Repaired(reloaded.reason()));
            }
            case SessionEvent.Deleted deleted -> tell(new DocumentEvent.Deleted(deleted.lost()));
            case SessionEvent.PresenceChanged changed -> presenceListeners.forEach(Runnable::run);
            case SessionEvent.Opened opened -> {}
            case SessionEvent.Failed failed -> {}
            case SessionEvent.Applied applied -> {}
            case SessionEvent.Progressed progressed -> {}
        }
    }

    private void tell(DocumentEvent event) {
        for (Consumer<DocumentEvent> listener : eventListeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                session.failed(e);
            }
        }
    }

    /** A new replica has taken the place of the one before. Called with the document to itself. */
    protected abstract void replaced(Replica fresh);

    /** Calls something with the document to itself: no other thread reads or changes it meanwhile. */
    protected final <R> R call(Supplier<R> body) {
        return session.call(body);
    }

    /** Makes one edit; called with the document to itself. */
    protected final Edit change(Consumer<Replica> change) {
        return session.edit(change);
    }

    /** The replica as it is now; to be used within {@link #call}. */
    protected final Replica replica() {
        return session.session().replica();
    }

    /** Who writes under which id, as far as the host has said; to be used within {@link #call}. */
    final Map<Long, String> authors() {
        return session.session().authors();
    }

    /**
     * Tells of a change of content, when the step that made it is complete. To be called from an observer of the content.
     *
     * @param listener what to call, with the author of the change; empty for changes that were made here
     */
    protected final void changed(Consumer<String> listener) {
        session.changed(listener);
    }

    /** Tells the error listener of a fault in user code. */
    protected final void failed(Throwable fault) {
        session.failed(fault);
    }

    // ---- what every document is

    public final String name() {
        return session.name();
    }

    /** The name of its kind. */
    public final String kind() {
        return session.kind();
    }

    /** How often a document of this name was created; what was deleted does not come back under a later one. */
    public final long generation() {
        return call(() -> session.session().generation());
    }

    /** Whether the host has been asked and has answered; false while it syncs after a loss. */
    public final boolean isInSync() {
        return call(() ->
                session.session().isLive() && !session.session().outcomes().hasUnordered());
    }

    /** The whole state, as a fragment for an empty document of the kind. */
    public final byte[] state() {
        return call(() -> replica().state());
    }

    /** What this replica has; for {@link #fragmentSince} elsewhere. */
    public final byte[] version() {
        return call(() -> replica().version());
    }

    /** What a replica of a version lacks; of no bytes when it lacks nothing. */
    public final DocumentFragment fragmentSince(byte[] version) {
        return call(() -> new DocumentFragment(name(), "", true, replica().fragmentSince(version)));
    }

    /**
     * Applies a fragment that came by another way than the tree, such as out of a file; what of it is new here is an edit like
     * any other. The cost is that of the fragment, however large the document is. What rests on fragments that have not come
     * waits for them, and is an edit when they have.
     *
     * @throws io.zinc.documents.spi.FragmentException when the bytes are no fragment
     */
    public final Edit apply(byte[] fragment) {
        return change(replica -> replica.bringIn(fragment));
    }

    /** Calls a listener with each fragment, made here or elsewhere. Closing what is returned ends that. */
    public final AutoCloseable onFragment(Consumer<DocumentFragment> listener) {
        return session.onFragment(listener);
    }

    /** Calls a listener when something happens to the document. Closing what is returned ends that. */
    public final AutoCloseable onEvent(Consumer<DocumentEvent> listener) {
        eventListeners.add(listener);
        return () -> eventListeners.remove(listener);
    }

    // ---- presence

    /** Tells others that this endpoint's user is here, and where; null to be absent. Closing the document does that, too. */
    public final void present(@Nullable Presence presence) {
        Object unused = call(() -> {
            session.session().present(presence == null ? null : presence.toState(), LiveSession.nowMs());
            return this;
        });
    }

    /** Who is present, this endpoint's user among them if they are. */
    public final List<Presence> presences() {
        return call(() -> {
            List<Presence> all = new ArrayList<>();
            session.session().awareness().states().forEach((client, state) -> all.add(Presence.ofState(client, state)));
            return all;
        });
    }

    /** Calls a listener whenever {@link #presences} changes. Closing what is returned ends that. */
    public final AutoCloseable onPresence(Runnable listener) {
        presenceListeners.add(listener);
        return () -> presenceListeners.remove(listener);
    }

    // ---- versions

    /** Keeps the state that the host has now under a name; returns when it is kept on the host's disk. */
    public final void keepVersion(String version) throws InterruptedException {
        String checked = Names.checkedVersion(version);
        if (!call(() -> session.session().outcomes().hasStore())) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the host of '" + name() + "' has no store, so it keeps no versions; start it with one");
        }
        session.request(() -> session.session().keepVersion(checked), PATIENCE.toNanos());
    }

    /** The versions that were kept, oldest first. */
    public final List<Version> versions() throws InterruptedException {
        return documents.versions(name());
    }

    /**
     * The state that a version kept, as a fragment for an empty document of the kind.
     *
     * @throws ZincException when there is no such version
     */
    public final byte[] version(String version) throws InterruptedException {
        return documents.version(name(), Names.checkedVersion(version));
    }

    /** Makes the document show what a version shows, as a new edit; others' edits after it stay in the history. */
    public final Edit restore(String version) throws InterruptedException {
        byte[] state = version(version);
        return change(replica -> restore(replica, state));
    }

    /** Changes the replica so that it shows what a state shows. */
    protected abstract void restore(Replica replica, byte[] state);

    // ---- its end

    /** Deletes the document for everyone; returns when the host has done so. */
    public final void delete() throws InterruptedException {
        session.request(() -> session.session().delete(), PATIENCE.toNanos());
    }

    public final boolean isClosed() {
        return session.isClosed();
    }

    /** Closes the document here. What was edited without a connection, and was not sent yet, is lost. Closing twice is safe. */
    @Override
    public final void close() {
        documents.close(session);
    }
}
