package io.zinc.gateway;

import io.zinc.core.Endpoint;
import io.zinc.core.ZincException;
import io.zinc.documents.Documents;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells visitors who they are here, and where here is. */
final class MeRoute {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Endpoint endpoint;
    private final Documents documents;
    private volatile @Nullable Boolean keeps;

    MeRoute(Endpoint endpoint, Documents documents) {
        this.endpoint = endpoint;
        this.documents = documents;
    }

    private record Me(String user, String cluster, String gateway, String version, boolean keeps) {}

    List<Resource> resources() {
        return List.of(new Resource("/api/me").get(this::tell));
    }

    private Reply tell(Call call) throws InterruptedException {
        String role = endpoint.role().name().toLowerCase(Locale.ROOT);
        return Reply.json(
                200,
                new Me(
                        call.user().name(),
                        endpoint.cluster(),
                        role + " " + endpoint.id().toString().substring(0, 8),
                        Objects.requireNonNullElse(
                                MeRoute.class.getPackage().getImplementationVersion(), "(unpackaged)"),
                        keeps()));
    }

    /** Whether the host has a store; as it said last when it cannot be asked now. */
    private boolean keeps() throws InterruptedException {
        try {
            boolean isKept = documents.isKept(PATIENCE);
            keeps = isKept;
            return isKept;
        } catch (ZincException e) {
            Boolean known = keeps;
            if (known == null) {
                throw e;
            }
            return known;
        }
    }
}
