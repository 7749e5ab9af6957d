package io.zinc.gateway;

import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect, and by which names they may call the gateway: without a check any page that somebody visits could edit in their name (cross-site WebSocket
 * hijacking; RFC 6455 section 10.2), also by giving this machine's address to a name of its own (DNS rebinding).
 *
 * @param allowed the origins that were allowed; {@code *} for all
 * @param isLocal whether the gateway listens to this machine alone, or lets nobody else in
 */
record Origins(Set<String> allowed, boolean isLocal) {

    private static final Pattern LOOPBACK = Pattern.compile("(.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+|null");

    Origins(Set<String> allowed, boolean isLocal) {
        this.allowed = Set.copyOf(allowed);
        this.isLocal = isLocal;
    }

    /** Whether a text is an origin as browsers write it (RFC 6454 section 6.2), or {@code *}. */
    static boolean isOrigin(String text) {
        return text.equals("*") || ORIGIN.matcher(text).matches();
    }

    /**
     * Whether a request is for this gateway. One that listens to its own machine alone is called by names of that, or by the host
     * of an allowed origin, as behind a proxy; any other name is a trick of a page.
     */
    boolean isForUs(@Nullable HostAndPort target) {
        if (!isLocal || target == null || allowed.contains("*")) {
            return true;
        }
        String host = target.host().toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(host).matches() || allowed.stream().anyMatch(origin -> host.equals(hostOf(origin)));
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null; // matches no request either
        }
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
