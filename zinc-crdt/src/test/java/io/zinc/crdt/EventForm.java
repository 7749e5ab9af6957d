package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON form of events. */
final class EventForm {
    private EventForm() {}

    static Object of(String root, boolean local, List<YEvent> events) {
        List<Object> forms = new ArrayList<>();
        for (YEvent event : events) {
            Map<String, @Nullable Object> form = new LinkedHashMap<>();
            List<Object> path = new ArrayList<>();
            event.path().forEach(step -> path.add(step instanceof Integer i ? (Object) i.longValue() : step));
            form.put("path", path);
            form.put("target", JsonForm.dump(event.target()).get("$ytype"));
            List<DeltaOp> delta = event.delta();
            if (!delta.isEmpty()) {
                form.put("delta", JsonForm.ofDelta(delta));
            }
            if (!event.keys().isEmpty()) {
                Map<String, @Nullable Object> keys = new LinkedHashMap<>();
                event.keys().forEach((key, change) -> keys.put(key, keyForm(change)));
                form.put("keys", keys);
            }
            forms.add(form);
        }
        return Map.of("root", root, "local", local, "events", forms);
    }

    private static Map<String, @Nullable Object> keyForm(KeyChange change) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("action", change.action().name().toLowerCase(java.util.Locale.ROOT));
        Object old = change.oldValue();
        form.put(
                "oldValue",
                change.action() == KeyChange.Action.ADD
                        ? Map.of("$undefined", true)
                        : old instanceof YType type
                                ? Map.of(
                                        "$ytype",
                                        Objects.requireNonNull(
                                                JsonForm.dump(type).get("$ytype")))
                                : JsonForm.of(old));
        return form;
    }
}
