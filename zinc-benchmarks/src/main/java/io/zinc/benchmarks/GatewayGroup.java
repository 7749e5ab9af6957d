package io.zinc.benchmarks;

import java.util.List;

/** Cases that are measured on the same fresh process of a server. */
interface GatewayGroup {

    /**
     * What is measured.
     *
     * @param name such as {@code room-100/cpu}
     * @param better which figures are good
     * @param atFixedRate whether it says something only where the server held the rate
     */
    record Case(String name, String unit, Comparison.Better better, boolean atFixedRate) {}

    List<Case> cases();

    /** Measures those that are wanted. */
    GatewayFindings measure(GatewayRun run);
}
