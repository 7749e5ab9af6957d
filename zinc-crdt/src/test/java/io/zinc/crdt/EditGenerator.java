package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes edits that fit what a document holds, somewhere in it, at any depth. */
final class EditGenerator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] KEYS = {"a", "b", "c"};
    private static final String[] WORDS = {"x", "ab", "hello", "é", "日本", "😀", "a😀b", "\n", "longer text"};

    private final SplittableRandom random;

    EditGenerator(SplittableRandom random) {
        this.random = random;
    }

    private record Place(List<Object> path, YType type) {}

    ObjectNode next(Doc doc, JsonNode roots) {
        List<Place> places = new ArrayList<>();
        roots.properties().forEach(e -> {
            YType root = JsonForm.root(doc, e.getKey(), e.getValue().textValue());
            places.add(new Place(List.of(e.getKey()), root));
            places.add(new Place(List.of(e.getKey()), root));
        });
        for (int i = 0; i < places.size() && places.size() < 40; i++) {
            addChildren(places.get(i), places);
        }
        Place place = places.get(random.nextInt(places.size()));
        ObjectNode op = JSON.objectNode();
        switch (place.type) {
            case YText text -> onText(op, text);
            case YArray array -> onArray(op, array);
            case YMap map -> onMap(op);
            case YXmlFragment xml -> onXml(op, xml);
            case YUntyped untyped -> throw new IllegalStateException("untyped");
        }
        ArrayNode at = op.putArray("at");
        for (Object step : place.path) {
            if (step instanceof Integer index) {
                at.add(index);
            } else {
                at.add((String) step);
            }
        }
        return op;
    }

    private static void addChildren(Place place, List<Place> places) {
        switch (place.type) {
            case YArray array -> addAll(place, array.toList(), places);
            case YXmlFragment xml -> addAll(place, xml.toList(), places);
            case YMap map ->
                map.toMap().forEach((key, value) -> {
                    if (value instanceof YType type) {
                        places.add(new Place(with(place.path, key), type));
                    }
                });
            case YText text -> {}
            case YUntyped untyped -> {}
        }
    }

    private static void addAll(Place place, List<?> children, List<Place> places) {
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i) instanceof YType type) {
                places.add(new Place(with(place.path, i), type));
            }
        }
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private void onText(ObjectNode op, YText text) {
        int length = text.length();
        int index = random.nextInt(length + 1);
        int dice = random.nextInt(100);
        if (dice < 45 || length == 0) {
            op.put("op", "text.insert").put("index", index).put("text", word());
            if (dice % 5 == 0) {
                op.set("attrs", attributes());
            }
        } else if (dice < 65) {
            op.put("op", "text.delete").put("index", index).put("length", 1 + random.nextInt(6));
        } else if (dice < 85) {
            op.put("op", "text.format").put("index", index).put("length", 1 + random.nextInt(5));
            op.set("attrs", attributes());
        } else if (dice < 92) {
            op.put("op", "text.embed").put("index", index);
            op.putObject("value").put("img", word());
            if (dice % 2 == 0) {
                op.set("attrs", attributes());
            }
        } else {
            op.put("op", "text.applyDelta");
            ArrayNode delta = op.putArray("delta");
            if (index > 0) {
                ObjectNode retain = delta.addObject().put("retain", index);
                if (dice % 2 == 0) {
                    retain.set("attributes", attributes());
                }
            }
            ObjectNode insert = delta.addObject().put("insert", word());
            if (dice % 3 == 0) {
                insert.set("attributes", attributes());
            }
            if (index < length) {
                delta.addObject().put("delete", 1);
            }
        }
    }

    private ObjectNode attributes() {
        ObjectNode attributes = JSON.objectNode();
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> attributes.put("bold", true);
                case 1 -> attributes.putNull("bold");
                case 2 -> attributes.put("color", random.nextBoolean() ? "red" : "blue");
                default -> attributes.putObject("link").put("href", word());
            }
        }
        return attributes;
    }

    private JsonNode value() {
        return switch (random.nextInt(12)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(true);
            case 2 -> JSON.numberNode(random.nextInt(100) / 4.0);
            case 3, 4 -> JSON.numberNode(random.nextInt(1000));
            case 5 -> JSON.objectNode().put("2", 1).put("k", word()).put("1", 0.5);
            case 6 -> JSON.arrayNode().add(1).add(word());
            case 7 -> JSON.objectNode().put("$bytes", "00ff10");
            case 8 -> {
                ObjectNode text = JSON.objectNode().put("$ytype", "text");
                yield random.nextBoolean() ? text.put("string", word()) : text;
            }
            case 9 -> {
                ObjectNode map = JSON.objectNode().put("$ytype", "map");
                map.putObject("entries").put("k", 1).put("j", word());
                yield map;
            }
            case 10 -> {
                ObjectNode array = JSON.objectNode().put("$ytype", "array");
                array.putArray("items")
                        .add(1)
                        .add(JSON.objectNode().put("$ytype", "text").put("string", word()));
                yield array;
            }
            default -> JSON.textNode(word());
        };
    }

    private void onArray(ObjectNode op, YArray array) {
        int length = array.length();
        int dice = random.nextInt(100);
        if (dice < 40 || length == 0) {
            op.put("op", "array.insert").put("index", random.nextInt(length + 1));
        } else if (dice < 65) {
            op.put("op", "array.push");
        } else {
            int index = random.nextInt(length);
            op.put("op", "array.delete").put("index", index).put("length", 1 + random.nextInt(length - index));
            return;
        }
        ArrayNode values = op.putArray("values");
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            values.add(value());
        }
    }

    private void onMap(ObjectNode op) {
        int dice = random.nextInt(100);
        String key = KEYS[random.nextInt(KEYS.length)];
        if (dice < 70) {
            op.put("op", "map.set").put("key", key);
            op.set("value", value());
        } else if (dice < 95) {
            op.put("op", "map.delete").put("key", key);
        } else {
            op.put("op", "map.clear");
        }
    }

    private void onXml(ObjectNode op, YXmlFragment xml) {
        int length = xml.length();
        int dice = random.nextInt(100);
        if (xml instanceof YXmlElement && dice < 30) {
            String key = KEYS[random.nextInt(KEYS.length)];
            if (dice < 22) {
                op.put("op", "xml.setAttribute").put("key", key).put("value", word());
            } else {
                op.put("op", "xml.removeAttribute").put("key", key);
            }
        } else if (dice < 75 || length == 0) {
            op.put("op", "xml.insert").put("index", random.nextInt(length + 1));
            ArrayNode values = op.putArray("values");
            if (random.nextInt(3) == 0) {
                values.addObject().put("$ytype", "xmlText").put("string", word());
            } else {
                ObjectNode element =
                        values.addObject().put("$ytype", "xmlElement").put("name", "P");
                element.putObject("attrs").put("a", word());
                element.putArray("children")
                        .addObject()
                        .put("$ytype", "xmlText")
                        .put("string", word());
            }
        } else {
            int index = random.nextInt(length);
            op.put("op", "xml.delete").put("index", index).put("length", 1 + random.nextInt(length - index));
        }
    }
}
