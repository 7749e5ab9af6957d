package io.zinc.jdbc;

import io.zinc.documents.spi.DocumentStore;
import io.zinc.testing.DocumentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends DocumentStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected DocumentStore open() {
        return SqliteStore.at(directory);
    }
}
