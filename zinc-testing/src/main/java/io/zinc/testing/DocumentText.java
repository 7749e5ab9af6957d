package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Edit;
import io.zinc.documents.wire.Opened;
import io.zinc.documents.wire.Ordered;
import io.zinc.documents.wire.Presence;
import java.util.Locale;

/** What documents tell one another, in words for a story. */
final class DocumentText {

    private DocumentText() {}

    private static String id(long session) {
        return Long.toHexString(session >>> 48);
    }

    static String up(byte[] bytes) {
        try {
            DocumentUp up = DocumentUp.parseFrom(bytes);
            String what = switch (up.getKindCase()) {
                case EDIT -> edit(up.getEdit());
                case PRESENCE -> presence(up.getPresence());
                case KEEP_VERSION -> "keep version " + up.getKeepVersion().getName();
                case DELETE -> "delete " + up.getDelete().getNumber();
                case RENAME -> "rename to " + up.getRename().getName();
                case KIND_NOT_SET -> "nothing";
            };
            return "of session " + id(up.getSession()) + ", generation " + up.getGeneration() + ": " + what;
        } catch (InvalidProtocolBufferException e) {
            return bytes.length + " strange bytes";
        }
    }

    private static String presence(Presence presence) {
        byte[] update = presence.getAwareness().toByteArray();
        try {
            Awareness told = new Awareness(0, 0);
            told.setLocalState(null, 0);
            told.apply(update, null, 0);
            return "presence of " + told.states() + ", clocks " + told.clocks();
        } catch (CrdtException e) {
            return "presence in " + update.length + " strange bytes";
        }
    }

    private static String edit(Edit edit) {
        return "edit " + edit.getNumber() + " after " + edit.getAfter() + ", part " + edit.getPart()
                + (edit.getMore() ? " and more" : "") + ", "
                + edit.getFragment().size() + " bytes";
    }

    static String down(byte[] bytes) {
        try {
            DocumentDown down = DocumentDown.parseFrom(bytes);
            String what = switch (down.getKindCase()) {
                case ORDERED -> ordered(down.getOrdered());
                case REFUSED ->
                    "refused " + id(down.getRefused().getSession()) + " number "
                            + down.getRefused().getNumber() + ": "
                            + down.getRefused().getReason();
                case DURABLE -> "durable " + down.getDurable().getThrough();
                case DELETED -> "deleted " + down.getDeleted().getRenamedTo();
                case PRESENCE -> presence(down.getPresence());
                case RETYPED -> "of kind " + down.getRetyped().getKind();
                case DIGEST -> "digest at " + down.getDigest().getPosition();
                case DONE ->
                    "done " + id(down.getDone().getSession()) + " number "
                            + down.getDone().getNumber() + " " + down.getDone().getFailure();
                case BEHIND -> "behind " + id(down.getBehind().getSession());
                case KIND_NOT_SET -> "nothing";
            };
            return "generation " + down.getGeneration() + ": " + what;
        } catch (InvalidProtocolBufferException e) {
            return bytes.length + " strange bytes";
        }
    }

    private static String ordered(Ordered ordered) {
        return "ordered " + ordered.getPosition() + " of " + id(ordered.getSession()) + " number " + ordered.getNumber()
                + (ordered.getMore() ? " and more" : "") + ", "
                + ordered.getFragment().size() + " bytes";
    }

    static String answer(byte[] bytes) {
        try {
            DocumentAnswer answer = DocumentAnswer.parseFrom(bytes);
            Opened opened = answer.getOpened();
            return answer.getStatus().name().toLowerCase(Locale.ROOT)
                    + (answer.hasOpened()
                            ? " generation " + opened.getGeneration() + " position " + opened.getPosition()
                                    + " durable " + opened.getDurable() + ", " + opened.getUpdatesCount() + " updates"
                            : " " + answer.getReason());
        } catch (InvalidProtocolBufferException e) {
            return bytes.length + " strange bytes";
        }
    }

    static String step(StoreStep step) {
        return switch (step) {
            case StoreStep.Create create -> "create " + create.info();
            case StoreStep.Retype retype -> "retype " + retype.document() + " to " + retype.kind();
            case StoreStep.Append append ->
                "append " + append.fragment().document() + " generation "
                        + append.fragment().generation() + " position "
                        + append.fragment().position();
            case StoreStep.Snapshot made ->
                "snapshot " + made.document() + " generation " + made.generation() + " through " + made.through();
            case StoreStep.Delete delete -> "delete " + delete.document() + " generation " + delete.generation();
            case StoreStep.Rename rename ->
                "rename " + rename.document() + " generation " + rename.generation() + " to " + rename.to()
                        + " generation " + rename.toGeneration();
            case StoreStep.Keep keep -> "keep " + keep.version();
        };
    }
}
