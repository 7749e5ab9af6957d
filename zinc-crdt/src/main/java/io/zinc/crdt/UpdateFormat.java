package io.zinc.crdt;

/** The two binary formats of updates. Bytes do not tell which one they are in; standard transports use v1. */
public enum UpdateFormat {
    /** Field after field; what y-websocket and Hocuspocus send. */
    V1,
    /** Column by column; smaller for whole documents. */
    V2
}
