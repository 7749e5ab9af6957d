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
import java.util.function.BooleanSupplier;
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
    private final List<Consumer<byte[]>> awarenessListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> progressListeners = new CopyOnWriteArrayList<>();

    /** An opening of a document, for the constructor of a kind's documents. */
    public static final class Opening {
        final LiveSession session;
        final Documents documents;
        final DocumentLimits limits;

        Opening(LiveSession session, Documents documents, DocumentLimits limits) {
            this.session = session;
            this.documents = documents;
            this.limits = limits;
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
                                : new DocumentEvent.Repaired(reloaded.reason(), reloaded.lost()));
                tell(progressListeners, Runnable::run);
            }
            case SessionEvent.Deleted deleted -> {
                tell(new DocumentEvent.Deleted(deleted.lost(), deleted.renamedTo()));
                tell(progressListeners, Runnable::run);
            }
            case SessionEvent.PresenceChanged changed -> tell(presenceListeners, Runnable::run);
            case SessionEvent.AwarenessUpdated updated ->
                tell(awarenessListeners, listener -> listener.accept(updated.update()));
            case SessionEvent.Opened opened -> {}
            case SessionEvent.Retyped retyped -> {}
            case SessionEvent.Failed failed -> {}
            case SessionEvent.Applied applied -> {}
            case SessionEvent.Progressed progressed -> tell(progressListeners, Runnable::run);
        }
    }

    private void tell(DocumentEvent event) {
        tell(eventListeners, listener -> listener.accept(event));
    }

    private <L> void tell(List<L> listeners, Consumer<L> call) {
        for (L listener : listeners) {
            try {
                call.accept(listener);
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

    /** Asks something with the document to itself, if no thread has it, this one included; else it is false. */
    final boolean tryCall(BooleanSupplier question) {
        return session.tryCall(question);
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

    /**
     * Whether the document's host keeps it in a store, so that edits become durable and versions can be kept; as the host said
     * when it was last asked.
     */
    public final boolean isKept() {
        return call(() -> session.session().outcomes().hasStore());
    }

    /** The whole state, as a fragment for an empty document of the kind. */
    public final byte[] state() {
        return call(() -> replica().state());
    }

    /** Lets the replica rest from now on when it is not used. */
    final void replicaRestsWhenIdle() {
        session.restWhenIdle();
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

    /**
     * Stands for all that the document shows here now, whoever made it: it changes nothing, and is acknowledged at a level when
     * all of that is.
     */
    public final Edit barrier() {
        return session.barrier();
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

    /**
     * Calls a listener when edits may have got another outcome: ordered, durable, refused, or unknown as the document was
     * closed. {@link Edit#outcomeNow} tells which. Closing what is returned ends that.
     */
    public final AutoCloseable onProgress(Runnable listener) {
        progressListeners.add(listener);
        return () -> progressListeners.remove(listener);
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

    /**
     * Tells others what guests do: clients that speak through this document and have ids of their own, such as the browsers at a
     * gateway. They are seen here and everywhere, after a loss of the connection or of the host again, until the update that says
     * so ({@code null} for a state) or until this document is closed or its endpoint leaves. Nobody is taken for gone here for
     * being silent: browsers renew themselves every 15 seconds, and whoever tells of them drops those that did not for 30, as
     * others do after that time.
     *
     * @param update in the format of y-protocols' awareness; of any number of clients, whose states are kept as they are. What is
     *     known already, such as what browsers repeat about others, is passed over
     * @return the ids of which nothing was taken though it was news, as another session, or this document's own user, has them,
     *     or as {@link DocumentLimits#maxPresent} are present; the others were taken
     * @throws io.zinc.documents.spi.FragmentException when the bytes are no awareness update, or a state is larger than
     *     {@link DocumentLimits#maxPresenceBytes}; then nothing was taken
     */
    public final List<Long> tellAwareness(byte[] update) {
        return session.tellAwareness(update);
    }

    /** All who are present, as one awareness update of y-protocols. */
    public final byte[] awareness() {
        return call(() -> session.session().awareness().encodeAll());
    }

    /**
     * Calls a listener with awareness updates of y-protocols, of others and of whoever speaks here: whatever was told, also if
     * it only says that somebody is still there; who went has {@code null} for a state. Closing what is returned ends that.
     */
    public final AutoCloseable onAwareness(Consumer<byte[]> listener) {
        awarenessListeners.add(listener);
        return () -> awarenessListeners.remove(listener);
    }

    // ---- versions

    /** Keeps the state that the host has now under a name; returns when it is kept on the host's disk. */
    public final void keepVersion(String version) throws InterruptedException {
        String checked = Names.checkedVersion(version);
        if (!isKept()) {
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

    /** Gives the document another name; returns when the host has done so. */
    final void rename(String to) throws InterruptedException {
        session.request(() -> session.session().rename(to), PATIENCE.toNanos());
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
