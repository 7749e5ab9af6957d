package io.zinc.testing;

import io.zinc.core.Role;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An endpoint as its operator sees it: an id, a role, an address and a configuration that outlive its crashes. */
final class SimulatedEndpoint {

    private final String name;
    private final UUID id;
    private final Role role;
    private final String cluster;
    private final String address;
    private final List<String> parents;
    private final String credentials;
    private final int maxChildren;
    private @Nullable Life life;

    SimulatedEndpoint(
            String name,
            UUID id,
            Role role,
            String cluster,
            String address,
            List<String> parents,
            String credentials,
            int maxChildren) {
        this.name = name;
        this.id = id;
        this.role = role;
        this.cluster = cluster;
        this.address = address;
        this.parents = parents;
        this.credentials = credentials;
        this.maxChildren = maxChildren;
    }

    String name() {
        return name;
    }

    UUID id() {
        return id;
    }

    Role role() {
        return role;
    }

    String cluster() {
        return cluster;
    }

    String address() {
        return address;
    }

    List<String> parents() {
        return parents;
    }

    String credentials() {
        return credentials;
    }

    int maxChildren() {
        return maxChildren;
    }

    boolean hasRightCredentials() {
        return !credentials.equals("wrong");
    }

    /** The life that it has now, or null while it is down. */
    @Nullable
    Life life() {
        return life;
    }

    void setLife(@Nullable Life present) {
        life = present;
    }
}
