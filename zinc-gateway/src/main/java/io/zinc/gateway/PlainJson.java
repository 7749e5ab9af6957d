package io.zinc.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.zinc.crdt.Undefined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON in requests and replies. */
final class PlainJson {

    static final String TYPE = "application/json";

    /** Documents hold no deeper values. */
    private static final int MAX_DEPTH = 250;

    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE) // bodies are bounded already
                        .build());
    }

    private PlainJson() {}

    /** A record, map, list or value as JSON. */
    static Buffer write(Object value) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getName() + " cannot be written as JSON", e);
        }
    }

    /** What a document holds, as {@code JSON.stringify} of a browser would show it. */
    static Buffer writeContent(Map<String, ? extends @Nullable Object> content) {
        return write(shown(content));
    }

    private static Map<String, @Nullable Object> shown(Map<?, ?> map) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != Undefined.UNDEFINED) {
                shown.put(String.valueOf(key), shownValue(value));
            }
        });
        return shown;
    }

    private static @Nullable Object shownValue(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> shown(map);
            case List<?> list -> {
                List<@Nullable Object> shown = new ArrayList<>();
                list.forEach(each -> shown.add(shownValue(each)));
                yield shown;
            }
            case Double number -> Double.isFinite(number) ? number : null;
            case Undefined undefined -> null;
            case null -> null;
            default -> value;
        };
    }

    /** The JSON object of a request's body, with numbers as JavaScript has them. */
    static Map<String, @Nullable Object> readObject(byte[] body) throws Refusal {
        try {
            Map<String, @Nullable Object> read = MAPPER.readValue(body, OBJECT);
            if (read == null) {
                throw new Refusal(400, "the body is JSON's null; an object is needed, such as {\"key\": \"value\"}");
            }
            read.replaceAll((key, value) -> exact(value));
            return read;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new Refusal(400, "the body is no JSON object: " + e.getOriginalMessage() + where);
        } catch (IOException e) {
            throw new Refusal(400, "the body is no JSON in UTF-8: " + e.getMessage());
        }
    }

    private static @Nullable Object exact(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> Math.abs(number) <= MAX_SAFE_INTEGER ? (Object) number : (Object) number.doubleValue();
            case Number number -> number.doubleValue();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> exact = new LinkedHashMap<>();
                map.forEach((key, inner) -> exact.put(String.valueOf(key), exact(inner)));
                yield exact;
            }
            case List<?> list -> {
                List<@Nullable Object> exact = new ArrayList<>();
                list.forEach(inner -> exact.add(exact(inner)));
                yield exact;
            }
            case null -> null;
            default -> value;
        };
    }

    /** A text of a request's body that has to be there. */
    static String text(Map<String, ? extends @Nullable Object> body, String key) throws Refusal {
        if (body.get(key) instanceof String text) {
            return text;
        }
        throw new Refusal(
                400,
                body.containsKey(key)
                        ? "'" + key + "' of the body has to be a text in quotes"
                        : "the body lacks '" + key + "'; send a JSON object with it");
    }
}
