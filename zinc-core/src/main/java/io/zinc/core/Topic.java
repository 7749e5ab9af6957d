package io.zinc.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A named, ordered stream of messages, with the codec of its payloads. It is a value: make it once, use it anywhere.
 *
 * <p>Names are Unicode, normalised to NFC, 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8, without control characters.
 * Names that begin with {@code zinc.} are Zinc's own.
 */
public final class Topic<T> {

    /** The most bytes of UTF-8 in a name. */
    public static final int MAX_NAME_BYTES = 255;

    private final String name;
    private final Codec<T> codec;
    private final @Nullable Function<? super T, ?> key;

    private Topic(String name, Codec<T> codec, @Nullable Function<? super T, ?> key) {
        this.name = name;
        this.codec = codec;
        this.key = key;
    }

    /**
     * Names a topic.
     *
     * @throws ZincException when the name is not one
     */
    public static <T> Topic<T> of(String name, Codec<T> codec) {
        return new Topic<>(checkedName(name), codec, null);
    }

    /** The same topic with keys, for {@link SlowSubscriberPolicy#LATEST}: it keeps the newest payload of each key. */
    public Topic<T> keyedBy(Function<? super T, ?> payloadToKey) {
        return new Topic<>(name, codec, payloadToKey);
    }

    public String name() {
        return name;
    }

    public Codec<T> codec() {
        return codec;
    }

    /** The key of a payload; the same for all where the topic has no keys. */
    Object keyOf(T payload) {
        return key == null ? name : Objects.requireNonNull(key.apply(payload), "the key of a message is null");
    }

    /** The normalised name, or a fault that says what is wrong with it. */
    static String checkedName(String name) {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        String fault = null;
        int bytes = normal.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            fault = "it is empty";
        } else if (bytes > MAX_NAME_BYTES) {
            fault = "it has " + bytes + " bytes of UTF-8; the limit is " + MAX_NAME_BYTES;
        } else if (normal.chars().anyMatch(Character::isISOControl)) {
            fault = "it has a control character";
        }
        if (fault != null) {
            String shown = normal.length() > 40 ? normal.substring(0, 40) + "..." : normal;
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "'" + shown.replaceAll("\\p{Cntrl}", "?") + "' is no topic name: " + fault
                            + "; choose another name");
        }
        return normal;
    }

    @Override
    public String toString() {
        return name;
    }
}
