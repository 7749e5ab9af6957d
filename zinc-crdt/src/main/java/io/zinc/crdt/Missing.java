package io.zinc.crdt;

/**
 * What waiting updates wait for.
 *
 * @param clocks for each client the lowest clock that something waits for
 * @param structBytes size of the structs that wait, in bytes
 * @param deletes deletions of units that are not known yet
 */
public record Missing(StateVector clocks, long structBytes, DeleteSet deletes) {
    /** Whether nothing waits. */
    public boolean isNothing() {
        return structBytes == 0 && deletes.isEmpty();
    }
}
