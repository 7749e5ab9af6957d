package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A document: named shared types that replicas edit on their own and bring together by exchanging updates.
 *
 * <p>A document has one owner at a time: it may move from thread to thread, but two threads must not use it at once; that
 * is detected where it can be, and answered with {@link ConcurrentUseException}. Every change happens in a
 * {@link Transaction}; a single call without one makes its own.
 */
public final class Doc {
    private final DocOptions options;
    private final String guid;
    private long clientId;
    final ClientTable clients = new ClientTable();
    private @Nullable ClientStore own;
    private final Map<String, Branch> roots = new LinkedHashMap<>();
    final Pending pending = new Pending();
    final Redone redone = new Redone();

    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
    private @Nullable Transaction current;
    private final List<Transaction> unfinished = new ArrayList<>(1);
    private final UpdateEncoderV1 eventEncoder = new UpdateEncoderV1();

    final Listeners<BiConsumer<byte[], Transaction>> updateListeners = new Listeners<>();
    final Listeners<BiConsumer<byte[], Transaction>> updateV2Listeners = new Listeners<>();
    final Listeners<Consumer<Transaction>> beforeListeners = new Listeners<>();
    final Listeners<Consumer<Transaction>> afterListeners = new Listeners<>();
    final Listeners<Consumer<SubdocsEvent>> subdocListeners = new Listeners<>();
    final Listeners<Consumer<Doc>> destroyListeners = new Listeners<>();

    private final Subdocuments subdocuments;

    /** How many observers watch types of this document. */
    int typeObservers;

    /** An empty document with a random client id. */
    public Doc() {
        this(DocOptions.defaults());
    }

    /** An empty document. */
    public Doc(DocOptions options) {
        this.options = options;
        this.clientId = options.clientId() >= 0 ? options.clientId() : options.newClientId();
        String name = options.guid();
        this.guid = name != null ? name : options.newGuid();
        this.subdocuments = new Subdocuments(options.shouldLoad());
    }

    /** A new document with the content of an update in format v1. */
    public static Doc fromUpdate(byte[] update) {
        Doc doc = new Doc();
        doc.applyUpdate(update);
        return doc;
    }

    // --- identity ------------------------------------------------------------------------------------------------

    /** The id under which this replica writes. */
    public long clientId() {
        return clientId;
    }

    /** Makes this replica write under another id, which no one else may be using. */
    public void clientId(long id) {
        checkAccess();
        if (id < 0 || id > ByteReader.MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException("Client id " + id + " is not in 0..2^53-1");
        }
        clientId = id;
        own = null;
    }

    /** The name of the document for providers. */
    public String guid() {
        return guid;
    }

    /** How the document was set up. */
    public DocOptions options() {
        return options;
    }

    boolean collects() {
        return options.gc();
    }

    ClientStore ownStore() {
        ClientStore store = own;
        if (store == null) {
            store = clients.intern(clientId);
            own = store;
        }
        return store;
    }

    // --- shared types --------------------------------------------------------------------------------------------

    /** The root text of a name. */
    public YText getText(String name) {
        return (YText) declare(name, TypeKind.TEXT);
    }

    /** The root array of a name. */
    public YArray getArray(String name) {
        return (YArray) declare(name, TypeKind.ARRAY);
    }

    /** The root map of a name. */
    public YMap getMap(String name) {
        return (YMap) declare(name, TypeKind.MAP);
    }

    /** The root XML fragment of a name. */
    public YXmlFragment getXmlFragment(String name) {
        return (YXmlFragment) declare(name, TypeKind.XML_FRAGMENT);
    }

    /** The root XML element of a name; its node name is not shared. */
    public YXmlElement getXmlElement(String name) {
        return (YXmlElement) declare(name, TypeKind.XML_ELEMENT);
    }

    /** The root XML text of a name. */
    public YXmlText getXmlText(String name) {
        return (YXmlText) declare(name, TypeKind.XML_TEXT);
    }

    /** The names of the roots that were declared or received content, with what they are. */
    public Map<String, TypeKind> roots() {
        checkAccess();
        Map<String, TypeKind> kinds = new LinkedHashMap<>();
        roots.forEach((name, root) -> kinds.put(name, root.kind));
        return Collections.unmodifiableMap(kinds);
    }

    private YType declare(String name, TypeKind kind) {
        checkAccess();
        Branch root = root(name);
        if (root.kind == TypeKind.UNTYPED) {
            root.declare(kind);
        } else if (root.kind != kind) {
            throw new TypeMismatchException(
                    "Root \"" + name + "\" is declared as " + root.kind + " already, not as " + kind);
        }
        return root.handle();
    }

    /** The root of a name, untyped if it is new. */
    Branch root(String name) {
        Branch root = roots.get(name);
        if (root == null) {
            root = new Branch(TypeKind.UNTYPED, null, name);
            root.doc = this;
            roots.put(name, root);
        }
        return root;
    }

