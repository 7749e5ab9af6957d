package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs the operations of the test vectors on a document. */
final class Operations {
    private Operations() {}

    static @Nullable Object resolve(Doc doc, JsonNode path, JsonNode roots) {
        String name = path.get(0).textValue();
        Object type = JsonForm.root(doc, name, roots.get(name).textValue());
        for (int i = 1; i < path.size(); i++) {
            JsonNode step = path.get(i);
            type = child(type, step);
        }
        return type;
    }

    private static @Nullable Object child(@Nullable Object type, JsonNode step) {
        if (type instanceof YXmlElement element && step.isTextual()) {
            return element.getAttribute(step.textValue());
        }
        return switch (Objects.requireNonNull((YType) type)) {
            case YArray array -> array.get(step.intValue());
            case YXmlFragment fragment -> fragment.get(step.intValue());
            case YMap map -> map.get(step.textValue());
            case YText text -> text.getAttribute(step.textValue());
            case YUntyped untyped -> throw new IllegalStateException("No way to " + step);
        };
    }

    static void run(Doc doc, JsonNode op, JsonNode roots) {
        Object type = resolve(doc, op.get("at"), roots);
        String name = op.get("op").textValue();
        switch (Objects.requireNonNull((YType) type)) {
            case YText text -> onText(text, name, op);
            case YArray array -> onArray(array, name, op);
            case YMap map -> onMap(map, name, op);
            case YXmlFragment xml -> onXml(xml, name, op);
            case YUntyped untyped -> throw new IllegalStateException("Nothing at " + op.get("at"));
        }
    }

    private static void onText(YText text, String name, JsonNode op) {
        int index = op.path("index").intValue();
        int length = op.path("length").intValue();
        switch (name) {
            case "text.insert" -> {
                if (op.has("attrs")) {
                    text.insert(index, op.get("text").textValue(), JsonForm.attributes(op.get("attrs")));
                } else {
                    text.insert(index, op.get("text").textValue());
                }
            }
            case "text.embed" -> {
                Object value = Objects.requireNonNull(JsonForm.value(op.get("value")));
                text.insertEmbed(index, value, JsonForm.attributes(op.path("attrs")));
            }
            case "text.delete" -> text.delete(index, length);
            case "text.format" -> text.format(index, length, JsonForm.attributes(op.get("attrs")));
            case "text.applyDelta" -> text.applyDelta(JsonForm.delta(op.get("delta")));
            case "text.setAttribute", "xml.setAttribute" ->
                text.setAttribute(op.get("key").textValue(), JsonForm.value(op.get("value")));
            case "text.removeAttribute", "xml.removeAttribute" ->
                text.removeAttribute(op.get("key").textValue());
            default -> throw new IllegalArgumentException("Unknown operation " + name);
        }
    }

    private static void onArray(YArray array, String name, JsonNode op) {
        List<@Nullable Object> values = new ArrayList<>();
        op.path("values").forEach(value -> values.add(JsonForm.value(value)));
        switch (name) {
            case "array.insert" -> array.insertAll(op.get("index").intValue(), values);
            case "array.push" -> array.pushAll(values);
            case "array.delete" ->
                array.delete(op.get("index").intValue(), op.get("length").intValue());
            default -> throw new IllegalArgumentException("Unknown operation " + name);
        }
    }

    private static void onMap(YMap map, String name, JsonNode op) {
        switch (name) {
            case "map.set" -> map.set(op.get("key").textValue(), JsonForm.value(op.get("value")));
            case "map.delete" -> map.delete(op.get("key").textValue());
            case "map.clear" -> map.clear();
            default -> throw new IllegalArgumentException("Unknown operation " + name);
        }
    }

    private static void onXml(YXmlFragment xml, String name, JsonNode op) {
        switch (name) {
            case "xml.insert" -> {
                List<YType> nodes = new ArrayList<>();
                op.get("values").forEach(value -> nodes.add((YType) Objects.requireNonNull(JsonForm.value(value))));
                xml.insertAll(op.get("index").intValue(), nodes);
            }
            case "xml.delete" ->
                xml.delete(op.get("index").intValue(), op.get("length").intValue());
            case "xml.setAttribute" ->
                ((YXmlElement) xml).setAttribute(op.get("key").textValue(), JsonForm.value(op.get("value")));
            case "xml.removeAttribute" ->
                ((YXmlElement) xml).removeAttribute(op.get("key").textValue());
            default -> throw new IllegalArgumentException("Unknown operation " + name);
        }
    }
}
