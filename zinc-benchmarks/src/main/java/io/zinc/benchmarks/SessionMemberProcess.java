package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes part in a recorded session, as an author or, with an author of -1, as a reader. An author makes each
 * edit as soon as what its author had seen is here.
 */
final class SessionMemberProcess implements ChildCommands {

    private final SessionScript script;
    private final List<SessionScript.Step> steps;
    private final Documents documents;
    private final AtomicBoolean isPlaying = new AtomicBoolean();
    private final AtomicBoolean isNews = new AtomicBoolean();
    private @Nullable TextDocument document;
    private volatile @Nullable CompletableFuture<String> completed;
    private volatile long lastNs;

    // of who plays
    private int next;
    private long[] known = new long[0];

    private SessionMemberProcess(Documents documents, SessionScript script, int author) {
        this.documents = documents;
        this.script = script;
        this.steps = script.of(author);
    }

    public static void main(String[] arguments) throws Exception {
        Endpoint client =
                Endpoint.client(ZincPublisher.CLUSTER).join(arguments[0]).open();
        SessionScript script = SessionScript.read(Path.of(arguments[1]));
        ChildCommands.serve(
                new Answer().with("ready", 1),
                new SessionMemberProcess(Documents.on(client), script, Integer.parseInt(arguments[2])));
        System.exit(0);
    }

    @Override
    public Answer run(String command, List<String> words) throws Exception {
        return switch (command) {
            case "open" -> open(words.get(0));
            case "play" -> play();
            case "close" -> {
                open().close();
                yield new Answer().with("closed", 1);
            }
            case "meter" -> ProcessMeter.now().answer();
            default -> throw new IllegalArgumentException(command);
        };
    }

    private TextDocument open() {
        return Objects.requireNonNull(document, "no document is open");
    }

    private Answer open(String name) throws InterruptedException {
        TextDocument opened = documents.open(name, Kinds.TEXT);
        document = opened;
        next = 0;
        known = new long[script.authors()];
        var unused = opened.onFragment(fragment -> {
            lastNs = System.nanoTime();
            if (!fragment.isLocal()) {
                goOn(opened);
            }
        });
        return new Answer().with("open", 1);
    }

    private Answer play() throws InterruptedException, ExecutionException {
        TextDocument in = open();
        CompletableFuture<String> sha = new CompletableFuture<>();
        long beganNs = System.nanoTime();
        completed = sha;
        goOn(in);
        String ours = sha.get();
        return new Answer().with("beganNs", beganNs).with("lastNs", lastNs).with("sha", ours);
    }

    /** Makes the edits whose time has come, as a client does that hears of others' edits; one thread at a time. */
    private void goOn(TextDocument in) {
        isNews.set(true);
        while (isNews.get() && isPlaying.compareAndSet(false, true)) {
            isNews.set(false);
            CompletableFuture<String> sha = completed;
            if (sha != null && !sha.isDone()) {
                makeEdits(in);
                if (next == steps.size() && has(in, script.clocks())) {
                    String ours = SessionScript.shaOf(in.text());
                    if (ours.equals(script.sha())) {
                        completed = null;
                        sha.complete(ours);
                    }
                }
            }
            isPlaying.set(false);
        }
    }

    private void makeEdits(TextDocument in) {
        while (next < steps.size()) {
            SessionScript.Step step = steps.get(next);
            if (!isKnown(step.needs())) {
                if (!has(in, step.needs())) {
                    return;
                }
                known = step.needs();
            }
            var unused = in.apply(step.update());
            next++;
        }
    }

    private boolean isKnown(long[] needs) {
        for (int i = 0; i < known.length; i++) {
            if (needs[i] > known[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the edits of all authors are here up to a clock each. */
    private boolean has(TextDocument in, long[] clocks) {
        boolean[] has = {true};
        var unused = in.edit(text -> {
            var here = Objects.requireNonNull(text.doc(), "the root of an open document")
                    .stateVector();
            for (int i = 0; i < clocks.length; i++) {
                has[0] &= here.clock(script.clients().get(i)) >= clocks[i];
            }
        });
        return has[0];
    }
}
