package io.zinc.documents;

import io.zinc.crdt.DeltaOp;
import io.zinc.crdt.KeyChange;
import java.util.List;
import java.util.Map;

/**
 * What changed in one map, array or text of a JSON document.
 *
 * @param path the way to it from the root: keys ({@link String}) and indexes ({@link Integer})
 * @param keys of a map: which keys changed, and how
 * @param delta of an array or text: steps from its beginning
 * @param author who changed it, as the host says; empty for what was changed here, and if nobody knows
 * @param isLocal whether it was changed here
 */
public record JsonChange(
        List<Object> path, Map<String, KeyChange> keys, List<DeltaOp> delta, String author, boolean isLocal) {}
