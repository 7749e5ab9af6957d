package io.zinc.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one fresh process of a server has shown: figures of cases, and remarks for whoever looks on. */
final class GatewayFindings {

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final StringBuilder remarks = new StringBuilder();
    private boolean holds = true;
    private long missing;

    void figure(String caseName, double value) {
        figures.put(caseName, value);
    }

    void remark(String text) {
        remarks.append(remarks.isEmpty() ? "" : "; ").append(text);
    }

    /** Notes whether a server held the fixed rate, and what it lost. */
    void fixedRate(LoadFigures figures) {
        holds = figures.holds();
        missing = figures.missing();
    }

    /** The figure of a case that was measured. */
    double figure(String caseName) {
        Double value = figures.get(caseName);
        if (value == null) {
            throw new IllegalStateException("'" + caseName + "' was not measured");
        }
        return value;
    }

    String remarks() {
        return remarks.toString();
    }

    /** Whether it held the fixed rate, where there was one. */
    boolean holds() {
        return holds;
    }

    long missing() {
        return missing;
    }
}
