package io.zinc.jdbc;

import java.util.List;

/**
 * All SQL text. It is plain: a database shared by several hosts would want other types in the tables, and little else.
 *
 * <p>Names are UTF-8 in binary columns, so that every database compares them byte by byte. Each row ends with a checksum over
 * its other columns. A document has one row in {@code zinc_document} and one in {@code zinc_base} for as long as its name is
 * known, as a tombstone too: if one of them cannot be found, the other one shows that it should be there.
 */
final class Sql {

    /** What takes an empty database to the newest version: one list of statements for each version, from 1. */
    static final List<List<String>> MIGRATIONS = List.of(List.of("""
            CREATE TABLE zinc_document (
              name BLOB NOT NULL PRIMARY KEY,
              kind TEXT NOT NULL,
              generation INTEGER NOT NULL,
              created_at_ms INTEGER NOT NULL,
              position INTEGER NOT NULL,
              bytes INTEGER NOT NULL,
              is_deleted INTEGER NOT NULL,
              revision INTEGER NOT NULL,
              checksum INTEGER NOT NULL
            ) WITHOUT ROWID""", """
            CREATE TABLE zinc_base (
              name BLOB NOT NULL PRIMARY KEY,
              generation INTEGER NOT NULL,
              through INTEGER NOT NULL,
              authors BLOB NOT NULL,
              state BLOB NOT NULL,
              checksum INTEGER NOT NULL
            )""", """
            CREATE TABLE zinc_fragment (
              name BLOB NOT NULL,
              position INTEGER NOT NULL,
              generation INTEGER NOT NULL,
              author TEXT NOT NULL,
              at_ms INTEGER NOT NULL,
              bytes BLOB NOT NULL,
              checksum INTEGER NOT NULL,
              PRIMARY KEY (name, position)
            ) WITHOUT ROWID""", """
            CREATE TABLE zinc_version (
              name BLOB NOT NULL,
              version BLOB NOT NULL,
              author TEXT NOT NULL,
              at_ms INTEGER NOT NULL,
              position INTEGER NOT NULL,
              checksum INTEGER NOT NULL,
              state BLOB NOT NULL,
              state_checksum INTEGER NOT NULL,
              PRIMARY KEY (name, version)
            )"""));

    static final String COUNT_TABLES = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'";
    static final String COUNT_SCHEMAS = COUNT_TABLES + " AND name = 'zinc_schema'";
    static final String CREATE_SCHEMA = "CREATE TABLE zinc_schema (version INTEGER NOT NULL)";
    static final String INSERT_SCHEMA_VERSION = "INSERT INTO zinc_schema (version) VALUES (0)";
    static final String SCHEMA_VERSION = "SELECT MAX(version) FROM zinc_schema";
    static final String SET_SCHEMA_VERSION = "UPDATE zinc_schema SET version = ?";

    private static final String DOCUMENT =
            "SELECT name, kind, generation, created_at_ms, position, bytes, is_deleted, revision, checksum"
                    + " FROM zinc_document";
    static final String FIND_DOCUMENT = DOCUMENT + " WHERE name = ?";
    static final String LIST_DOCUMENTS =
            DOCUMENT + " WHERE is_deleted = 0 AND name >= ? AND name < ? AND name > ? ORDER BY name";
    static final String INSERT_DOCUMENT = "INSERT INTO zinc_document"
            + " (kind, generation, created_at_ms, position, bytes, is_deleted, revision, checksum, name)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String UPDATE_DOCUMENT =
            "UPDATE zinc_document SET kind = ?, generation = ?, created_at_ms = ?, position = ?, bytes = ?,"
                    + " is_deleted = ?, revision = ?, checksum = ? WHERE name = ?";

    static final String FIND_BASE =
            "SELECT generation, through, authors, state, checksum FROM zinc_base WHERE name = ?";
    static final String DELETE_BASE = "DELETE FROM zinc_base WHERE name = ?";
    static final String INSERT_BASE =
            "INSERT INTO zinc_base (name, generation, through, authors, state, checksum) VALUES (?, ?, ?, ?, ?, ?)";
    static final String THROUGH = "SELECT through FROM zinc_base WHERE name = ?";

    static final String FRAGMENTS = "SELECT position, generation, author, at_ms, bytes, checksum FROM zinc_fragment"
            + " WHERE name = ? ORDER BY position";
    static final String INSERT_FRAGMENT =
            "INSERT INTO zinc_fragment (name, position, generation, author, at_ms, bytes, checksum)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    static final String DELETE_FRAGMENTS = "DELETE FROM zinc_fragment WHERE name = ? AND position <= ?";
    static final String FRAGMENT_BYTES = "SELECT SUM(LENGTH(bytes)) FROM zinc_fragment WHERE name = ?";

    static final String INSERT_VERSION = "INSERT INTO zinc_version"
            + " (name, version, author, at_ms, position, checksum, state, state_checksum)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    static final String DELETE_VERSION = "DELETE FROM zinc_version WHERE name = ? AND version = ?";
    static final String DELETE_VERSIONS = "DELETE FROM zinc_version WHERE name = ?";
    static final String VERSIONS = "SELECT version, author, at_ms, position, checksum FROM zinc_version"
            + " WHERE name = ? ORDER BY at_ms, position, version";
    static final String VERSION_STATE =
            "SELECT state, state_checksum, position FROM zinc_version WHERE name = ? AND version = ?";

    static final String TRACES = "SELECT (SELECT COUNT(*) FROM zinc_base WHERE name = ?)"
            + " + (SELECT COUNT(*) FROM zinc_fragment WHERE name = ?)"
            + " + (SELECT COUNT(*) FROM zinc_version WHERE name = ?)";

    private Sql() {}
}
