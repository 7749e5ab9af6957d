package io.zinc.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a child process answers: names with values, on one line, such as {@code sent=10 nanos=4711}. */
public final class Answer {

    private final Map<String, String> values = new LinkedHashMap<>();

    public Answer with(String name, Object value) {
        values.put(name, value.toString());
        return this;
    }

    static Answer parse(String line) {
        Answer answer = new Answer();
        for (String pair : line.isBlank() ? new String[0] : line.split(" ")) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalStateException("a child process said '" + line + "', which is no answer");
            }
            answer.with(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return answer;
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("a child process did not say '" + name + "' but " + this);
        }
        return value;
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        values.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return line.toString();
    }
}
