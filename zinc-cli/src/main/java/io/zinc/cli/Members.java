package io.zinc.cli;

import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.EndpointBuilder;
import io.zinc.documents.Documents;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Opens the endpoints of the commands, and tells on the console what happens to them. */
final class Members {

    private static final long PATIENCE_MS = 1_000;

    private final Console console;
    private final ClusterOptions cluster;

    Members(Console console, ClusterOptions cluster) {
        this.console = console;
        this.cluster = cluster;
    }

    /** Joins as a client. Events and errors are told on the console before {@code listener} gets them. */
    Endpoint client(JoinOptions join, Consumer<ConnectionEvent> listener) {
        return client(join, listener, fault -> {});
    }

    /** Joins as a client that wants to know of its faults, too. */
    Endpoint client(JoinOptions join, Consumer<ConnectionEvent> listener, Consumer<Throwable> faults) {
        return joined(Endpoint.client(cluster.cluster), join, listener, faults);
    }

    /** Joins as a relay. */
    Endpoint relay(BindOptions bind, JoinOptions join, Consumer<ConnectionEvent> listener) {
        return joined(bind.applyTo(Endpoint.relay(cluster.cluster)), join, listener, fault -> {});
    }

    /** Binds a host, which asks those who join for the credentials if there are any. */
    Endpoint host(BindOptions bind) {
        EndpointBuilder host = bind.applyTo(Endpoint.host(cluster.cluster)).onConnection(this::tell);
        if (!cluster.credentials.isEmpty()) {
            host.authenticator(new SharedSecret(cluster.credentials));
        }
        return opened(host, fault -> {});
    }

    /** Opens the documents of an endpoint, which are closed when the program ends. */
    Documents documents(Endpoint endpoint) {
        return documents(endpoint, "");
    }

    /** The same of somebody who edits. */
    Documents documents(Endpoint endpoint, String user) {
        return console.closing(Documents.configure(endpoint)
                .user(user)
                .onError(console::complain)
                .open());
    }

    private Endpoint joined(
            EndpointBuilder builder, JoinOptions join, Consumer<ConnectionEvent> listener, Consumer<Throwable> faults) {
        AtomicBoolean hasJoined = new AtomicBoolean();
        CountDownLatch answered = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().start(() -> tellOfWaiting(join, answered));
        try {
            return opened(
                    builder.join(join.addresses.toArray(String[]::new))
                            .credentials(cluster.credentials)
                            .joinTimeout(Duration.ofSeconds(join.waitSeconds))
                            .onConnection(event -> {
                                boolean isToldByOpen = event instanceof ConnectionEvent.Refused refused
                                        && refused.isFinal()
                                        && !hasJoined.get();
                                if (!isToldByOpen) {
                                    tell(event);
                                }
                                if (event instanceof ConnectionEvent.Joined) {
                                    hasJoined.set(true);
                                }
                                listener.accept(event);
                            }),
                    faults);
        } finally {
            answered.countDown();
            waiting.interrupt();
        }
    }

    /** Opens an endpoint that is closed when the program ends. */
    private Endpoint opened(EndpointBuilder builder, Consumer<Throwable> faults) {
        endWithStandardInput();
        return console.closing(builder.onError(fault -> {
                    console.complain(fault);
                    faults.accept(fault);
                })
                .open());
    }

    private void tellOfWaiting(JoinOptions join, CountDownLatch answered) {
        try {
            if (!answered.await(PATIENCE_MS, TimeUnit.MILLISECONDS)
                    && join.isWaitingToldOf
                    && !cluster.untilStdinEnds) {
                console.note("waiting for " + String.join(" or ", join.addresses) + " (for up to " + join.waitSeconds
                        + " s)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells what happens to an endpoint; joins of others only to those who want every detail. */
    void tell(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Joined joined -> detail("joined " + joined.address());
            case ConnectionEvent.ParentLost lost ->
                console.note("lost " + lost.address() + " (" + lost.reason() + "); looking for another way");
            case ConnectionEvent.StillSearching searching ->
                console.note("still no parent after " + Text.count(searching.attempts(), "attempt") + ": "
                        + searching.lastReason());
            case ConnectionEvent.Rejoined rejoined ->
                console.note("joined " + rejoined.address() + " again"
                        + (rejoined.sameReign() ? "" : "; the host is a new one, and topics begin anew"));
            case ConnectionEvent.Refused refused -> {
                if (refused.isFinal()) {
                    console.note(refused.address() + " refused us: " + refused.reason());
                } else {
                    detail(refused.address() + " refused us for now: " + refused.reason());
                }
            }
            case ConnectionEvent.OutcomeUnknown unknown ->
                console.note("nobody knows whether "
                        + Text.count(unknown.lastNumber() - unknown.firstNumber() + 1, "message")
                        + " that we sent got through: " + unknown.reason());
            case ConnectionEvent.SendRefused refused ->
                console.note("the host refused " + Text.count(refused.messages(), "message") + " to " + refused.topic()
                        + ": " + refused.reason());
            case ConnectionEvent.ChildJoined joined ->
                detail(joined.role().name().toLowerCase(Locale.ROOT) + " " + joined.child() + " joined");
            case ConnectionEvent.ChildLost lost -> detail(lost.child() + " left: " + lost.reason());
        }
    }

    private void detail(String text) {
        if (console.isVerbose()) {
            console.note(text);
        }
    }

    private void endWithStandardInput() {
        if (cluster.untilStdinEnds) {
            Thread.ofPlatform().daemon().name("zinc-parent-watch").start(() -> {
                try {
                    console.in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // gone as well
                }
                System.exit(ExitCode.OK);
            });
        }
    }
}
