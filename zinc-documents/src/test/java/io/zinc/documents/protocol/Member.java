package io.zinc.documents.protocol;

import io.zinc.core.SendResult;
import io.zinc.crdt.YText;
import io.zinc.documents.CrdtStrategy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A session in a {@link Meeting}, with what it sends, asks and tells. */
final class Member implements DocumentSession.Outputs {

    final Meeting meeting;
    final UUID origin;
    final DocumentSession session;
    final ArrayDeque<byte[]> ups = new ArrayDeque<>();
    final ArrayDeque<byte[]> questions = new ArrayDeque<>();
    final List<SessionEvent> events = new ArrayList<>();
    boolean isAway;
    int room = Integer.MAX_VALUE;
    SendResult result = new SendResult.Sent();
    private long lastNumber;

    Member(Meeting meeting, String kind, String author) {
        this.meeting = meeting;
        this.origin = new UUID(1, meeting.newId());
        this.session = new DocumentSession(
                CrdtStrategy.INSTANCE,
                kind,
                Creation.ALWAYS,
                author,
                meeting.maxPartBytes,
                Meeting.LIMITS,
                this,
                meeting.nowMs);
        session.replica().onLocalFragment(this::made);
        meeting.members.add(this);
    }

    private void made(byte[] fragment) {
        lastNumber = session.edited(fragment, meeting.nowMs);
    }

    // ---- outputs of the session

    @Override
    public SendResult send(byte[] up) {
        if (result.isSent()) {
            if (room <= 0) {
                return new SendResult.BackPressured(1, 1);
            }
            room--;
            ups.addLast(up);
        }
        return result;
    }

    @Override
    public void sendEphemeral(byte[] up) {
        if (result.isSent()) {
            ups.addLast(up);
        }
    }

    @Override
    public void ask(byte[] question) {
        questions.addLast(question);
    }

    @Override
    public void event(SessionEvent event) {
        events.add(event);
        if (event instanceof SessionEvent.Reloaded reloaded) {
            reloaded.fresh().onLocalFragment(this::made);
        }
    }

    @Override
    public long randomId() {
        return meeting.newId();
    }

    @Override
    public void due(long atMs) {}

    // ---- what its user does

    /** Edits the text; returns the number of the edit. */
    long edit(Consumer<YText> change) {
        change.accept(CrdtStrategy.docOf(session.replica()).getText("text"));
        return lastNumber;
    }

    long type(String text) {
        return edit(shown -> shown.insert(shown.length(), text));
    }

    /** Edits something that a text has not got. */
    long editElsewhere() {
        CrdtStrategy.docOf(session.replica()).getMap("elsewhere").set("a", 1L);
        return lastNumber;
    }

    String text() {
        return CrdtStrategy.docOf(session.replica()).getText("text").toString();
    }

    Outcomes.Kind outcome(long number) {
        return session.outcomes().of(number).kind();
    }

    <E extends SessionEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends SessionEvent> E last(Class<E> kind) {
        return events(kind).getLast();
    }
}
