package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of values and shared types that the test vectors use; see their README. */
final class JsonForm {
    private JsonForm() {}

    /** JSON as plain Java values with canonical numbers. */
    static @Nullable Object plain(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return JsNumber.canonical(node.doubleValue());
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
        return map;
    }

    /** The value that a JSON form stands for: plain data, a new shared type, or a document. */
    static @Nullable Object value(JsonNode node) {
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (!node.isObject()) {
            return plain(node);
        }
        if (node.has("$undefined")) {
            return Undefined.UNDEFINED;
        }
        if (node.has("$bigint")) {
            return new BigInteger(node.get("$bigint").textValue());
        }
        if (node.has("$number")) {
            String text = node.get("$number").textValue();
            return text.equals("-0") ? (Object) (-0.0) : (Object) Double.parseDouble(text);
        }
        if (node.has("$bytes")) {
            return Hex.bytes(node.get("$bytes").textValue());
        }
        if (node.has("$doc")) {
            return document(node.get("$doc"));
        }
        if (node.has("$ytype")) {
            return type(node);
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
        return map;
    }

    private static Doc document(JsonNode node) {
        DocOptions options = DocOptions.defaults()
                .withGuid(node.get("guid").textValue())
                .withGc(node.path("gc").asBoolean(true))
                .withAutoLoad(node.path("autoLoad").asBoolean(false));
        return new Doc(node.has("meta") ? options.withMeta(value(node.get("meta"))) : options);
    }

    static Map<String, @Nullable Object> attributes(JsonNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
        return map;
    }

    static List<DeltaOp> delta(JsonNode node) {
        List<DeltaOp> ops = new ArrayList<>();
        for (JsonNode op : node) {
            Map<String, @Nullable Object> attributes = attributes(op.path("attributes"));
            if (op.has("insert")) {
                Object content = value(op.get("insert"));
                ops.add(DeltaOp.insert(java.util.Objects.requireNonNull(content), attributes));
            } else if (op.has("retain")) {
                ops.add(DeltaOp.retain(op.get("retain").intValue(), attributes));
            } else {
                ops.add(DeltaOp.delete(op.get("delete").intValue()));
            }
        }
        return ops;
    }

    private static YType[] nodes(JsonNode children) {
        List<YType> nodes = new ArrayList<>();
        children.forEach(child -> nodes.add((YType) java.util.Objects.requireNonNull(value(child))));
        return nodes.toArray(new YType[0]);
    }

    private static YType type(JsonNode node) {
        return switch (node.get("$ytype").textValue()) {
            case "text" -> filled(new YText(), node);
            case "xmlText" -> filled(new YXmlText(), node);
            case "array" -> {
                YArray array = new YArray();
                List<@Nullable Object> items = new ArrayList<>();
                node.path("items").forEach(item -> items.add(value(item)));
                array.pushAll(items);
                yield array;
            }
            case "map" -> filled(new YMap(), node);
            case "xmlHook" -> filled(new YXmlHook(node.get("name").textValue()), node);
            case "xmlElement" -> {
                YXmlElement element = new YXmlElement(node.get("name").textValue());
                node.path("attrs").properties().forEach(e -> element.setAttribute(e.getKey(), value(e.getValue())));
                element.insert(0, nodes(node.path("children")));
                yield element;
            }
            case "xmlFragment" -> {
                YXmlFragment fragment = new YXmlFragment();
                fragment.insert(0, nodes(node.path("children")));
                yield fragment;
            }
            default -> throw new IllegalArgumentException("Unknown type " + node);
        };
    }

    private static YText filled(YText text, JsonNode node) {
        if (node.has("string")) {
            text.insert(0, node.get("string").textValue());
        }
        if (node.has("delta")) {
            text.applyDelta(delta(node.get("delta")));
        }
        node.path("attrs").properties().forEach(e -> text.setAttribute(e.getKey(), value(e.getValue())));
        return text;
    }

    private static YMap filled(YMap map, JsonNode node) {
        node.path("entries").properties().forEach(e -> map.set(e.getKey(), value(e.getValue())));
        return map;
    }

    // --- from values ---------------------------------------------------------------------------------------------

    /** The JSON form of a value. */
    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Undefined u -> Map.of("$undefined", true);
            case BigInteger i -> Map.of("$bigint", i.toString());
            case Double d ->
                d.isNaN() || d.isInfinite() || (d == 0 && 1 / d < 0)
                        ? Map.of("$number", d == 0 ? "-0" : JsNumber.format(d))
                        : d;
            case byte[] bytes -> Map.of("$bytes", Hex.of(bytes));
            case Doc doc -> Map.of("$doc", docForm(doc));
            case YType type -> dump(type);
            case List<?> list -> ofAll(list);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> form = new LinkedHashMap<>();
                map.forEach((k, v) -> form.put(String.valueOf(k), of(v)));
                yield form;
            }
            default -> value;
        };
    }

    private static Map<String, @Nullable Object> docForm(Doc doc) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("guid", doc.guid());
        if (!doc.options().gc()) {
            form.put("gc", false);
        }
        if (doc.options().autoLoad()) {
            form.put("autoLoad", true);
        }
        if (doc.options().meta() != null) {
            form.put("meta", of(doc.options().meta()));
        }
        return form;
    }

    private static List<@Nullable Object> ofAll(List<?> values) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object value : values) {
            list.add(of(value));
        }
        return list;
    }

    static List<@Nullable Object> ofDelta(List<DeltaOp> delta) {
        List<@Nullable Object> list = new ArrayList<>();
        for (DeltaOp op : delta) {
            Map<String, @Nullable Object> form = new LinkedHashMap<>();
            switch (op) {
                case DeltaOp.Insert insert -> {
                    form.put("insert", of(insert.content()));
                    if (!insert.attributes().isEmpty()) {
                        form.put("attributes", of(insert.attributes()));
                    }
                }
                case DeltaOp.Retain retain -> {
                    form.put("retain", (long) retain.length());
                    if (!retain.attributes().isEmpty()) {
                        form.put("attributes", of(retain.attributes()));
                    }
                }
                case DeltaOp.Delete delete -> form.put("delete", (long) delete.length());
            }
            list.add(form);
        }
        return list;
    }

    /** The JSON form of a shared type with all that is in it. */
    static Map<String, @Nullable Object> dump(YType type) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        switch (type) {
            case YText text -> {
                form.put("$ytype", text instanceof YXmlText ? "xmlText" : "text");
                form.put("delta", ofDelta(text.toDelta()));
                if (!text.attributes().isEmpty()) {
                    form.put("attrs", of(text.attributes()));
                }
            }
            case YXmlHook hook -> {
                form.put("$ytype", "xmlHook");
                form.put("name", hook.hookName());
                form.put("entries", of(hook.toMap()));
            }
            case YMap map -> {
                form.put("$ytype", "map");
                form.put("entries", of(map.toMap()));
            }
            case YArray array -> {
                form.put("$ytype", "array");
                form.put("items", of(array.toList()));
            }
            case YXmlElement element -> {
                form.put("$ytype", "xmlElement");
                form.put("name", element.nodeName());
                form.put("attrs", of(element.attributes()));
                form.put("children", of(element.toList()));
            }
            case YXmlFragment fragment -> {
                form.put("$ytype", "xmlFragment");
                form.put("children", of(fragment.toList()));
            }
            case YUntyped untyped -> form.put("$ytype", "untyped");
        }
        return form;
    }

    /** What the vectors call the content of a document: every declared root. */
    static Map<String, @Nullable Object> content(Doc doc, JsonNode roots) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        roots.properties().forEach(e -> {
            if (e.getValue().textValue().equals("undeclared")) {
                return;
            }
            YType type = root(doc, e.getKey(), e.getValue().textValue());
            Map<String, @Nullable Object> form = new LinkedHashMap<>();
            form.put("dump", dump(type));
            form.put("json", of(type.toJson()));
            if (type instanceof YXmlFragment || type instanceof YXmlText) {
                form.put("xml", type.toString());
            }
            switch (type) {
                case YText text -> form.put("length", (long) text.length());
                case YArray array -> form.put("length", (long) array.length());
                case YXmlFragment fragment -> form.put("length", (long) fragment.length());
                case YMap map -> {}
                case YUntyped untyped -> {}
            }
            content.put(e.getKey(), form);
        });
        return content;
    }

    static YType root(Doc doc, String name, String kind) {
        return switch (kind) {
            case "text" -> doc.getText(name);
            case "array" -> doc.getArray(name);
            case "map" -> doc.getMap(name);
            case "xmlFragment" -> doc.getXmlFragment(name);
            case "xmlElement" -> doc.getXmlElement(name);
            case "xmlText" -> doc.getXmlText(name);
            default -> throw new IllegalArgumentException("Unknown kind " + kind);
        };
    }

    static void declare(Doc doc, JsonNode roots) {
        roots.properties().forEach(e -> {
            if (!e.getValue().textValue().equals("undeclared")) {
                root(doc, e.getKey(), e.getValue().textValue());
            }
        });
    }
}
