package io.zinc.documents.protocol;

import io.zinc.core.ZincException;
import io.zinc.documents.DocumentLimits;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The names of documents and versions: Unicode in NFC, bounded, without control characters. */
public final class Names {

    /** Topics of documents begin so. */
    public static final String TOPIC_PREFIX = "zinc.doc/";

    /** The topic on which documents are listed. */
    public static final String LIST_TOPIC = "zinc.docs";

    private Names() {}

    /** The topic of a document. */
    public static String topicOf(String document) {
        return TOPIC_PREFIX + document;
    }

    /** The document of a topic. */
    public static String ofTopic(String topic) {
        return topic.substring(TOPIC_PREFIX.length());
    }

    /**
     * A document's name in its normal form.
     *
     * @throws ZincException when it is none: empty, longer than 240 bytes of UTF-8, or with control characters
     */
    public static String checked(String name) {
        return checked(name, "document");
    }

    /**
     * A version's name in its normal form; the rules are those of documents.
     *
     * @throws ZincException when it is none
     */
    public static String checkedVersion(String name) {
        return checked(name, "version");
    }

    static boolean isDocument(String name) {
        try {
            return checked(name).equals(name);
        } catch (ZincException e) {
            return false;
        }
    }

    static boolean isVersion(String name) {
        try {
            return checkedVersion(name).equals(name);
        } catch (ZincException e) {
            return false;
        }
    }

    private static String checked(String name, String what) {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        int bytes = normal.getBytes(StandardCharsets.UTF_8).length;
        String fault = null;
        if (normal.isEmpty()) {
            fault = "it is empty";
        } else if (bytes > DocumentLimits.MAX_NAME_BYTES) {
            fault = "it has " + bytes + " bytes of UTF-8; the limit is " + DocumentLimits.MAX_NAME_BYTES;
        } else if (normal.chars().anyMatch(Character::isISOControl)) {
            fault = "it has a control character";
        } else if (hasLoneSurrogate(normal)) {
            fault = "it has half a surrogate pair";
        }
        if (fault == null) {
            return normal;
        }
        String shown = normal.length() > 40 ? normal.substring(0, 40) + "..." : normal;
        throw new ZincException(
                ZincException.Category.FIX_THE_CALL,
                "'" + shown.replaceAll("\\p{Cntrl}", "?") + "' is no name of a " + what + ": " + fault
                        + "; choose another name");
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
