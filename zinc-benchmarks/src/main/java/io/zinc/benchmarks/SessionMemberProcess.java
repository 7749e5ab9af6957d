package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes part in a recorded session, as an author or, with an author of -1, as a reader. An author makes each
 * edit as soon as what its author had seen is here.
 */
final class SessionMemberProcess implements ChildCommands {

    private static final long LOOK_NS = 5_000_000;

    private final SessionScript script;
    private final List<SessionScript.Step> steps;
    private final Documents documents;
    private @Nullable TextDocument document;
    private volatile SessionScript.@Nullable Step awaited;
    private volatile @Nullable Thread author;
    private volatile long lastNs;

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
        author = Thread.currentThread();
        var unused = opened.onFragment(fragment -> {
            lastNs = System.nanoTime();
            SessionScript.Step next = awaited;
            if (next != null && !fragment.isLocal() && has(opened, next.needs())) {
                awaited = null;
                LockSupport.unpark(author);
            }
        });
        return new Answer().with("open", 1);
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

    private Answer play() {
        TextDocument in = open();
        long beganNs = System.nanoTime();
        long[] known = new long[script.authors()];
        for (SessionScript.Step step : steps) {
            for (int i = 0; i < known.length; i++) {
                if (step.needs()[i] > known[i]) {
                    await(in, step);
                    known = step.needs();
                }
            }
            var unused = in.apply(step.update());
        }
        String sha = "";
        while (!sha.equals(script.sha())) {
            LockSupport.parkNanos(LOOK_NS);
            if (has(in, script.clocks())) {
                sha = SessionScript.shaOf(in.text());
            }
        }
        return new Answer().with("beganNs", beganNs).with("lastNs", lastNs).with("sha", sha);
    }

    private void await(TextDocument in, SessionScript.Step step) {
        awaited = step;
        if (has(in, step.needs())) {
            awaited = null;
            return;
        }
        while (awaited != null) {
            LockSupport.park(this);
        }
    }
}
