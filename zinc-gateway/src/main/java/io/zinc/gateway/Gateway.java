package io.zinc.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.zinc.core.Endpoint;
import io.zinc.core.ZincException;
import io.zinc.documents.Documents;
import io.zinc.gateway.spi.Access;
import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A door for browsers into the documents of a tree: unmodified {@code y-websocket} clients at {@code /yjs/DOCUMENT}, unmodified
 * {@code @hocuspocus/provider} clients at {@code /hocuspocus}, and others over HTTP. Any endpoint of a tree can have one, so
 * browsers at different relays share a document.
 *
 * <p>Any thread may call it. Close it before the documents that it was opened on.
 */
public final class Gateway implements AutoCloseable {

    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 10;

    private final Vertx vertx;
    private final ExecutorService executor;
    private final ScheduledThreadPoolExecutor timer;
    private final Endpoint endpoint;
    private final Rooms rooms;
    private final HttpApi http;
    private final Doorman doorman;
    private final Turnstile turnstile;
    private final Meters meters;
    private final String host;
    private final String advertised;
    private final int port;
    private final boolean isSecure;

    /** What may be said of a gateway before it opens. */
    public static final class Builder {
        final Endpoint endpoint;
        final Documents documents;
        String host = "127.0.0.1";
        int port;
        String advertised = "";
        Access access = Access.loopbackOnly();
        GatewayLimits limits = GatewayLimits.defaults();
        final Set<String> origins = new LinkedHashSet<>();
        StatelessHandler onStateless = (user, document, text) -> {};
        ClassLoader workbench = Gateway.class.getClassLoader();
        Consumer<Throwable> onError =
                fault -> LoggerFactory.getLogger(Gateway.class).warn("a gateway has a fault", fault);

        @Nullable
        KeyCertOptions certificate;

        private Builder(Endpoint endpoint, Documents documents) {
            this.endpoint = endpoint;
            this.documents = documents;
        }

        /** Where it listens: an address or host name of this machine, and a port; 0 for a free one. */
        public Builder bind(String address, int onPort) {
            this.host = address;
            this.port = onPort;
            return this;
        }

        /** The name or address by which browsers reach this machine; empty for the bound one. */
        public Builder advertise(String name) {
            this.advertised = name;
            return this;
        }

        /** Who may do what; everyone of this machine everything, unless said otherwise. */
        public Builder access(Access asked) {
            this.access = asked;
            return this;
        }

        public Builder limits(GatewayLimits bounds) {
            this.limits = bounds;
            return this;
        }

        /**
         * Pages of which other origins may connect, such as {@code https://app.example.org}; {@code *} for all. Pages that the
         * gateway serves itself always may, and so may programs that are no browsers.
         */
        public Builder allowOrigin(String... allowed) {
            for (String origin : allowed) {
                if (!Origins.isOrigin(origin)) {
                    throw new ZincException(
                            ZincException.Category.FIX_THE_CALL,
                            "'" + origin
                                    + "' is no origin; say it as browsers do, such as https://app.example.org, or * for all");
                }
                origins.add(origin);
            }
            return this;
        }

        /** Serves HTTPS and WSS, with a certificate chain and its key in PEM files. */
        public Builder tls(Path certificateChain, Path key) {
            this.certificate = new PemKeyCertOptions()
                    .setCertPath(certificateChain.toString())
                    .setKeyPath(key.toString());
            return this;
        }

        /** Takes what Hocuspocus clients send as stateless messages; it is ignored, unless said otherwise. */
        public Builder onStateless(StatelessHandler handler) {
            this.onStateless = handler;
            return this;
        }

        /** Where the files of the workbench are, under {@code META-INF/zinc-web}; beside the gateway, unless said otherwise. */
        public Builder workbench(ClassLoader loader) {
            this.workbench = loader;
            return this;
        }

        /** Told of faults of the gateway itself; logged as warnings, unless said otherwise. */
        public Builder onError(Consumer<Throwable> listener) {
            this.onError = listener;
            return this;
        }

        /**
         * Opens it; returns when it listens.
         *
         * @throws ZincException when the port is taken or the address is none of this machine's
         */
        public Gateway open() {
            return new Gateway(this);
        }
    }

