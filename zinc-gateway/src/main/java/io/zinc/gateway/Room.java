package io.zinc.gateway;

import io.vertx.core.Context;
import io.zinc.core.Ack;
import io.zinc.core.Lane;
import io.zinc.core.SendResult;
import io.zinc.core.ZincException;
import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.CrdtException;
import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.crdt.Update;
import io.zinc.documents.DocumentEvent;
import io.zinc.documents.DocumentException;
import io.zinc.documents.Documents;
import io.zinc.documents.Edit;
import io.zinc.documents.Kinds;
import io.zinc.documents.UntypedDocument;
import io.zinc.documents.spi.FragmentException;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.gateway.spi.Access.User;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One document as the browsers of this gateway share it: a single replica, kept by a session of the tree, and its members.
 *
 * <p>What members send goes into an inbox, and all that is there is taken in one turn, on the room's lane or on an event loop, one
 * turn after another. A turn checks each update, applies them as one edit, and tells all members as one update what is new. So a
 * room that is idle passes on a keystroke at once, and a busy one merges what came meanwhile.
 *
 * <p>An update is checked before it is applied: form, right, size, kind, and that nothing it rests on is missing. A host would
 * refuse what does not pass, and with it the edits of all who share this session.
 */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** How often a member may bring something of which a part can be taken; each costs a copy of the document. */
    private static final int MAX_REMAINDERS = 16;

    /** How much event loops look at themselves; more goes to the lane. */
    private static final int MOST_BYTES_ON_LOOP = 16 << 10;

    /** An update with nothing in it, which members send when the room lacks nothing that they have. */
    private static final byte[] NO_CHANGE = {0, 0};

    /** What something takes. */
    private enum Effort {
        /** Little time, if it is of few bytes; of the document what it shows at rest. */
        LOOK,
        /** Little time, if it is of few bytes and the document is small. */
        EDIT,
        /** Nobody knows. */
        LONG
    }

    /** What a member sent and the room has not looked at. */
    private sealed interface Event {

        Effort effort();

        int bytes();
    }

    private record Updated(Member member, byte[] update, boolean isStep2) implements Event {

        @Override
        public Effort effort() {
            return isStep2 ? Effort.LONG : Effort.EDIT;
        }

        @Override
        public int bytes() {
            return update.length;
        }
    }

    private record Step(Effort effort, int bytes, Runnable what) implements Event {}

    /** Something of a member that can be applied, and of how many updates it has to be told what became of them. */
    private record Taken(Member member, byte[] update, int told) {}

    /** Whose update is being applied, by which thread. */
    private record Applying(Thread thread, @Nullable Member author) {}

    /** A member whose right was asked for, and the number of the question. */
    private record RightAsked(Member member, long number) {}

    /** A member that is told when an edit has reached the room's level. */
    private record Owed(Edit edit, Member member, int updates) {}

    private final String name;
    private final Documents documents;
    private final GatewayLimits limits;
    private final Meters meters;
    private final Executor executor;
    private final BiConsumer<Member, String> onStateless;
    private final Consumer<Throwable> onError;
    private final Lane lane;

    private final ReentrantLock lock = new ReentrantLock();
    // under the lock
    private final List<Event> inbox = new ArrayList<>();
    private boolean isTurnDue;
    private boolean isOpen;
    private boolean hasEnded;
    private int present;

    private final News<Member> news;
    private volatile @Nullable Applying applying;
    private volatile boolean isOwing;

    // in turns
    private final Audience audience = new Audience();
    private final ArrayDeque<Owed> owed = new ArrayDeque<>();
    private final Speakers<Member> speakers;
    private @Nullable UntypedDocument document;
    private Consumer<Member> farewell =
            member -> member.unavailable("the document has just been closed; come again", false);

    Room(
            String name,
            Documents documents,
            GatewayLimits limits,
            Meters meters,
            Executor executor,
            News.Later later,
            BiConsumer<Member, String> onStateless,
            Consumer<Throwable> onError) {
        this.name = name;
        this.documents = documents;
        this.limits = limits;
        this.meters = meters;
        this.executor = executor;
        this.onStateless = onStateless;
        this.onError = onError;
        this.lane = new Lane(executor, onError);
        this.speakers = new Speakers<>(limits);
        this.news = new News<>(this::wake, later, System::nanoTime);
    }

    String name() {
        return name;
    }

    // ---- its life

    /** Opens the document, elsewhere; members may join meanwhile, and wait. */
    void open() {
        executor.execute(() -> {
            Runnable first;
            try {
                UntypedDocument opened = documents.openUnlessDeleted(name, Kinds.UNTYPED);
                first = () -> opened(opened);
            } catch (ZincException e) {
                first = () -> fail(farewell(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                first = () -> fail(member -> member.unavailable("the gateway is closing", false));
            }
            lock.lock();
            try {
                inbox.addFirst(new Step(Effort.LONG, 0, first)); // before those who came meanwhile
                isOpen = true;
            } finally {
                lock.unlock();
            }
            wake();
        });
    }

    /** What to say when the document could not be opened. It is absent only when it was deleted. */
    private static Consumer<Member> farewell(ZincException fault) {
        if (fault instanceof DocumentException document && document.problem() == DocumentException.Problem.ABSENT) {
            return Member::absent;
        }
        boolean isFinal = fault.category() != ZincException.Category.RETRY;
        return member -> member.unavailable(String.valueOf(fault.getMessage()), isFinal);
    }

    /** The document could not be opened: whoever has come is told so, after they have been let in. */
    private void fail(Consumer<Member> saying) {
        farewell = saying;
        end(member -> {});
    }

    private void opened(UntypedDocument opened) {
        if (hasEnded()) {
            opened.close();
            return;
        }
        document = opened;
        opened.restWhenIdle();
        // the document belongs to the room, and its listeners go with it
        var unused = List.of(
                opened.onUpdate(this::changed),
                opened.onAwareness(this::presenceChanged),
                opened.onProgress(this::progressed),
                opened.onEvent(event -> step(() -> happened(event))));
        List<AwarenessEntry> unusedToo = speakers.heard(AwarenessEntry.decode(opened.awareness()));
    }

    private void happened(DocumentEvent event) {
        switch (event) {
            case DocumentEvent.Deleted deleted -> end(member -> member.deleted(deleted.renamedTo()));
            case DocumentEvent.Repaired repaired -> {
                LOG.warn("'{}' was loaded anew: {}", name, repaired.reason());
                resync();
            }
            case DocumentEvent.Refused refused -> {
                LOG.warn("the host refused an edit of '{}': {}", name, refused.reason());
                settle();
                // all of them have what the host will not have, and would bring it again
                end(member -> member.expelled(refused.reason()));
            }
        }
    }

    /** The replica is another one: members are told all that is in it, and asked what it lacks. */
    private void resync() {
        UntypedDocument open = document;
        if (open != null) {
            audience.tell(Delivery.ofUpdate(open.stateSince(StateVector.EMPTY)), null);
            StateVector have = open.stateVector();
            audience.members().forEach(member -> member.ask(have));
        }
    }

    /** The room is no more; its members are told so, and may come again. */
    private void end(Consumer<Member> saying) {
        lock.lock();
        try {
            hasEnded = true;
        } finally {
            lock.unlock();
        }
        audience.members().forEach(saying);
        audience.clear();
        owed.clear();
        isOwing = false;
        UntypedDocument open = document;
        document = null;
        if (open != null) {
            open.close();
        }
    }

    /** Whether it takes nobody any more. */
    boolean hasEnded() {
        lock.lock();
        try {
            return hasEnded;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return present == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the document; members are told to come again later. */
    void close() {
        step(() -> end(member -> member.unavailable("the gateway is closing", false)));
    }

    // ---- members

    /** Somebody comes. */
    void join(Member member) {
        lock.lock();
        try {
            present++;
        } finally {
            lock.unlock();
        }
        look(member, () -> {
            UntypedDocument open = document;
            if (open == null) {
                farewell.accept(member);
                return;
            }
            audience.add(member);
            byte[] others = open.awareness();
            if (others.length > 1) {
                tellAlone(member, others);
            }
            member.ask(open.stateVector());
        });
    }

    /** Somebody goes; returns how many are left. */
    int leave(Member member) {
        look(member, () -> {
            if (audience.remove(member)) {
                tellPresence(speakers.gone(member));
            }
        });
        lock.lock();
        try {
            return --present;
        } finally {
            lock.unlock();
        }
    }

    /** Asks anew what everyone here may do: once for each user, whose windows lose or gain it together. */
    void askRights(Doorman doorman) {
        step(() -> {
            Map<User, List<Member>> windows = new LinkedHashMap<>();
            audience.members()
                    .forEach(member -> windows.computeIfAbsent(member.user(), user -> new ArrayList<>())
                            .add(member));
            windows.forEach((user, members) -> askRight(user, members, doorman));
        });
    }

    /** Asks anew what a member may do. */
    void askRight(Member member, Doorman doorman) {
        step(() -> askRight(member.user(), List.of(member), doorman));
    }

    private void askRight(User user, List<Member> members, Doorman doorman) {
        List<RightAsked> asked = members.stream()
                .map(member -> new RightAsked(member, member.askRight()))
                .toList();
        executor.execute(() -> {
            Right now = doorman.right(user, name);
            step(() -> rightAnswered(asked, now));
        });
    }

    private void rightAnswered(List<RightAsked> asked, Right now) {
        List<Member> changed = asked.stream()
                .filter(each -> each.member().isLastRight(each.number()))
                .map(RightAsked::member)
                .filter(member -> audience.contains(member) && member.right() != now)
                .toList();
        changed.forEach(member -> member.right(now));
        // each in a step of its own, so that what fails for one does not keep it from the others
        changed.forEach(member -> step(() -> {
            boolean isHere = now == Right.NONE ? audience.remove(member) : audience.contains(member);
            if (!isHere) {
                return;
            }
            if (now == Right.NONE) {
                tellPresence(speakers.gone(member));
            }
            member.rightChanged(now);
        }));
    }

    // ---- what members send

    /** A member says what it has, and wants the rest. */
    private void asked(Member member, StateVector has) {
        Effort effort = has.clocks().isEmpty() ? Effort.LOOK : Effort.EDIT;
        handed(member, effort, 64 * has.clocks().size(), () -> {
            UntypedDocument open = document;
            if (open == null) {
                return;
            }
            // answers may be large: one at a time, and as long as it reads nothing, none are made
            if (member.isBeingAnswered() || member.socket().isBlocked()) {
                member.socket().whenReading(member, () -> asked(member, has));
            } else {
                if (member.isSyncingAgain()) {
                    member.ask(open.stateVector());
                }
                member.answer(open.stateSince(has));
            }
        });
    }

    /** Takes a member's part in the sync protocol. */
    void sync(Member member, SyncMessage message) {
        switch (message) {
            case SyncMessage.Step1 step -> asked(member, step.state());
            case SyncMessage.Step2 step -> updated(member, step.update(), true);
            case SyncMessage.Change change -> updated(member, change.update(), false);
        }
    }

    /** A member has changed something, or tells what the room lacked. */
    private void updated(Member member, byte[] update, boolean isStep2) {
        member.socket().handed(update.length);
        add(new Updated(member, update, isStep2), member.socket().loop());
    }

    /** A member tells of presence, its own or what it heard. */
    void present(Member member, byte[] update) {
        handed(member, Effort.LOOK, update.length, () -> {
            if (update.length > limits.maxAwarenessBytes()) {
                // those who repeat what they hear say more than that in a large room; nothing is lost with it
                meters.dropped();
                return;
            }
            try {
                List<AwarenessEntry> own = speakers.own(member, AwarenessEntry.decode(update));
                for (AwarenessEntry entry : own) {
                    speakers.reminder(entry)
                            .ifPresent(reminder -> tellAlone(member, AwarenessEntry.encode(List.of(reminder))));
                }
                tellPresence(own);
            } catch (CrdtException | FragmentException e) {
                reject(member, update, e);
            }
        });
    }

    private void tellPresence(List<AwarenessEntry> entries) {
        UntypedDocument open = document;
        if (open != null && !entries.isEmpty()) {
            var unused = open.tellAwareness(AwarenessEntry.encode(entries));
        }
    }

    private static void tellAlone(Member member, byte[] presence) {
        Delivery delivery = Delivery.ofPresence(presence);
        member.socket().loop().runOnContext(now -> member.socket().deliver(member, delivery));
    }

    /** A member wants to know who is present. */
    void presenceAsked(Member member) {
        handed(member, Effort.LOOK, 0, () -> {
            UntypedDocument open = document;
            if (open != null) {
                tellAlone(member, open.awareness());
            }
        });
    }

    /** A member has a word for the application. */
    void stateless(Member member, String text) {
        handed(member, Effort.LONG, 2 * text.length(), () -> onStateless.accept(member, text));
    }

    private void handed(Member member, Effort effort, int bytes, Runnable what) {
        member.socket().handed(bytes);
        Step step = new Step(effort, bytes, () -> {
            try {
                if (audience.contains(member)) {
                    what.run();
                }
            } finally {
                member.socket().taken(bytes);
            }
        });
        add(step, member.socket().loop());
    }

    // ---- turns

    private void step(Runnable what) {
        add(new Step(Effort.LONG, 0, what), null);
    }

    private void look(Member member, Runnable what) {
        add(new Step(Effort.LOOK, 0, what), member.socket().loop());
    }

    /** @param loop that may look at it; null where a lane is better */
    private void add(Event event, @Nullable Context loop) {
        lock.lock();
        try {
            inbox.add(event);
        } finally {
            lock.unlock();
        }
        wake(loop);
    }

    private void wake() {
        wake(null);
    }

    /**
     * Has what is there looked at; not before more can be told, so that in a busy room it is looked at together. An event loop does
     * that itself, when it has read all that has come, if it takes little time: another thread would have to be woken for it.
     */
    private void wake(@Nullable Context loop) {
        lock.lock();
        try {
            if (isTurnDue || !isOpen || !news.isFree()) {
                return;
            }
            isTurnDue = true;
        } finally {
            lock.unlock();
        }
        if (loop == null) {
            lane.execute(this::turn);
        } else {
            loop.runOnContext(now -> turnOnLoop());
        }
    }

    private void turnOnLoop() {
        Effort effort = effort();
        UntypedDocument open = document;
        if (open == null || effort == Effort.LONG || !open.tryAtOnce(effort == Effort.LOOK, () -> turn(effort))) {
            lane.execute(this::turn);
        }
    }

    /** What it takes to look at all that is there. */
    private Effort effort() {
        lock.lock();
        try {
            Effort most = Effort.LOOK;
            long bytes = 0;
            for (Event event : inbox) {
                bytes += event.bytes();
                most = event.effort().compareTo(most) > 0 ? event.effort() : most;
            }
            return bytes <= MOST_BYTES_ON_LOOP ? most : Effort.LONG;
        } finally {
            lock.unlock();
        }
    }

    private void turn() {
        turn(Effort.LONG);
    }

    /** Takes all that is there, if that takes no more than there is time for; else it is left to another turn. */
    private void turn(Effort most) {
        try {
            takeInbox(most);
            tellNews();
        } catch (RuntimeException e) {
            onError.accept(e);
        } finally {
            boolean isMore;
            lock.lock();
            try {
                isTurnDue = false;
                isMore = !inbox.isEmpty() || news.isWaiting();
            } finally {
                lock.unlock();
            }
            if (isMore) {
                wake();
            }
        }
    }

    private void takeInbox(Effort most) {
        List<Event> events;
        lock.lock();
        try {
            if (most != Effort.LONG && effort().compareTo(most) > 0) {
                return; // something has come meanwhile
            }
            events = List.copyOf(inbox);
            inbox.clear();
        } finally {
            lock.unlock();
        }
        List<Updated> updates = new ArrayList<>();
        for (Event event : events) {
            switch (event) {
                case Updated updated -> updates.add(updated);
                case Step step -> {
                    take(updates);
                    try {
                        step.what().run();
                    } catch (
                            RuntimeException
                                    e) { // of the application's code, most likely; others have sent something, too
                        onError.accept(e);
                    }
                }
            }
        }
        take(updates);
    }

    /** Applies updates that came one after another, as one edit. */
    private void take(List<Updated> updates) {
        if (updates.isEmpty()) {
            return;
        }
        try {
            UntypedDocument open = document;
            if (open != null) {
                List<Taken> sound = new ArrayList<>(updates.size());
                Inspection inspection = new Inspection(open);
                for (Updated updated : updates) {
                    if (audience.contains(updated.member())) {
                        inspect(open, updated, inspection).ifPresent(sound::add);
                    }
                }
                applyInParts(open, sound);
            }
        } catch (DocumentException e) {
            LOG.debug("'{}' ended while something was looked at for it", name, e); // its members are told by the event
        } catch (RuntimeException e) { // what else has come is taken all the same
            onError.accept(e);
        } finally {
            updates.forEach(updated -> updated.member().socket().taken(updated.update().length));
            updates.clear();
        }
    }

    /** What of an update can be applied; whoever sent it hears of the rest. */
    private Optional<Taken> inspect(UntypedDocument open, Updated updated, Inspection inspection) {
        Member member = updated.member();
        Member.Answer answer = updated.isStep2() ? member.answered() : Member.Answer.UNASKED;
        int counted = answer == Member.Answer.ASKED_AGAIN ? 0 : 1;
        switch (inspection.of(updated.update())) {
            case Inspection.Finding.Malformed malformed -> reject(member, updated.update(), malformed.cause());
            case Inspection.Finding.NotAllowed notAllowed -> refuse(member, counted, notAllowed.reason());
            case Inspection.Finding.Incomplete incomplete -> {
                member.answerLater(counted);
                if (answer == Member.Answer.UNASKED) {
                    member.askAgain(open.stateVector()); // it will tell all that is lacking, this included
                } else if (member.right() == Right.WRITE && member.countRemainder() <= MAX_REMAINDERS) {
                    return applicable(open, updated);
                }
            }
            case Inspection.Finding.Sound sound -> {
                int told = counted + (updated.isStep2() ? member.takeUnanswered() : 0);
                if (member.right() == Right.WRITE) {
                    return Optional.of(new Taken(member, updated.update(), told));
                }
                if (updated.isStep2() && open.contains(updated.update())) {
                    owe(open.barrier(), List.of(new Taken(member, updated.update(), told)));
                } else {
                    refuse(member, told, "you may read '" + name + "', and not change it");
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What can be applied of all that a member has, when it lacks something itself. The rest stays with the member, which is not
     * told that it is saved.
     */
    private Optional<Taken> applicable(UntypedDocument open, Updated updated) {
        List<byte[]> parts = new ArrayList<>();
        try {
            Doc copy = Doc.fromUpdate(open.stateSince(StateVector.EMPTY));
            var unused = copy.onUpdate((part, transaction) -> parts.add(part));
            copy.applyUpdate(updated.update());
        } catch (CrdtException e) {
            reject(updated.member(), updated.update(), e);
            return Optional.empty();
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        byte[] applicable = Update.merge(parts);
        String objection = open.objectionTo(applicable);
        if (objection.isEmpty()) {
            return Optional.of(new Taken(updated.member(), applicable, 0));
        }
        refuse(updated.member(), updated.member().takeUnanswered(), objection);
        return Optional.empty();
    }

    private void refuse(Member member, int updates, String reason) {
        meters.refused();
        member.saved(updates, false);
        member.refused(reason);
    }

    private void reject(Member member, byte[] bytes, Exception cause) {
        meters.malformed();
        audience.remove(member);
        tellPresence(speakers.gone(member));
        member.malformed("a message of " + bytes.length + " bytes is no update: " + cause.getMessage());
    }

    /** Applies as much at once as one edit may hold. */
    private void applyInParts(UntypedDocument open, List<Taken> sound) {
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < sound.size(); i++) {
            int length = sound.get(i).update().length;
            if (i > from && bytes + length > open.maxEditBytes()) {
                apply(open, sound.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += length;
        }
        apply(open, sound.subList(from, sound.size()));
    }

    private void apply(UntypedDocument open, List<Taken> sound) {
        if (sound.isEmpty()) {
            return;
        }
        Member first = sound.getFirst().member();
        List<Member> authors = sound.stream()
                .filter(taken -> !Arrays.equals(taken.update(), NO_CHANGE))
                .map(Taken::member)
                .distinct()
                .toList();
        byte[] update = sound.size() == 1
                ? sound.getFirst().update()
                : Update.merge(sound.stream().map(Taken::update).toList());
        applying = new Applying(Thread.currentThread(), authors.size() == 1 ? authors.getFirst() : null);
        try {
            Edit edit = open.apply(update);
            owe(edit.hasChanged() ? edit : open.barrier(), sound);
        } catch (FragmentException e) {
            if (sound.size() == 1) {
                reject(first, update, e);
            } else { // find out whose it is
                for (Taken taken : sound) {
                    apply(open, List.of(taken));
                }
            }
        } catch (DocumentException e) {
            LOG.debug("'{}' ended while something came for it", name, e); // its members are told by the event
        } finally {
            applying = null;
        }
    }

    // ---- what members are told

    /** The document has changed; called with the document to itself, by whoever changed it. */
    private void changed(byte[] update) {
        Applying now = applying;
        news.changed(update, now != null && now.thread().equals(Thread.currentThread()) ? now.author() : null);
    }

    private void presenceChanged(byte[] update) {
        news.present(AwarenessEntry.decode(update));
    }

    private void tellNews() {
        News.Batch<Member> batch = news.take();
        byte[] update = batch.update();
        if (update != null) {
            audience.tell(Delivery.ofUpdate(update), batch.author(), news::begun, news::written);
        }
        if (!batch.presences().isEmpty()) {
            audience.tell(Delivery.ofPresence(AwarenessEntry.encode(batch.presences())), null);
            tellPresence(speakers.heard(batch.presences()));
        }
    }

    private void owe(Edit edit, List<Taken> all) {
        Map<Member, Integer> counts = new LinkedHashMap<>();
        for (Taken taken : all) {
            if (taken.member().isToldWhenSaved() && taken.told() > 0) {
                counts.merge(taken.member(), taken.told(), Integer::sum);
            }
        }
        counts.forEach((member, count) -> owed.addLast(new Owed(edit, member, count)));
        isOwing = !owed.isEmpty();
        settle();
    }

    /** Edits may have got further, which nobody has to be told where nobody waits for it. */
    private void progressed() {
        if (isOwing) {
            step(this::settle);
        }
    }

    /** Tells members of edits that have reached the level that is to be had: durable, or sequenced at a host without a store. */
    private void settle() {
        UntypedDocument open = document;
        while (open != null && !owed.isEmpty()) {
            Owed next = owed.getFirst();
            Optional<SendResult> outcome = next.edit().outcomeNow(open.isKept() ? Ack.DURABLE : Ack.SEQUENCED);
            if (outcome.isEmpty()) {
                return;
            }
            owed.removeFirst();
            if (audience.contains(next.member())) {
                next.member().saved(next.updates(), outcome.get().isSent());
            }
        }
        isOwing = !owed.isEmpty();
    }
}
