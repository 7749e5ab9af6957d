package io.zinc.benchmarks;

import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;

/** A process that has just started, joins, and opens a document. */
final class OpenProcess {

    private OpenProcess() {}

    public static void main(String[] arguments) throws Exception {
        Documents documents = Documents.on(ZincEchoClient.join(arguments[0]));
        ChildCommands.serve(new Answer().with("ready", 1), (command, words) -> {
            long beganNs = System.nanoTime();
            TextDocument document = documents.openExisting(words.get(0), Kinds.TEXT);
            int length = document.length();
            return new Answer().with("tookNs", System.nanoTime() - beganNs).with("length", length);
        });
        System.exit(0);
    }
}
