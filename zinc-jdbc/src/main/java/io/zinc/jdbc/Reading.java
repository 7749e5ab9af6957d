package io.zinc.jdbc;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reading calls, each of which wants a transaction around it. Every record is checked as it is read. */
final class Reading {

    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);
    private static final byte[] NOTHING = {};

    /** Above every UTF-8 text that begins with what stands before it. */
    private static final byte HIGHEST = (byte) 0xff;

    private final Statements statements;
    private final Acknowledged acknowledged;

    Reading(Statements statements, Acknowledged acknowledged) {
        this.statements = statements;
        this.acknowledged = acknowledged;
    }

    /** The row of a document, or null when there never was one of this name. */
    @Nullable
    DocumentRow find(String name) throws SQLException {
        DocumentRow row = findUnchecked(name);
        acknowledged.requireKept(name, row);
        if (row == null && traces(name) > 0) {
            throw Damage.of(name, 0, "its entry is missing");
        }
        return row;
    }

    /** The row, even if something that was acknowledged is not in it. */
    @Nullable
    DocumentRow findUnchecked(String name) throws SQLException {
        PreparedStatement statement = statements.of(Sql.FIND_DOCUMENT);
        statement.setBytes(1, Names.bytes(name));
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? DocumentRow.read(rows) : null;
        }
    }

    Optional<StoredDocument> load(String name) throws SQLException {
        DocumentRow row = find(name);
        if (row == null) {
            return Optional.empty();
        }
        BaseRow base = base(row);
        if (row.isDeleted()) {
            return Optional.of(new StoredDocument(row.info(), true, 0, NOTHING, NOTHING, List.of()));
        }
        return Optional.of(new StoredDocument(
                row.info(), false, base.through(), base.state(), base.authors(), fragments(row, base)));
    }

    BaseRow base(DocumentRow row) throws SQLException {
        PreparedStatement statement = statements.of(Sql.FIND_BASE);
        statement.setBytes(1, Names.bytes(row.name()));
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw Damage.of(row.name(), 0, "its base state is missing");
            }
            BaseRow base = BaseRow.read(row.name(), rows);
            if (base.generation() != row.generation()) {
                throw Damage.of(row.name(), base.through(), "its base state is of generation " + base.generation());
            }
            return base;
        }
    }

    List<StoredFragment> fragments(DocumentRow row, BaseRow base) throws SQLException {
        PreparedStatement statement = statements.of(Sql.FRAGMENTS);
        statement.setBytes(1, Names.bytes(row.name()));
        List<StoredFragment> fragments = new ArrayList<>();
        long position = base.through();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                StoredFragment fragment = FragmentRow.read(row.name(), ++position, rows);
                if (fragment.generation() != row.generation()) {
                    throw Damage.of(
                            row.name(), position, "its fragment there is of generation " + fragment.generation());
                }
                fragments.add(fragment);
            }
        }
        if (position != row.position()) {
            throw Damage.of(row.name(), position + 1, "its fragments end there, and should go to " + row.position());
        }
        return fragments;
    }

    /** Lists documents; one whose entry is damaged is left out, and the log says so. */
    List<DocumentInfo> list(byte[] prefix, byte[] after, int limit) throws SQLException {
        byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
        end[prefix.length] = HIGHEST;
        List<DocumentInfo> documents = new ArrayList<>();
        PreparedStatement statement = statements.of(Sql.LIST_DOCUMENTS);
        statement.setBytes(1, prefix);
        statement.setBytes(2, end);
        statement.setBytes(3, after);
        try (ResultSet rows = statement.executeQuery()) {
            while (documents.size() < limit && rows.next()) {
                try {
                    documents.add(DocumentRow.read(rows).info());
                } catch (StoreException damaged) {
                    LOG.warn("A document is left out of a list. {}", damaged.getMessage());
                }
            }
        }
        return documents;
    }

    List<Version> history(String name) throws SQLException {
        if (find(name) == null) {
            return List.of();
        }
        List<Version> versions = new ArrayList<>();
        PreparedStatement statement = statements.of(Sql.VERSIONS);
        statement.setBytes(1, Names.bytes(name));
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                versions.add(VersionRow.read(name, rows));
            }
        }
        return versions;
    }

    Optional<byte[]> version(String name, String version) throws SQLException {
        if (find(name) == null) {
            return Optional.empty();
        }
        PreparedStatement statement = statements.of(Sql.VERSION_STATE);
        statement.setBytes(1, Names.bytes(name));
        statement.setBytes(2, Names.bytes(version));
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(VersionRow.readState(name, version, rows)) : Optional.empty();
        }
    }

    private long traces(String name) throws SQLException {
        PreparedStatement statement = statements.of(Sql.TRACES);
        byte[] bytes = Names.bytes(name);
        statement.setBytes(1, bytes);
        statement.setBytes(2, bytes);
        statement.setBytes(3, bytes);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
