package io.zinc.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that has a URL, and what can be done with it by which method. Places in its path stand in braces, such as
 * {@code /api/documents/{document}}, and take one segment each: a {@code /} within it comes percent-encoded.
 */
final class Resource {

    private final List<String> path;
    private boolean isOpen;
    private final Map<String, Action> actions = new LinkedHashMap<>();

    Resource(String path) {
        this.path = List.of(path.substring(1).split("/"));
    }

    Resource get(Action action) {
        actions.put("GET", action);
        return this;
    }

    Resource put(Action action) {
        actions.put("PUT", action);
        return this;
    }

    Resource post(Action action) {
        actions.put("POST", action);
        return this;
    }

    Resource delete(Action action) {
        actions.put("DELETE", action);
        return this;
    }

    /** Lets everyone in, unasked and however many are here already: for what watches over the gateway. */
    Resource open() {
        isOpen = true;
        return this;
    }

    boolean isOpen() {
        return isOpen;
    }

    /** The pattern of its path, which is the same for all documents. */
    String pattern() {
        return "/" + String.join("/", path);
    }

    /** What a method does; null if it does nothing here. */
    @Nullable
    Action action(String method) {
        return actions.get(method.equals("HEAD") ? "GET" : method);
    }

    /** The methods that do something here, as the header Allow wants them. */
    String allowed() {
        Set<String> methods = new TreeSet<>(actions.keySet());
        methods.add("OPTIONS");
        if (actions.containsKey("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    /** Whether a path leads here. */
    boolean isAt(List<String> segments) {
        if (segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!isPlace(path.get(i)) && !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What stands at the places of a path that leads here, decoded. */
    Map<String, String> parameters(List<String> segments) throws Refusal {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String step = path.get(i);
            if (isPlace(step)) {
                parameters.put(step.substring(1, step.length() - 1), decoded(segments.get(i)));
            }
        }
        return parameters;
    }

    private static boolean isPlace(String step) {
        return step.startsWith("{");
    }

    /** Whether each {@code %} of a path as it came begins something. */
    static boolean isEncoded(String rawPath) {
        for (int i = rawPath.indexOf('%'); i >= 0; i = rawPath.indexOf('%', i + 1)) {
            if (i + 2 >= rawPath.length()
                    || Character.digit(rawPath.charAt(i + 1), 16) < 0
                    || Character.digit(rawPath.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The segments of a path as it came, none of them decoded: what is encoded is never a separator. */
    static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        int begin = 1;
        for (int end = rawPath.indexOf('/', begin); end >= 0; end = rawPath.indexOf('/', begin)) {
            segments.add(rawPath.substring(begin, end));
            begin = end + 1;
        }
        segments.add(rawPath.substring(Math.min(begin, rawPath.length())));
        return segments;
    }

    /** Percent-decodes a segment (RFC 3986), strictly: what is no UTF-8 has no name here. */
    static String decoded(String segment) throws Refusal {
        if (segment.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw malformed(segment, "anything but letters, digits and a few signs of ASCII has to be encoded");
        }
        if (!isEncoded(segment)) {
            throw malformed(segment, "'%' has to be followed by two hexadecimal digits");
        }
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                bytes.put((byte) c); // ASCII
                continue;
            }
            bytes.put((byte) HexFormat.fromHexDigits(segment, i + 1, i + 3));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(segment, "what it encodes is not UTF-8");
        }
    }

    private static Refusal malformed(String segment, String what) {
        String shown = segment.length() > 40 ? segment.substring(0, 40) + "..." : segment;
        return new Refusal(400, "the path has '" + shown + "', which is not percent-encoded as it should be: " + what);
    }
}
