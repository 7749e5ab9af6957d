package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Listeners of one kind; calling them survives changes of the list by the listeners themselves. */
final class Listeners<L> {
    private List<L> listeners = List.of();

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    Subscription add(L listener) {
        List<L> copy = new ArrayList<>(listeners);
        copy.add(listener);
        listeners = copy;
        return () -> remove(listener);
    }

    private void remove(L listener) {
        List<L> copy = new ArrayList<>(listeners);
        copy.remove(listener);
        listeners = copy;
    }

    /** Calls all of them, even if some throw. */
    void call(Faults faults, Consumer<? super L> call) {
        for (L listener : listeners) {
            faults.run(() -> call.accept(listener));
        }
    }
}
