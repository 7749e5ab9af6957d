package io.zinc.core.spi;

/**
 * The addresses of a downlink's three paths as children shall use them. A transport that carries all paths over one
 * connection gives the same address three times.
 *
 * @param direct the one that users name and endpoints join
 * @param broadcast where children receive broadcasts
 * @param push where children push to
 */
public record LinkAddresses(String direct, String broadcast, String push) {}
