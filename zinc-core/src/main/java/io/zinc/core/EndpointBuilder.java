package io.zinc.core;

import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.core.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Says what an endpoint shall be; {@link #open} makes it. Not thread-safe. */
public final class EndpointBuilder {

    final String cluster;
    final Role role;

    @Nullable
    String bind;

    String advertisedHost = "";
    final List<String> parents = new ArrayList<>();
    String credentials = "";
    Authenticator authenticator = Authenticator.anyone();
    Authorizer authorizer = Authorizer.everything();
    Limits limits = Limits.defaults();
    UUID id = UUID.randomUUID();
    final List<Transport> transports = new ArrayList<>();

    @Nullable
    Executor executor;

    boolean isOneLane;
    Duration joinTimeout = Duration.ofSeconds(30);
    Consumer<ConnectionEvent> onConnection = event -> {};
    Consumer<Throwable> onError =
            fault -> LoggerFactory.getLogger(Endpoint.class).warn("a message could not be handled", fault);

    EndpointBuilder(String cluster, Role role) {
        this.cluster = Topic.checkedName(cluster);
        this.role = role;
    }

    /**
     * Where children reach this host or relay, such as {@code tcp://127.0.0.1:5555}, {@code tcp://[::1]:0} or
     * {@code inproc://name}. Port 0 takes a free one; {@link Endpoint#address} tells which.
     */
    public EndpointBuilder bind(String address) {
        if (role == Role.CLIENT) {
            throw wrong("a client has no children; open a relay or a host to bind " + address);
        }
        this.bind = address;
        return this;
    }

    /** The host name or address that children shall use, where it differs from the bound one (NAT, containers). */
    public EndpointBuilder advertise(String host) {
        this.advertisedHost = host;
        return this;
    }

    /** Where a parent is; of several addresses the first that answers is taken, and the others when it is lost. */
    public EndpointBuilder join(String... addresses) {
        if (role == Role.HOST) {
            throw wrong("a host has no parent; open a relay or a client to join");
        }
        parents.addAll(List.of(addresses));
        return this;
    }

    /** What is shown to the host's {@link Authenticator}; at most 4096 characters. */
    public EndpointBuilder credentials(String shown) {
        if (shown.length() > 4096) {
            throw wrong("the credentials have " + shown.length() + " characters; the limit is 4096");
        }
        this.credentials = shown;
        return this;
    }

    /** Who may join the tree; everyone, unless said otherwise. Asked at the host alone. */
    public EndpointBuilder authenticator(Authenticator asked) {
        this.authenticator = asked;
        return this;
    }

    /** Who may send and subscribe to what; everyone to everything, unless said otherwise. Asked at the host alone. */
    public EndpointBuilder authorizer(Authorizer asked) {
        this.authorizer = asked;
        return this;
    }

    public EndpointBuilder limits(Limits bounds) {
        this.limits = bounds;
        return this;
    }

    /** The endpoint's id; a random one, unless said otherwise. No two endpoints of a tree may have the same. */
    public EndpointBuilder id(UUID own) {
        this.id = own;
        return this;
    }

    /**
     * A transport for the schemes that it serves, in place of what is found by {@link java.util.ServiceLoader}. It may
     * serve several endpoints; closing it is the caller's matter.
     */
    public EndpointBuilder transport(Transport given) {
        transports.add(given);
        return this;
    }

    /** Where handlers run; on virtual threads, unless said otherwise. Shutting it down is the caller's matter. */
    public EndpointBuilder executor(Executor handlers) {
        this.executor = handlers;
        return this;
    }

    /**
     * All subscriptions share one lane, which keeps the sending order across topics too. A message that was lost and
     * repaired comes in the order of its own topic, but later than what was sent after it to others.
     */
    public EndpointBuilder oneLane() {
        this.isOneLane = true;
        return this;
    }

    /** Told of every change of the endpoint's place in the tree, one event after another. It may block. */
    public EndpointBuilder onConnection(Consumer<ConnectionEvent> listener) {
        this.onConnection = listener;
        return this;
    }

    /** Told of what handlers and codecs throw; logged as warnings, unless said otherwise. */
    public EndpointBuilder onError(Consumer<Throwable> listener) {
        this.onError = listener;
        return this;
    }

    /** How long {@link #open} waits for a parent; 30 seconds, unless said otherwise. */
    public EndpointBuilder joinTimeout(Duration most) {
        this.joinTimeout = most;
        return this;
    }

    /**
     * Opens the endpoint: a host returns when it is bound, a relay or client when it has joined.
     *
     * @throws ZincException when an address cannot be bound, the join is refused, or nobody answers in time
     */
    public Endpoint open() {
        if (role != Role.CLIENT && bind == null) {
            throw wrong("a " + role.name().toLowerCase(java.util.Locale.ROOT) + " needs an address: call bind(...)");
        }
        if (role != Role.HOST && parents.isEmpty()) {
            throw wrong("a " + role.name().toLowerCase(java.util.Locale.ROOT) + " needs a parent: call join(...)");
        }
        return Endpoint.open(this);
    }

    private static ZincException wrong(String message) {
        return new ZincException(ZincException.Category.FIX_THE_CALL, message);
    }
}
