package io.zinc.documents.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.zinc.core.SendResult;
import io.zinc.crdt.Awareness;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Strategy;
import io.zinc.documents.wire.Author;
import io.zinc.documents.wire.Delete;
import io.zinc.documents.wire.Digest;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Done;
import io.zinc.documents.wire.KeepVersion;
import io.zinc.documents.wire.Open;
import io.zinc.documents.wire.Opened;
import io.zinc.documents.wire.Ordered;
import io.zinc.documents.wire.Presence;
import io.zinc.documents.wire.Rename;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a document at one endpoint, as a state machine: it keeps a replica like the host's, sends what is edited
 * here, and takes what comes.
 *
 * <pre>
 *   OPENING --answer--> LIVE --missed, behind, stalled, other digest--> SYNCING --answer--> LIVE
 *      |                  \--refused--> SYNCING with a new session and, on the answer, a new replica
 *      +--failed--> ENDED <--deleted-- any
 * </pre>
 *
 * <p>What comes while an answer is awaited is held, and applied after it where its position is later. An answer carries what
 * the answerer has, so the session knows what the answerer lacks, and sends that as an ordinary edit. So edits made without a
 * connection, and edits that a dead host took with it, get through.
 *
 * <p>Each edit names the one that was sent before it, and the first one after an answer none. So where something was lost on
 * the way the host takes nothing more, and an edit that comes back ordered says that all before it are.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class DocumentSession {

    private static final int RETRY_MS = 20;
    private static final int ASKS_PER_SECOND = 10;
    private static final int ASK_AGAIN_MS = 300;
    private static final int ASK_AGAIN_MOST_MS = 5_000;
    private static final int MERGE_BEYOND = 64;
    private static final int BEHINDS_AT_ONCE = 3;
    private static final byte[] NOTHING = {};

    /** What a session needs of its surroundings. */
    public interface Outputs {

        /** Sends a {@link DocumentUp} to the host, on the document's topic. */
        SendResult send(byte[] up);

        /** Sends one that may get lost. */
        void sendEphemeral(byte[] up);

        /** Asks a {@link DocumentQuestion}; {@link #answered} or {@link #askFailed} says what came of it, later. */
        void ask(byte[] question);

        void event(SessionEvent event);

        /** A random number other than 0. */
        long randomId();

        /** Wants {@link #tick} at a time at the latest. */
        void due(long atMs);

        /** Gives equal bytes for a state, of which there may be one copy for all who keep it. */
        default byte[] pooled(byte[] state) {
            return state;
        }
    }

    /** A fragment that the endpoint has no room for yet, and the number of the last edit in it. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    private record Waiting(long number, byte[] fragment) {}

    private enum State {
        OPENING,
        LIVE,
        SYNCING,
        ENDED
    }

    private final Strategy strategy;
    private final String kind;
    private final Creation creation;
    private final String author;
    private final int maxPartBytes;
    private final DocumentLimits limits;
    private final Outputs out;
    private final Outcomes outcomes = new Outcomes();
    private final Map<Long, String> authors = new TreeMap<>();

    private State state = State.OPENING;
    private String whyItEnded = "";
    private final SessionPresence presence;
    private Replica replica;
    private @Nullable Resting resting;
    private @Nullable Replica discarded;
    private String discardReason = "";
    private boolean isRefused;
    // known to the host alone, and as the host names it to everyone
    private long secret;
    private long session;
    // the secret under which presence is told: it stays when this goes on as another session
    private final long voice;
    private long generation;
    private int life;
    private long position;
    private boolean isAuthoritative;
    private boolean isAsking;
    private boolean asksAgain;
    private boolean asksHost;
    private boolean asksWithVersion;
    private int asks;
    private long asksSinceMs;
    private int asksLately;
    private long askAtMs = Long.MAX_VALUE;
    private long nowMs;
    private long progressedAtMs;
    private int stalls;
    private long stallDueAtMs = Long.MAX_VALUE;
    // a relay's copy may be of a host that is no more, or of a document that is: where nothing comes of it, the host is
    // asked
    private long verifyAtMs = Long.MAX_VALUE;
    private int behinds;
    private int digestMismatches;
    private Replica.@Nullable Digest suspect;
    private long suspectPosition;
    private long presenceAtMs = Long.MAX_VALUE;

    // the fragment that is being sent, and those that the endpoint had no room for
    private byte @Nullable [] sending;
    private long sendingNumber;
    private int sendingAt;
    private int sendingPart;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long retryAtMs = Long.MAX_VALUE;

    // the last edit that was sent whole since the last answer; 0 for none
    private long sent;

    // what came while an answer is awaited
    private final HeldBack held;
    private long durableSeen;
    private int durableLife;
    private long durableGeneration;
    private long deletedGeneration;

    // of what kind the document is, and what came of that before the answer
    private String kindThere = "";
    private String retypedTo = "";
    private long retypedGeneration;

    // a fragment that comes in several parts
    private ByteString parts = ByteString.EMPTY;

    /**
     * @param kind the name of the kind that is wanted; empty for whatever the document is
     * @param creation whether to create the document if there is none
     * @param author who edits, as others shall see it where the host does not know better
     * @param maxPartBytes how much of a fragment one message may carry
     */
    public DocumentSession(
            Strategy strategy,
            String kind,
            Creation creation,
            String author,
            int maxPartBytes,
            DocumentLimits limits,
            Outputs out,
            long nowMs) {
        this.strategy = strategy;
        this.kind = kind;
        this.creation = creation;
        this.author = author;
        this.maxPartBytes = maxPartBytes;
        this.limits = limits;
        this.out = out;
        this.nowMs = nowMs;
        this.progressedAtMs = nowMs;
        this.replica = strategy.create();
        this.held = new HeldBack(limits.heldBytes());
        renew();
        this.voice = secret;
        this.presence =
                new SessionPresence(replica.writer(), limits, this::sendPresence, out::event, out::randomId, nowMs);
    }

    /** Goes on as another session. */
    private void renew() {
        secret = out.randomId();
        session = SessionIds.published(secret);
    }

    /** Lets the replica rest from now on when it is not used. */
    public void restWhenIdle(long now) {
        nowMs = now;
        resting = new Resting(out::due, out::pooled);
        used();
    }

    private void used() {
        Resting own = resting;
        if (own != null) {
            own.used(nowMs);
        }
    }

    /** Asks for the document. What comes on its topic must be handed over from before. */
    public void start() {
        ask();
    }

    public Replica replica() {
        return replica;
    }

    public long generation() {
        return generation;
    }

    /** Of which start of the host it knows; 0 before the document was opened. */
    public int life() {
        return life;
    }

    /** How many fragments the document has got, as far as this replica knows. */
    public long position() {
        return position;
    }

    public boolean isLive() {
        return state == State.LIVE;
    }

    public boolean hasEnded() {
        return state == State.ENDED;
    }

    /** In words; empty while it has not ended. */
    public String whyItEnded() {
        return whyItEnded;
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    /** Who is present, by client id. */
    public Awareness awareness() {
        return presence.awareness();
    }

    /** Who writes under a client id, by what the host says. */
    public Map<Long, String> authors() {
        return authors;
    }

    // ---- what is done here

    /** Takes a fragment that a local change made; returns its number. */
    public long edited(byte[] fragment, long now) {
        nowMs = now;
        used();
        long number = outcomes.next();
        if (state == State.LIVE) {
            if (outcomes.isSettledBefore(number)) {
                progressed();
                watchForStalls();
            }
            submit(number, fragment);
        }
        return number; // while syncing, the answer tells what has to be sent
    }

    /** A number for all that is here now, whoever made it: its outcome is that of the last of it. */
    public long barrier() {
        return outcomes.barrier(position);
    }

    private void submit(long number, byte[] fragment) {
        if (sending != null || !waiting.isEmpty()) {
            waiting.addLast(new Waiting(number, fragment));
            if (waiting.size() > MERGE_BEYOND) {
                mergeWaiting();
            }
        } else {
            begin(number, fragment);
        }
    }

    private void begin(long number, byte[] fragment) {
        sending = fragment;
        sendingNumber = number;
        sendingAt = 0;
        sendingPart = 0;
        send(fragment);
    }

    /** Sends what is left of a fragment, as far as the endpoint has room. */
    private void send(byte[] fragment) {
        do {
            int end = Math.min(fragment.length, sendingAt + maxPartBytes);
            SendResult result = out.send(part(fragment, end));
            switch (result) {
                case SendResult.Sent taken -> {}
                case SendResult.OutcomeUnknown unknown -> {}
                case SendResult.LevelUnavailable unavailable -> {}
                case SendResult.BackPressured full -> {
                    retryAtMs = nowMs + RETRY_MS;
                    out.due(retryAtMs);
                    return;
                }
                case SendResult.Refused refused -> {
                    refuse(refused.reason());
                    return;
                }
                case SendResult.TooLarge large -> {
                    refuse("an edit of " + fragment.length + " bytes is too large for this endpoint's messages of "
                            + large.limitBytes() + " bytes");
                    return;
                }
                case SendResult.Closed closed -> {
                    return;
                }
            }
            sendingAt = end;
            sendingPart++;
        } while (sendingAt < fragment.length);
        sending = null;
        sent = sendingNumber;
    }

    private byte[] part(byte[] fragment, int end) {
        return up().setEdit(io.zinc.documents.wire.Edit.newBuilder()
                        .setNumber(sendingNumber)
                        .setAuthor(author)
                        .setFragment(UnsafeByteOperations.unsafeWrap(fragment, sendingAt, end - sendingAt))
                        .setAfter(sent)
                        .setPart(sendingPart)
                        .setMore(end < fragment.length))
                .build()
                .toByteArray();
    }

    /** Makes as few of what waits as the host takes. */
    private void mergeWaiting() {
        List<Waiting> merged = new ArrayList<>();
        List<Waiting> run = new ArrayList<>();
        long bytes = 0;
        for (Waiting next : waiting) {
            if (!run.isEmpty() && bytes + next.fragment.length > limits.maxFragmentBytes()) {
                merged.add(merged(run));
                run.clear();
                bytes = 0;
            }
            run.add(next);
            bytes += next.fragment.length;
        }
        if (!run.isEmpty()) {
            merged.add(merged(run));
        }
        waiting.clear();
        waiting.addAll(merged);
    }

    private Waiting merged(List<Waiting> run) {
        return run.size() == 1
                ? run.getFirst()
                : new Waiting(
                        run.getLast().number,
                        strategy.merge(run.stream().map(Waiting::fragment).toList()));
    }

    /** Goes on where the endpoint had no room. */
    private void retry() {
        retryAtMs = Long.MAX_VALUE;
        if (state != State.LIVE) {
            return;
        }
        byte[] rest = sending;
        if (rest != null) {
            int before = sendingAt;
            send(rest);
            if (sendingAt > before) {
                progressed();
            }
        }
        mergeWaiting();
        while (state == State.LIVE && sending == null && !waiting.isEmpty()) {
            Waiting next = waiting.removeFirst();
            begin(next.number, next.fragment);
        }
    }

    private void progressed() {
        progressedAtMs = nowMs;
        stalls = 0;
        behinds = 0;
    }

    private DocumentUp.Builder up() {
        return DocumentUp.newBuilder().setGeneration(generation).setSession(secret);
    }

    /** Tells others what this endpoint's user does; null to be absent. */
    public void present(@Nullable Map<String, ? extends @Nullable Object> state, long now) {
        nowMs = now;
        presence.present(state, now);
        watchPresence();
    }

    /**
     * Tells others what guests do, who speak through this session.
     *
     * @return the ids of which nothing was taken though it was news, as others speak for them or there is no room
     * @throws io.zinc.core.ZincException when the bytes are no awareness update, or a state is too large
     */
    public List<Long> tellAwareness(byte[] update, long now) {
        nowMs = now;
        List<Long> refused = presence.tell(update, now);
        watchPresence();
        return refused;
    }

    /** While somebody is present, that is looked after. */
    private void watchPresence() {
        long at = presence.tick(nowMs);
        if (at != presenceAtMs && at != Long.MAX_VALUE) {
            out.due(at);
        }
        presenceAtMs = at;
    }

    private void sendPresence(byte[] update, boolean areGuests) {
        if (state == State.LIVE) {
            out.sendEphemeral(upPresence(update, areGuests));
        }
    }

    private byte[] upPresence(byte[] update, boolean areGuests) {
        return DocumentUp.newBuilder()
                .setGeneration(generation)
                .setSession(voice)
                .setPresence(Presence.newBuilder()
                        .setAwareness(ByteString.copyFrom(update))
                        .setGuests(areGuests))
                .build()
                .toByteArray();
    }

    /** Keeps what the host has now as a version; returns the number of the request. */
    public long keepVersion(String name) {
        long number = outcomes.next();
        return request(
                number,
                up().setKeepVersion(KeepVersion.newBuilder()
                        .setNumber(number)
                        .setName(name)
                        .setAuthor(author)));
    }

    /** Deletes the document for everyone; returns the number of the request. */
    public long delete() {
        long number = outcomes.next();
        return request(number, up().setDelete(Delete.newBuilder().setNumber(number)));
    }

    /** Gives the document another name, for everyone; returns the number of the request. */
    public long rename(String to) {
        long number = outcomes.next();
        return request(
                number, up().setRename(Rename.newBuilder().setNumber(number).setName(to)));
    }

    private long request(long number, DocumentUp.Builder up) {
        outcomes.requested(number);
        SendResult result = out.send(up.build().toByteArray());
        if (result instanceof SendResult.Refused refused) {
            outcomes.fail(number, refused.reason());
        } else if (!result.isSent()) {
            outcomes.fail(number, "the endpoint has no room for it now; try again");
        }
        return number;
    }

    /** Leaves: others need not wait to see that the user is gone. */
    public void close() {
        if (state == State.LIVE) {
            retry();
            // nobody is left to tell it again, so it is a message like others; where there is no room, silence tells
            presence.leave((update, areGuests) -> {
                SendResult ignored = out.send(upPresence(update, areGuests));
            });
        }
        state = State.ENDED;
    }

    // ---- asking

    private void ask() {
        if (isAsking) {
            asksAgain = true;
            return;
        }
        if (nowMs - asksSinceMs >= 1_000) {
            asksSinceMs = nowMs;
            asksLately = 0;
        }
        if (++asksLately > ASKS_PER_SECOND) {
            askAtMs = asksSinceMs + 1_000; // whatever goes wrong, it goes wrong slowly
            out.due(askAtMs);
            return;
        }
        if (state == State.LIVE) {
            state = State.SYNCING;
        }
        isAsking = true;
        asksAgain = false;
        askAtMs = Long.MAX_VALUE;
        sending = null; // the answer tells what has to be sent
        waiting.clear();
        asksWithVersion = generation != 0 && discarded == null;
        boolean isToBeNew = creation == Creation.NEW && generation == 0;
        asksHost = asksWithVersion || isAuthoritative || isToBeNew;
        out.ask(DocumentQuestion.newBuilder()
                .setOpen(Open.newBuilder()
                        .setKind(kind)
                        .setCreate(creation != Creation.NEVER || generation != 0)
                        .setUnlessDeleted(creation == Creation.UNLESS_DELETED)
                        .setGeneration(generation)
                        .setVersion(asksWithVersion ? ByteString.copyFrom(replica.version()) : ByteString.EMPTY)
                        .setAuthoritative(isAuthoritative || isToBeNew)
                        .setCreator(isToBeNew ? session : 0))
                .build()
                .toByteArray());
    }

    /** The question could not be answered: it is asked again, unless the host said no. */
    public void askFailed(String reason, boolean isFinal, long now) {
        nowMs = now;
        isAsking = false;
        if (state == State.ENDED) {
            return;
        }
        if (isFinal && state == State.OPENING) {
            fail(SessionEvent.Failure.REFUSED, reason);
            return;
        }
        asks++;
        askAtMs = now + Math.min(ASK_AGAIN_MOST_MS, (long) ASK_AGAIN_MS << Math.min(asks, 5));
        out.due(askAtMs);
    }

    public void answered(byte[] bytes, long now) {
        nowMs = now;
        isAsking = false;
        if (state == State.ENDED) {
            return;
        }
        DocumentAnswer answer;
        try {
            answer = DocumentAnswer.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            askFailed("the answer is malformed", false, now);
            return;
        }
        switch (answer.getStatus()) {
            case STATUS_OK -> opened(answer.getOpened());
            case STATUS_DELETED -> deleted(answer.getRenamedTo());
            case STATUS_OTHER_KIND -> {
                if (state == State.OPENING) {
                    fail(SessionEvent.Failure.OTHER_KIND, answer.getReason());
                } else {
                    deleted(""); // there is another document of this name now
                }
            }
            case STATUS_ABSENT, STATUS_REFUSED, STATUS_EXISTS -> {
                if (state == State.OPENING) {
                    fail(
                            switch (answer.getStatus()) {
                                case STATUS_ABSENT -> SessionEvent.Failure.ABSENT;
                                case STATUS_EXISTS -> SessionEvent.Failure.EXISTS;
                                default -> SessionEvent.Failure.REFUSED;
                            },
                            answer.getReason());
                } else {
                    askFailed(answer.getReason(), false, now);
                }
            }
            case STATUS_BUSY -> askFailed(answer.getReason(), false, now);
            case STATUS_UNSPECIFIED, UNRECOGNIZED -> askFailed("the answer has no status", false, now);
        }
    }

    private void opened(Opened opened) {
        if (generation != 0 && opened.getGeneration() != generation) {
            deleted(""); // the one that this session knows
            return;
        }
        boolean isOutOfDate = opened.getGeneration() <= deletedGeneration;
        if (isOutOfDate || (discarded != null && asksWithVersion)) {
            deletedGeneration = 0;
            isAuthoritative = true;
            ask(); // given before the document was deleted, or for the replica that was discarded since
            return;
        }
        boolean isFirst = state == State.OPENING;
        Replica before = discarded;
        Replica target = before == null ? replica : strategy.create();
        byte[] version;
        byte[] lacking;
        try {
            version = applied(opened, target);
            lacking = target.fragmentSince(version);
        } catch (FragmentException e) {
            if (isAuthoritative && isFirst) {
                fail(SessionEvent.Failure.REFUSED, "the document cannot be read here: " + e.getMessage());
            } else {
                isAuthoritative = true;
                askFailed("the answer cannot be applied: " + e.getMessage(), false, nowMs);
            }
            return;
        }
        used();
        asks = 0;
        isAuthoritative = false;
        generation = opened.getGeneration();
        position = opened.getPosition();
        parts = ByteString.EMPTY;
        sent = 0;
        for (Author known : opened.getAuthorsList()) {
            authors.put(known.getClient(), known.getName());
        }
        state = State.LIVE;
        if (opened.getLife() != life) {
            boolean isAnother = life != 0;
            life = opened.getLife();
            outcomes.hostChanged();
            if (isAnother) {
                presence.hostChanged(nowMs);
            }
        }
        verifyAtMs = asksHost ? Long.MAX_VALUE : nowMs + limits.digestIdleMs();
        if (!asksHost) {
            out.due(verifyAtMs);
        }
        outcomes.openedWith(opened.getHasStore());
        if (isFirst) {
            kindThere = opened.getKind();
            out.event(new SessionEvent.Opened(generation, kindThere, opened.getHasStore()));
            if (retypedGeneration == generation) {
                retyped(retypedTo);
            }
        } else {
            retyped(opened.getKind());
        }
        outcomes.durable(Math.max(opened.getDurable(), isNotedDurable(generation, life) ? durableSeen : 0));
        if (before != null) {
            replaced(before, target, version);
        } else if (target.isWaiting()) {
            diverged("this replica has something that rests on what nobody has");
        } else {
            upload(lacking);
            if (isStillSuspect(lacking)) {
                diverged("this replica differed from the host's at position " + position);
            }
        }
        applyPresence(opened.getPresence());
        presence.tellAll(nowMs);
        watchPresence();
        replayHeld();
        if (asksAgain && state == State.LIVE) {
            ask();
        }
        out.event(new SessionEvent.Progressed());
    }

    /** Applies what came with an answer; returns the version that the answerer has. */
    private byte[] applied(Opened opened, Replica target) {
        Replica answerer = null;
        if (opened.getVersion().isEmpty() && outcomes.last() > 0 && discarded == null) {
            answerer = strategy.create(); // edited before the answer came: what is here is not what is there
        }
        for (ByteString update : opened.getUpdatesList()) {
            if (!update.isEmpty()) {
                byte[] bytes = update.toByteArray();
                target.apply(bytes);
                if (answerer != null) {
                    answerer.apply(bytes);
                }
            }
        }
        if (!opened.getVersion().isEmpty()) {
            return opened.getVersion().toByteArray();
        }
        return answerer == null ? target.version() : answerer.version();
    }

    private void upload(byte[] lacking) {
        if (lacking.length == 0) {
            outcomes.orderedAll(position);
        } else {
            long number = outcomes.next();
            outcomes.uploading(number);
            progressedAtMs = nowMs;
            watchForStalls();
            submit(number, lacking);
        }
    }

    /** The old replica's edits that the host has not got are handed back, or brought in again after a divergence. */
    private void replaced(Replica before, Replica fresh, byte[] version) {
        byte[] edits = before.fragmentSince(version);
        String reason = discardReason;
        boolean isRefusal = isRefused;
        discarded = null;
        isRefused = false;
        replica = fresh;
        renew();
        boolean isHandedBack = isRefusal;
        if (!isRefusal && edits.length > 0) {
            isHandedBack = !isBroughtIn(edits, fresh);
        }
        byte[] lost = NOTHING;
        if (isHandedBack) {
            lost = before.allSince(version);
        } else if (before.isWaiting()) {
            byte[] waiting = before.allSince(fresh.version());
            lost = isBroughtIn(waiting, fresh) ? NOTHING : waiting; // what it rests on may have come
        }
        if (isHandedBack) {
            if (edits.length == 0) {
                outcomes.failRequests(reason);
                outcomes.orderedAll(position);
            } else {
                outcomes.failUnordered(reason);
            }
        }
        out.event(new SessionEvent.Reloaded(fresh, lost, reason, isRefusal));
        if (!isHandedBack) {
            upload(fresh.fragmentSince(version));
        }
    }

    /** Whether a fragment of a replica that went wrong could be applied to a sound one. */
    private static boolean isBroughtIn(byte[] fragment, Replica sound) {
        try {
            boolean isComplete = sound.isComplete(fragment);
            if (isComplete) {
                sound.apply(fragment);
            }
            return isComplete;
        } catch (FragmentException e) {
            return false;
        }
    }

    private void replayHeld() {
        asksAgain |= !held.isComplete();
        for (DocumentDown down : held.takeAll()) {
            if (down.getGeneration() != generation) {
                continue;
            }
            if (state != State.LIVE) {
                held.add(down);
            } else if (down.getLife() == life) {
                verifyAtMs = Long.MAX_VALUE;
                if (down.getOrdered().getPosition() <= position + 1 || !asksHost) {
                    ordered(down); // of one beyond what the host knew later than this came, the host knows nothing
                }
            } else if (!asksHost) {
                held.add(down); // a relay's copy is of another host than this; or the other way about
                isAuthoritative = true;
                sync();
            }
        }
    }

    private void sync() {
        if (state != State.ENDED) {
            ask();
        }
    }

    private void fail(SessionEvent.Failure failure, String reason) {
        ended(reason);
        out.event(new SessionEvent.Failed(failure, reason));
    }

    private void deleted(String renamedTo) {
        byte[] lost = outcomes.hasUnordered() ? replica.state() : NOTHING;
        ended(renamedTo.isEmpty() ? "the document was deleted" : "the document was renamed to '" + renamedTo + "'");
        out.event(new SessionEvent.Deleted(lost, renamedTo));
    }

    private void ended(String reason) {
        state = State.ENDED;
        whyItEnded = reason;
        outcomes.failUnordered(reason);
    }

    private void refuse(String reason) {
        if (state == State.OPENING) {
            fail(SessionEvent.Failure.REFUSED, reason);
            return;
        }
        if (discarded == null) {
            discarded = replica;
        }
        discardReason = reason;
        isRefused = true;
        isAuthoritative = true;
        sync();
    }

    // ---- what comes

    /** Messages on the document's topic were lost for good, or another host reigns. */
    public void missed(long now) {
        nowMs = now;
        if (state == State.ENDED) {
            return;
        }
        parts = ByteString.EMPTY;
        held.clear();
        outcomes.failRequests("the connection broke before the host said whether it was done; look, and try again");
        sync();
        out.event(new SessionEvent.Progressed());
    }

    /** A {@link DocumentDown} came on the document's topic. Only the host can send there. */
    public void received(byte[] bytes, long now) {
        nowMs = now;
        if (state == State.ENDED) {
            return;
        }
        DocumentDown down;
        try {
            down = DocumentDown.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            sync(); // of another version of Zinc, or damaged: what it said comes with the answer
            return;
        }
        if (state == State.OPENING) {
            receivedEarly(down);
        } else if (down.getGeneration() > generation) {
            sync(); // it was deleted and made anew: the host says so
        } else if (down.getGeneration() == generation) {
            if (down.getLife() != life && state == State.LIVE) {
                isAuthoritative = true; // positions are not those of the host that this session knows
                sync();
            } else if (down.getLife() == life) {
                verifyAtMs = Long.MAX_VALUE;
            }
            received(down);
        }
    }

    /** Nothing is known yet, not even which of the documents of this name it is. */
    private void receivedEarly(DocumentDown down) {
        switch (down.getKindCase()) {
            case ORDERED -> held.add(down);
            case DELETED -> deletedGeneration = Math.max(deletedGeneration, down.getGeneration());
            case DURABLE -> noteDurable(down);
            case RETYPED -> {
                retypedTo = down.getRetyped().getKind();
                retypedGeneration = down.getGeneration();
            }
            case REFUSED, PRESENCE, DIGEST, DONE, BEHIND, KIND_NOT_SET -> {}
        }
    }

    private void received(DocumentDown down) {
        switch (down.getKindCase()) {
            case ORDERED -> {
                if (state == State.LIVE) {
                    ordered(down);
                } else {
                    held.add(down);
                }
            }
            case REFUSED -> {
                if (down.getRefused().getSession() == session) {
                    refuse(down.getRefused().getReason());
                }
            }
            case BEHIND -> {
                if (down.getBehind().getSession() == session) {
                    behind();
                }
            }
            case DURABLE -> {
                noteDurable(down);
                if (down.getLife() == life) {
                    outcomes.durable(down.getDurable().getThrough());
                    out.event(new SessionEvent.Progressed());
                }
            }
            case DELETED -> deleted(down.getDeleted().getRenamedTo());
            case RETYPED -> retyped(down.getRetyped().getKind());
            case PRESENCE -> applyPresence(down.getPresence().getAwareness());
            case DIGEST -> {
                if (state == State.LIVE) {
                    compare(down.getDigest());
                }
            }
            case DONE -> {
                if (down.getDone().getSession() == session) {
                    done(down.getDone());
                    out.event(new SessionEvent.Progressed());
                }
            }
            case KIND_NOT_SET -> {
                // of a newer host
            }
        }
    }

    /** Of no kind a document is only once: who says so later has not heard it yet. */
    private void retyped(String to) {
        if (!to.equals(kindThere) && !to.equals(KnownKinds.UNTYPED)) {
            kindThere = to;
            out.event(new SessionEvent.Retyped(to));
        }
    }

    private void done(Done done) {
        if (done.getFailure().isEmpty()) {
            outcomes.done(done.getNumber());
        } else {
            outcomes.refuse(done.getNumber(), done.getFailure());
        }
    }

    private void behind() {
        if (++behinds <= BEHINDS_AT_ONCE) {
            sync();
        } else if (state == State.LIVE) { // syncing has not helped: the host may be about to get what it lacks
            askAtMs =
                    nowMs + Math.min(ASK_AGAIN_MOST_MS, (long) ASK_AGAIN_MS << Math.min(behinds - BEHINDS_AT_ONCE, 5));
            out.due(askAtMs);
        }
    }

    private void noteDurable(DocumentDown down) {
        long through = down.getDurable().getThrough();
        durableSeen = isNotedDurable(down.getGeneration(), down.getLife()) ? Math.max(durableSeen, through) : through;
        durableLife = down.getLife();
        durableGeneration = down.getGeneration();
    }

    private boolean isNotedDurable(long ofGeneration, int ofLife) {
        return durableGeneration == ofGeneration && durableLife == ofLife;
    }

    private void ordered(DocumentDown down) {
        Ordered ordered = down.getOrdered();
        if (ordered.getPosition() <= position) {
            parts = ByteString.EMPTY;
            return;
        }
        if (ordered.getPosition() > position + 1) {
            parts = ByteString.EMPTY;
            held.add(down);
            sync();
            return;
        }
        ByteString fragment = parts.isEmpty() ? ordered.getFragment() : parts.concat(ordered.getFragment());
        if (ordered.getMore()) {
            parts = fragment;
            return;
        }
        parts = ByteString.EMPTY;
        position++;
        place(ordered, fragment.toByteArray());
    }

    /** A fragment is the next one. */
    private void place(Ordered ordered, byte[] fragment) {
        boolean isOwn = ordered.getSession() == session;
        if (isOwn) {
            progressed();
            outcomes.ordered(ordered.getNumber(), ordered.getPosition());
        }
        try {
            if (!isOwn) {
                used();
                replica.apply(fragment);
            }
            for (long writer : isOwn ? replica.writers(fragment) : replica.writersOfApplied(fragment)) {
                authors.putIfAbsent(writer, ordered.getAuthor());
            }
        } catch (FragmentException e) {
            // the host took it, so it is this replica that is wrong
            diverged("a fragment that the host took cannot be applied here: " + e.getMessage());
            return;
        }
        out.event(isOwn ? new SessionEvent.Progressed() : new SessionEvent.Applied(ordered.getAuthor(), fragment));
    }

    private void applyPresence(ByteString update) {
        boolean isSound = presence.heard(update.toByteArray(), nowMs);
        watchPresence();
        if (!isSound) {
            sync();
        }
    }

    private void compare(Digest digest) {
        if (digest.getPosition() > position) {
            isAuthoritative = true;
            sync(); // what was in between did not come
        }
        if (digest.getPosition() != position || outcomes.hasUnordered()) {
            return;
        }
        Replica.Digest here = replica.digest();
        Replica.Digest there = new Replica.Digest(digest.getClocks(), digest.getDeletions(), digest.getContent());
        suspect = null;
        if (here.equals(there)) {
            digestMismatches = 0;
        } else if (here.hasSameFragments(there) || ++digestMismatches > 2) {
            digestMismatches = 0;
            diverged("this replica differed from the host's at position " + position);
        } else {
            suspect = there;
            suspectPosition = position;
            isAuthoritative = true;
            sync();
        }
    }

    /** Whether a sync that a digest caused has made no difference. */
    private boolean isStillSuspect(byte[] lacking) {
        Replica.Digest there = suspect;
        suspect = null;
        return there != null
                && lacking.length == 0
                && position == suspectPosition
                && !replica.digest().equals(there);
    }

    private void diverged(String reason) {
        if (discarded == null) {
            discarded = replica;
            discardReason = reason;
            isRefused = false;
        }
        isAuthoritative = true;
        sync();
    }

    // ---- time

    /** When it is asked how things stand, if nothing comes; later each time, as a large edit may just be slow. */
    private long stallsAtMs() {
        return progressedAtMs + ((long) limits.stallMs() << Math.min(stalls, 5));
    }

    /** Looks after stalls in time, and asks for that once however many edits are made meanwhile. */
    private void watchForStalls() {
        if (stallDueAtMs == Long.MAX_VALUE) {
            stallDueAtMs = stallsAtMs();
            out.due(stallDueAtMs);
        }
    }

    /** Does what time demands. */
    public void tick(long now) {
        nowMs = now;
        if (state == State.ENDED) {
            return;
        }
        if (now >= retryAtMs) {
            retry();
        }
        if (now >= askAtMs) {
            ask();
        }
        if (now >= verifyAtMs) {
            verifyAtMs = Long.MAX_VALUE;
            sync();
        }
        if (now >= stallDueAtMs) {
            stallDueAtMs = Long.MAX_VALUE;
        }
        if (state == State.LIVE && outcomes.hasUnordered()) {
            if (now >= stallsAtMs()) {
                progressedAtMs = now;
                stalls++;
                isAuthoritative = true;
                sync();
            }
            watchForStalls();
        }
        if (now >= presenceAtMs) {
            watchPresence();
        }
        Resting own = resting;
        if (own != null) {
            own.tick(now, replica, state == State.LIVE && !outcomes.hasUnordered());
        }
    }
}
