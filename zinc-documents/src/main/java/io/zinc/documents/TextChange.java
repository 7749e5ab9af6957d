package io.zinc.documents;

import io.zinc.crdt.DeltaOp;
import java.util.List;

/**
 * What changed in a text.
 *
 * @param delta steps from the beginning of the text: what stays, what is new, what is gone; lengths in UTF-16 units
 * @param author who changed it, as the host says; empty for what was changed here, and if nobody knows
 * @param isLocal whether it was changed here
 */
public record TextChange(List<DeltaOp> delta, String author, boolean isLocal) {}
