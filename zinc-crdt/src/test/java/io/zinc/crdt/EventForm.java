package io.zinc.crdt;

import java.util.List;

/** The JSON form of events. */
final class EventForm {
    private EventForm() {}

    static Object of(String root, List<YEvent> events) {
        return List.of(root, events.size());
    }
}
