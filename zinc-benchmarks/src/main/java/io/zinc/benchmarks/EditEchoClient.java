package io.zinc.benchmarks;

import io.zinc.crdt.DeltaOp;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextChange;
import io.zinc.documents.TextDocument;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A client that types a letter for each message, and another one whose listener sees them come. */
final class EditEchoClient implements Echo.Client {

    private static final String NAME = "keystrokes";

    private final TextDocument typed;
    private final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
    private final Consumer<byte[]> receiver;

    EditEchoClient(String address, Consumer<byte[]> receiver) {
        this.receiver = receiver;
        try {
            this.typed = Documents.on(ZincEchoClient.join(address)).open(NAME, Kinds.TEXT);
            TextDocument seen = Documents.on(ZincEchoClient.join(address)).open(NAME, Kinds.TEXT);
            var unused = seen.onChange(this::changed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a document was opened", e);
        }
    }

    @Override
    public void send(byte[] message) {
        sent.add(message);
        var unused = typed.edit(text -> text.insert(text.length(), "x"));
    }

    /** Letters come in the order in which they were typed, several at once if they had to wait. */
    private void changed(TextChange change) {
        for (DeltaOp step : change.delta()) {
            if (step instanceof DeltaOp.Insert insert && insert.content() instanceof String letters) {
                for (int i = 0; i < letters.length(); i++) {
                    byte[] message = sent.poll();
                    if (message == null) {
                        throw new IllegalStateException("a letter came that nobody had typed");
                    }
                    receiver.accept(message);
                }
            }
        }
    }
}
