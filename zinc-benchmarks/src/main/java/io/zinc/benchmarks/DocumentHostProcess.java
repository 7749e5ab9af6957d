package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.jdbc.SqliteStore;
import java.nio.file.Path;
import java.util.List;

/** A process with a host and its documents; its argument is the folder of its store, or nothing for none. */
final class DocumentHostProcess implements ChildCommands {

    private final Documents documents;

    private DocumentHostProcess(Documents documents) {
        this.documents = documents;
    }

    public static void main(String[] arguments) throws Exception {
        Endpoint host =
                Endpoint.host(ZincPublisher.CLUSTER).bind("tcp://127.0.0.1:0").open();
        Documents.Builder builder = Documents.configure(host);
        if (arguments.length > 0) {
            builder.store(SqliteStore.at(Path.of(arguments[0])));
        }
        if (arguments.length > 1) {
            builder.limits(unloadingAfter(Integer.parseInt(arguments[1])));
        }
        ChildCommands.serve(new Answer().with("address", host.address()), new DocumentHostProcess(builder.open()));
        System.exit(0);
    }

    private static DocumentLimits unloadingAfter(int idleMs) {
        return DocumentLimits.defaults().withUnloadIdleMs(idleMs);
    }

    @Override
    public Answer run(String command, List<String> words) throws Exception {
        return switch (command) {
            case "meter" -> ProcessMeter.now().answer();
            case "memory" -> ProcessMemory.now().answer();
            case "loaded" -> new Answer().with("loaded", documents.figures().held());
            case "watch" -> new Answer().with("watching", 1);
            case "fragments" ->
                new Answer()
                        .with(
                                "fragments",
                                documents.list(words.get(0)).stream()
                                        .mapToLong(DocumentInfo::position)
                                        .sum());
            case "type" -> type(words.get(0), Path.of(words.get(1)));
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Types a recorded session of one author into a document, edit by edit. */
    private Answer type(String name, Path trace) throws Exception {
        try (var document = documents.open(name, Kinds.TEXT)) {
            CrdtTrace.read(trace).updates().forEach(document::apply);
            return new Answer().with("length", document.length());
        }
    }
}
