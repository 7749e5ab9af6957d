package io.zinc.documents;

import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.TypeKind;
import io.zinc.crdt.YType;
import io.zinc.documents.spi.FragmentException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A Yjs document of which nobody has said what it is: what an unknown client made. */
public final class UntypedDocument extends CrdtDocument {

    private static final int SPARE_PART = 32;

    /** A state of so many bytes is encoded within a few milliseconds, which is the longest that anything takes. */
    private static final int MOST_BYTES_AT_ONCE = 1 << 20;

    private final DocumentLimits limits;
    private final List<Consumer<byte[]>> updateListeners = new CopyOnWriteArrayList<>();

    // with the document to itself: how large the state is at most, -1 for not known; and whether it may be smaller
    private long atMostBytes = -1;
    private long encodedBytes;
    private boolean hasDeleted;

    UntypedDocument(Opening opening) {
        super(opening);
        this.limits = opening.limits;
    }

    @Override
    protected void attached(Doc doc) {
        atMostBytes = -1;
        var unused = doc.onUpdate((update, transaction) -> {
            if (atMostBytes >= 0) {
                atMostBytes += update.length;
                hasDeleted |= !transaction.deleteSet().isEmpty();
            }
            for (Consumer<byte[]> listener : updateListeners) {
                try {
                    listener.accept(update);
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        });
    }

    /**
     * Calls a listener with each update that changes what is here, as soon as it does: of edits made here and elsewhere, and of
     * what a sync brings. It is called in the thread that changes the document, with the document to itself, and must not change
     * it. After {@link DocumentEvent.Repaired} and {@link DocumentEvent.Refused} the document is another one, of which no update
     * tells. Closing what is returned ends that.
     */
    public AutoCloseable onUpdate(Consumer<byte[]> listener) {
        updateListeners.add(listener);
        Object unused = read(doc -> doc); // observed from now on
        return () -> updateListeners.remove(listener);
    }

    /**
     * Lets the document take less memory when it is not changed for a while, soon for a small document: as the bytes of its state.
     * What needs more than {@link #state}, {@link #stateVector} and {@link #stateSince} loads it again, which takes about as long
     * as opening it did; a document that is changed again and again stays. What was declared or observed in {@link #look} is
     * forgotten then; listeners of this document are not.
     */
    public void restWhenIdle() {
        replicaRestsWhenIdle();
    }

    /** What was inserted, by client. */
    public StateVector stateVector() {
        return call(() -> observed().clocks());
    }

    /** What a replica lacks that has what a state vector says; deletions are told all. The bytes are not to be changed. */
    public byte[] stateSince(StateVector has) {
        return call(() -> observed().stateSince(has));
    }

    /**
     * Whether all that an update does is done here.
     *
     * @throws FragmentException when the bytes are no update
     */
    public boolean contains(byte[] update) {
        return call(() -> observed().contains(update));
    }

    /**
     * Runs something with the document to itself, at once, where that is sure to take little time: nobody is using it, and it is
     * small, and need not be loaded first. For threads that must not wait.
     *
     * @param isLook whether all that is asked of it is {@link #stateVector}, the whole state, and presence; so one that rests will do
     * @param use may use this document; it is run in this thread
     * @return whether it was run
     */
    public boolean tryAtOnce(boolean isLook, Runnable use) {
        return tryCall(() -> {
            boolean isSmall = atMostBytes >= 0 && atMostBytes <= MOST_BYTES_AT_ONCE;
            boolean isQuick = observed().isAwake() ? isSmall : isLook;
            if (isQuick) {
                use.run();
            }
            return isQuick;
        });
    }

    /** How large one edit may be; what is larger is refused. */
    public int maxEditBytes() {
        return limits.maxFragmentBytes();
    }

    /**
     * Why the host would refuse an update, as far as that can be told here; empty if it would not. A refusal ends the session and
     * takes all with it that was not ordered, so who passes on what others made looks first.
     */
    public String objectionTo(byte[] update) {
        if (update.length > limits.maxFragmentBytes()) {
            return "an edit of " + update.length + " bytes; the limit maxFragmentBytes is " + limits.maxFragmentBytes()
                    + "; make smaller edits";
        }
        try {
            Kinds.known().check(kind(), update);
        } catch (FragmentException e) {
            return String.valueOf(e.getMessage());
        }
        return hasRoom(update.length)
                ? ""
                : "'" + name() + "' would have more than " + limits.maxDocumentBytes()
                        + " bytes, the limit maxDocumentBytes; delete something, or begin another document";
    }

    /**
     * Whether the document may grow. Hosts count what they have kept since their last snapshot, so some room is left to them.
     * Encoding the state again is worth it only when something was deleted, or much was added, which takes less room together.
     */
    private boolean hasRoom(int more) {
        int spare = limits.maxDocumentBytes() / SPARE_PART;
        int most = limits.maxDocumentBytes() - spare;
        return call(() -> {
            CrdtReplica own = observed();
            boolean isTight = atMostBytes < 0 || atMostBytes + more > most;
            if (isTight && (atMostBytes < 0 || hasDeleted || atMostBytes - encodedBytes > spare)) {
                encodedBytes = own.encoded().length;
                atMostBytes = encodedBytes;
                hasDeleted = false;
            }
            return atMostBytes + more <= most;
        });
    }

    /** Undo watches nothing here: open the document as what it is. */
    @Override
    protected List<YType> roots(Doc doc) {
        return List.of();
    }

    /** The names of the roots, with what they are as far as that was declared here. */
    public Map<String, TypeKind> roots() {
        return read(Doc::roots);
    }

    /** Reads from the document. What is returned must not be one of its types. Declaring roots says what they are, here. */
    public <R> R look(Function<Doc, R> reader) {
        return read(reader);
    }

    /** Changes the document; all of it is one edit. */
    public Edit edit(Consumer<Doc> editor) {
        return editDoc(editor);
    }
}
