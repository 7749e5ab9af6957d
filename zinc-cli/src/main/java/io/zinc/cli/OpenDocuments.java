package io.zinc.cli;

import io.zinc.core.Ack;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.SendResult;
import io.zinc.documents.Document;
import io.zinc.documents.DocumentEvent;
import io.zinc.documents.Documents;
import io.zinc.documents.Edit;
import io.zinc.documents.Kind;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.documents.UntypedDocument;
import io.zinc.documents.spi.DocumentInfo;
import java.text.Normalizer;
import java.util.Optional;
import java.util.function.Consumer;

/** A command's documents, at a client of the tree. */
final class OpenDocuments implements AutoCloseable {

    private final Console console;
    private final Endpoint client;
    private final Documents documents;

    OpenDocuments(Console console, DocumentOptions options) {
        this(console, options, event -> {});
    }

    /** Joins; {@code listener} gets what happens to the endpoint after it was told on the console. */
    OpenDocuments(Console console, DocumentOptions options, Consumer<ConnectionEvent> listener) {
        this.console = console;
        Members members = new Members(console, options.cluster);
        this.client = members.client(options.join, listener);
        this.documents = members.documents(client, options.user());
    }

    Documents documents() {
        return documents;
    }

    /** What is known of a document, if there is one. */
    Optional<DocumentInfo> find(String name) throws InterruptedException {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        return documents.list(normal).stream()
                .filter(info -> info.name().equals(normal))
                .findFirst();
    }

    /** Opens a document as what it is. */
    Document existing(String name) throws InterruptedException {
        String kind;
        try (UntypedDocument document = documents.openExisting(name, Kinds.UNTYPED)) {
            kind = document.kind();
        }
        return documents.openExisting(name, kindNamed(kind));
    }

    /** Opens a text that exists. */
    TextDocument existingText(String name) throws InterruptedException {
        Document document = existing(name);
        if (document instanceof TextDocument text) {
            return text;
        }
        String kind = document.kind();
        document.close();
        throw new Failure("'" + name + "' is no text, its kind is " + kind + "; zinc doc export takes it out as it is");
    }

    /** Opens a text, and creates it if there is no document of the name. */
    TextDocument text(String name) throws InterruptedException {
        return find(name).isPresent() ? existingText(name) : documents.open(name, Kinds.TEXT);
    }

    /** The kind of a name, as far as we bring it; others are as good as untyped to us. */
    static Kind<? extends Document> kindNamed(String kind) {
        if (kind.equals(Kinds.JSON.name())) {
            return Kinds.JSON;
        }
        if (kind.equals(Kinds.TEXT.name())) {
            return Kinds.TEXT;
        }
        return kind.startsWith("text:") ? Kinds.text(kind.substring("text:".length())) : Kinds.UNTYPED;
    }

    /** The kind that somebody asks for. */
    static Kind<? extends Document> wanted(String kind) {
        Kind<? extends Document> wanted = kindNamed(kind);
        if (!wanted.name().equals(kind)) {
            throw new Failure("--kind is '" + kind + "'; it can be text, text:ROOT, json or yjs");
        }
        return wanted;
    }

    /** Why a document of this name cannot be used any more, in words. */
    static String whatBecameOf(String name, DocumentEvent.Deleted deleted) {
        return "'" + name + "' was "
                + (deleted.renamedTo().isEmpty() ? "deleted" : "renamed to '" + deleted.renamedTo() + "'");
    }

    /** Waits until an edit is as safe as the host can make it: on its disk if it keeps documents there, else in order. */
    void settle(Edit edit) throws InterruptedException {
        if (!edit.hasChanged()) {
            detail("nothing to change");
            return;
        }
        SendResult result = edit.await(Ack.DURABLE);
        if (result instanceof SendResult.LevelUnavailable) {
            result = edit.await(Ack.SEQUENCED);
            require(result);
            detail("acknowledged as sequenced: the host has it, in memory only");
        } else {
            require(result);
            detail("acknowledged as durable: the host has it on disk");
        }
    }

    private static void require(SendResult result) {
        switch (result) {
            case SendResult.Sent sent -> {}
            case SendResult.Refused refused -> throw new Failure("the host refused the edit: " + refused.reason());
            case SendResult.OutcomeUnknown unknown ->
                throw new Failure("nobody knows whether the edit got through: " + unknown.reason());
            case SendResult.LevelUnavailable unavailable ->
                throw new Failure("the edit is not acknowledged: " + unavailable.reason());
            case SendResult.Closed closed -> throw new Failure("the edit was not sent: the endpoint is closed");
            case SendResult.BackPressured full -> throw new Failure("the edit was not sent: too much waits already");
            case SendResult.TooLarge large ->
                throw new Failure("the edit was not sent: it has " + large.bytes() + " bytes, the limit is "
                        + large.limitBytes());
        }
    }

    private void detail(String text) {
        if (console.isVerbose()) {
            console.note(text);
        }
    }

    @Override
    public void close() {
        documents.close();
        client.close();
    }
}
