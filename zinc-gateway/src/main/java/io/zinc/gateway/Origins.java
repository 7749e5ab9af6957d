package io.zinc.gateway;

import io.vertx.core.net.HostAndPort;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect: without a check any page that somebody visits could edit in their name (cross-site WebSocket
 * hijacking; RFC 6455 section 10.2).
 */
record Origins(Set<String> allowed) {

    Origins(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * Whether a request may come from a page.
     *
     * @param origin what the browser says; null for what is no browser
     * @param target where the request went
     */
    boolean allow(@Nullable String origin, @Nullable HostAndPort target) {
        if (origin == null || allowed.contains("*") || allowed.contains(origin)) {
            return true;
        }
        int scheme = origin.indexOf("://");
        if (scheme < 0 || target == null) {
            return false;
        }
        String from = origin.substring(scheme + 3);
        boolean isSecure = origin.startsWith("https");
        String to = target.host() + (target.port() < 0 ? "" : ":" + target.port());
        return from.equalsIgnoreCase(to)
                || (from.equalsIgnoreCase(target.host()) && target.port() == (isSecure ? 443 : 80));
    }
}