    private Gateway(Builder settings) {
        WorkbenchFiles workbench = WorkbenchFiles.read(settings.workbench);
        this.endpoint = settings.endpoint;
        this.host = settings.host;
        this.advertised = Doorman.isLoopback(settings.host) ? "" : settings.advertised;
        this.isSecure = settings.certificate != null;
        this.doorman = new Doorman(settings.access);
        int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setUseDaemonThread(true));
        vertx.exceptionHandler(settings.onError::accept);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("zinc-gateway-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // nothing is done later than the end
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.meters = new Meters(registry);
        this.rooms = new Rooms(
                settings.documents,
                settings.limits,
                meters,
                doorman,
                executor,
                timer,
                settings.onStateless,
                settings.onError);
        boolean isLocal = Doorman.isLoopback(host) || settings.access.equals(Access.loopbackOnly());
        Origins origins = new Origins(settings.origins, isLocal);
        this.http = new HttpApi(settings, doorman, origins, registry, executor, timer, workbench, loops);
        this.turnstile = new Turnstile(settings.limits);
        meters.sockets(turnstile::inside);
        int listening = settings.port;
        boolean isListening = false;
        try {
            for (int i = 0; i < loops; i++) {
                Shard shard = new Shard(settings, i, rooms, doorman, origins, turnstile, meters, http);
                wait(vertx.deployVerticle(shard, new DeploymentOptions()), settings.port);
                listening = shard.port();
            }
            isListening = true;
        } finally {
            if (!isListening) {
                close();
            }
        }
        this.port = listening;
        endpoint.reportGateway(isEverywhere() && advertised.isEmpty() ? "" : url(), turnstile::inside);
    }

    /** A gateway at an endpoint, on its documents. Whoever opened those closes them, after the gateway. */
    public static Builder on(Endpoint endpoint, Documents documents) {
        return new Builder(endpoint, documents);
    }

    private void wait(Future<?> future, int wanted) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the gateway cannot listen at " + host + ":" + wanted + ": " + reason(e)
                            + (e.getCause() instanceof BindException
                                    ? "; choose another port, or stop what uses it"
                                    : "; look at the address, and at the certificate and its key if there are any"),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new ZincException(
                    ZincException.Category.RETRY, "the gateway did not start within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZincException(ZincException.Category.GIVE_UP, "interrupted while the gateway was starting", e);
        }
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault.getCause();
        return String.valueOf((cause == null ? fault : cause).getMessage());
    }

    /** Milliseconds on a clock that only goes forward. */
    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** How many sockets are open. */
    int sockets() {
        return turnstile.inside();
    }

    /** How many of them read more slowly than is written. */
    int blockedSockets() {
        return meters.blocked();
    }

    /** How many of them are not read for now, as they have sent too many messages. */
    int heldBackSockets() {
        return meters.heldBack();
    }

    long receivedMessages() {
        return meters.receivedMessages();
    }

    long sentMessages() {
        return meters.sentMessages();
    }

    long sentBytes() {
        return meters.sentBytes();
    }

    /** How many messages were none of their protocol. */
    long malformedMessages() {
        return meters.malformedMessages();
    }

    int openDocuments() {
        return rooms.count();
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** Where a browser finds it: at the advertised host, or on this machine. */
    public String url() {
        String shown = !advertised.isEmpty() ? advertised : isEverywhere() ? "127.0.0.1" : host;
        return (isSecure ? "https://" : "http://") + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port;
    }

    private boolean isEverywhere() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /**
     * Says that rights may have changed: {@link Access#right} is asked again for everyone who has something open, and they
     * lose or gain it at once. Returns before that has happened.
     */
    public void rightsChanged() {
        doorman.rightsChanged();
        rooms.all().forEach(room -> room.askRights(doorman));
    }

    /** Stops listening, closes all sockets, which may come again elsewhere, and ends its threads. Closing twice is safe. */
    @Override
    public void close() {
        endpoint.reportGateway("", () -> 0);
        rooms.close();
        http.close();
        timer.shutdownNow();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            executor.shutdown();
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            executor.shutdownNow();
            throw new ZincException(
                    ZincException.Category.GIVE_UP, "the gateway did not stop within " + STOP_SECONDS + " s", e);
        }
    }
}
