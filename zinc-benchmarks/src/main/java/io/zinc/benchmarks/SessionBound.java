package io.zinc.benchmarks;

import io.zinc.crdt.Doc;
import java.util.ArrayList;
import java.util.List;

/** What the document engine takes by itself: one thread applies every edit of a session to as many replicas as there are. */
final class SessionBound {

    private SessionBound() {}

    /** Edits a second. */
    static double measure(SessionScript script, int replicas) {
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            docs.add(new Doc());
        }
        long beganNs = System.nanoTime();
        for (SessionScript.Step step : script.steps()) {
            for (Doc doc : docs) {
                doc.applyUpdate(step.update());
            }
        }
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        for (Doc doc : docs) {
            if (!SessionScript.shaOf(doc.getText("text").toString()).equals(script.sha())) {
                throw new IllegalStateException("a replica without a tree ended with another text");
            }
        }
        return script.steps().size() / seconds;
    }
}
