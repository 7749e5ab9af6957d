package io.zinc.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * Where a request comes from.
 *
 * @param address an IP address: the proxy's, where one passed the request on
 * @param isLocal whether it was made on this machine: not by a proxy on it for somebody else, as far as the proxy says so
 */
record Caller(String address, boolean isLocal) {

    /** What proxies add: RFC 7239, RFC 9110 section 7.6.3, and what they added before. */
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    static Caller of(SocketAddress remote, MultiMap headers) {
        String address = remote.hostAddress();
        return new Caller(
                address, Doorman.isLoopback(address) && OF_PROXIES.stream().noneMatch(headers::contains));
    }
}
