package io.zinc.core.protocol;

/**
 * Whose history sequences belong to.
 *
 * @param tree id of the cluster
 * @param reign random id of one start of a host
 * @param epoch the number of the host's reign, from the coordinator; 1 without one
 */
public record Reign(long tree, long reign, long epoch) {}
