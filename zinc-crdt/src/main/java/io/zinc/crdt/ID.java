package io.zinc.crdt;

/** The name of one unit: the client that made it, and its place among all units of that client. */
public record ID(long client, long clock) {}
