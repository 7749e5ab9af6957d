package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Calling the observers of types at the end of a transaction. */
final class Observation {
    private final Transaction tx;
    private final Faults faults;

    Observation(Transaction tx, Faults faults) {
        this.tx = tx;
        this.faults = faults;
    }

    void callObservers() {
        Map<Branch, List<YEvent>> deep = new LinkedHashMap<>();
        for (Transaction.Change change = tx.firstChange(); change != null; change = Transaction.nextChange(change)) {
            Transaction.Change current = change;
            Branch type = current.type;
            for (Branch up = type; up != null; up = up.parent()) {
                if (!up.deepObservers.isEmpty()) {
                    deep.computeIfAbsent(up, k -> new ArrayList<>()).add(new YEvent(current, up));
                }
            }
            if (!type.observers.isEmpty()) {
                YEvent event = new YEvent(current, type);
                for (BiConsumer<? super YEvent, ? super Transaction> observer : List.copyOf(type.observers)) {
                    faults.run(() -> observer.accept(event, tx));
                }
            }
        }
        deep.forEach(this::callDeep);
    }

    private void callDeep(Branch type, List<YEvent> gathered) {
        if (type.isDeleted()) {
            return;
        }
        List<YEvent> events = new ArrayList<>(gathered);
        events.removeIf(event -> !event.targetLives());
        events.sort(Comparator.comparingInt(YEvent::depth));
        for (BiConsumer<? super List<YEvent>, ? super Transaction> observer : List.copyOf(type.deepObservers)) {
            faults.run(() -> observer.accept(events, tx));
        }
    }
}