    Iterable<Branch> rootBranches() {
        return roots.values();
    }

    // --- transactions --------------------------------------------------------------------------------------------

    /** Makes all changes of {@code body} one transaction. */
    public void transact(Runnable body) {
        run(null, true, tx -> {
            body.run();
            return tx;
        });
    }

    /** Makes all changes of {@code body} one transaction that carries {@code origin}. */
    public void transact(@Nullable Object origin, Consumer<Transaction> body) {
        run(origin, true, tx -> {
            body.accept(tx);
            return tx;
        });
    }

    /** Runs a body in the running transaction, or in a new one. */
    <T extends @Nullable Object> T run(
            @Nullable Object origin, boolean local, Function<? super Transaction, ? extends T> body) {
        Transaction running = current;
        if (running != null) {
            checkAccess();
            return body.apply(running);
        }
        boolean outermost = enter();
        Transaction tx = new Transaction(this, origin, local);
        current = tx;
        unfinished.add(tx);
        Faults faults = new Faults();
        if (!beforeListeners.isEmpty()) {
            beforeListeners.call(faults, l -> l.accept(tx));
        }
        T result = faults.get(tx, body);
        current = null;
        if (outermost) {
            try {
                finishAll(faults);
            } finally {
                unfinished.clear();
                owner.setRelease(null);
            }
        }
        return faults.orResult(result);
    }

    private void finishAll(Faults faults) {
        // listeners may start further transactions, which queue up behind
        for (int i = 0; i < unfinished.size(); i++) {
            new Commit(unfinished.get(i), faults).finish();
        }
    }

    List<Transaction> unfinished() {
        return unfinished;
    }

    /** Takes the document for the current thread; true if it was free. */
    private boolean enter() {
        Thread me = Thread.currentThread();
        Thread holder = owner.compareAndExchangeAcquire(null, me);
        if (holder != null && !holder.equals(me)) {
            throw concurrent(holder);
        }
        return holder == null;
    }

    private static ConcurrentUseException concurrent(Thread holder) {
        return new ConcurrentUseException("The document is in use by thread \"" + holder.getName()
                + "\", but thread \"" + Thread.currentThread().getName()
                + "\" uses it too; a document has one owner at a time");
    }

    void checkAccess() {
        Thread holder = owner.getPlain();
        if (holder != null && !holder.equals(Thread.currentThread())) {
            throw concurrent(holder);
        }
    }

    // --- updates -------------------------------------------------------------------------------------------------

    /** Applies an update in format v1. */
    public void applyUpdate(byte[] update) {
        applyUpdate(UpdateFormat.V1, update, null);
    }

    /** Applies an update in format v1 that comes from {@code origin}. */
    public void applyUpdate(byte[] update, @Nullable Object origin) {
        applyUpdate(UpdateFormat.V1, update, origin);
    }

    /**
     * Applies an update. What depends on updates that are missing waits for them, see {@link #missing()}.
     *
     * @throws MalformedUpdateException if the bytes are no update; then nothing was changed
     * @throws LimitException if more than allowed would have to wait
     */
    public void applyUpdate(UpdateFormat format, byte[] update, @Nullable Object origin) {
        boolean unused = applyUpdate(format, update, origin, false);
    }

    /**
     * Applies an update that rests on nothing which is missing here, so that nothing has to wait.
     *
     * @return false, and nothing was changed, if it does rest on something missing
     * @throws MalformedUpdateException if the bytes are no update; then nothing was changed
     */
    public boolean applyIfComplete(UpdateFormat format, byte[] update, @Nullable Object origin) {
        return applyUpdate(format, update, origin, true);
    }

    private boolean applyUpdate(UpdateFormat format, byte[] update, @Nullable Object origin, boolean onlyIfComplete) {
        checkAccess();
        int known = clients.size();
        UpdateContent content = decode(format, update, known);
        try {
            if (onlyIfComplete && !Requirement.isMet(content, clients)) {
                return false;
            }
            run(origin, false, tx -> {
                new UpdateApplier(tx, content).apply();
                return tx;
            });
            return true;
        } finally {
            forgetMentioned(known);
        }
    }

    private UpdateContent decode(UpdateFormat format, byte[] update, int known) {
        boolean complete = false;
        try {
            UpdateContent content = UpdateContent.read(UpdateDecoder.of(format, update), clients);
            complete = true;
            return content;
        } finally {
            if (!complete) {
                forgetMentioned(known);
            }
        }
    }

    private void forgetMentioned(int known) {
        if (clients.size() > known && current == null) {
            clients.dropEmpty(known);
            own = null;
        }
    }

    /** Applies an update of our own making inside a transaction. */
    void applyDecoded(Transaction tx, UpdateFormat format, byte[] update) {
        new UpdateApplier(tx, UpdateContent.read(UpdateDecoder.of(format, update), clients)).apply();
    }

    /** The whole document as an update in format v1. */
    public byte[] encodeStateAsUpdate() {
        return encodeStateAsUpdate(UpdateFormat.V1, StateVector.EMPTY);
    }

    /** What a replica with state {@code target} lacks, in format v1. */
    public byte[] encodeStateAsUpdate(StateVector target) {
        return encodeStateAsUpdate(UpdateFormat.V1, target);
    }

    /** What a replica with state {@code target} lacks, what is pending here included, as Yjs does. */
    public byte[] encodeStateAsUpdate(UpdateFormat format, StateVector target) {
        checkAccess();
        return StateWriter.stateAsUpdate(this, format, target);
    }

    /** What a replica with state {@code target} lacks, without what is pending, see {@link #missing()}. */
    public byte[] encodeIntegratedAsUpdate(UpdateFormat format, StateVector target) {
        checkAccess();
        return StateWriter.integratedAsUpdate(this, format, target);
    }

    /** What this replica has, without what is pending. */
    public StateVector stateVector() {
        checkAccess();
        return StateWriter.stateVector(clients);
    }

    /** Everything that is deleted. */
    public DeleteSet deleteSet() {
        checkAccess();
        return StateWriter.deleteSet(clients);
    }

    /** What waiting updates wait for. */
    public Missing missing() {
        checkAccess();
        return new Missing(new StateVector(pending.missing()), pending.structBytes(), pending.deletes);
    }

    /** What is visible now, to be read later; reading needs a document without collection of deleted content. */
    public Snapshot snapshot() {
        checkAccess();
        return new Snapshot(deleteSet(), stateVector());
    }

    /**
     * A hash of what is visible, the same for replicas that hold the same, whether or not their roots are declared: the first
     * eight bytes of a SHA-256.
     */
    public long contentHash() {
        checkAccess();
        return ContentHash.of(this);
    }

    // --- listeners -----------------------------------------------------------------------------------------------

    /** Calls {@code listener} with an update in format v1 after each transaction that changed something. */
    public Subscription onUpdate(BiConsumer<byte[], Transaction> listener) {
        checkAccess();
        return updateListeners.add(listener);
    }

    /** Calls {@code listener} with an update in format v2 after each transaction that changed something. */
    public Subscription onUpdateV2(BiConsumer<byte[], Transaction> listener) {
        checkAccess();
        return updateV2Listeners.add(listener);
    }

    /** Calls {@code listener} when a transaction begins. */
    public Subscription onBeforeTransaction(Consumer<Transaction> listener) {
        checkAccess();
        return beforeListeners.add(listener);
    }

    /** Calls {@code listener} after the observers of a transaction, before deleted content is collected. */
    public Subscription onAfterTransaction(Consumer<Transaction> listener) {
        checkAccess();
        return afterListeners.add(listener);
    }

    /** Calls {@code listener} when sub-documents are added, removed, or to be loaded. */
    public Subscription onSubdocs(Consumer<SubdocsEvent> listener) {
        checkAccess();
        return subdocListeners.add(listener);
    }

    /** Calls {@code listener} when the document is destroyed. */
    public Subscription onDestroy(Consumer<Doc> listener) {
        checkAccess();
        return destroyListeners.add(listener);
    }

    /** The encoder for update events, empty; who has used it clears it. */
    UpdateEncoderV1 eventEncoder() {
        eventEncoder.clear();
        return eventEncoder;
    }

    // --- sub-documents -------------------------------------------------------------------------------------------

    /** The sub-documents that are part of this document. */
    public Set<Doc> subdocs() {
        checkAccess();
        return Collections.unmodifiableSet(new LinkedHashSet<>(subdocuments.all()));
    }

    /** Whether this sub-document is to be loaded. */
    public boolean shouldLoad() {
        return subdocuments.shouldLoad();
    }

    /** Asks the parent's listeners to load this sub-document. */
    public void load() {
        subdocuments.load(this);
    }

    /** Ends the use of this document; a sub-document is replaced in its parent by a fresh, unloaded one. */
    public void destroy() {
        subdocuments.destroy(this);
    }

    Subdocuments subdocuments() {
        return subdocuments;
    }

    static Doc subDocument(String guid, @Nullable Object wireOptions) {
        return Subdocuments.receive(guid, wireOptions);
    }

    Map<String, @Nullable Object> wireOptions() {
        return subdocuments.wireOptions(options);
    }

    void integrateSubdocument(Transaction tx, Item item) {
        subdocuments.integrate(this, tx, item);
    }

    void removeSubdocument(Transaction tx, Item item) {
        subdocuments.remove(tx, item);
    }

    /** Draws another client id, because someone else uses ours. */
    void changeClientId() {
        clientId = options.newClientId();
        own = null;
    }

    /**
     * Checks the structures inside against each other; for tests.
     *
     * @throws IllegalStateException if something is inconsistent
     */
    void checkInvariants() {
        Invariants.check(this);
    }
}
