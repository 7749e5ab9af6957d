package io.zinc.benchmarks;

import io.zinc.benchmarks.Comparison.Better;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the rounds of a group of cases have shown about each server. */
final class GatewayStandings {

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(GatewayServer server, GatewayFindings findings) {}

    void add(GatewayServer server, GatewayFindings findings) {
        entries.add(new Entry(server, findings));
    }

    /** The servers that took part, Zinc first. */
    List<GatewayServer> servers() {
        return entries.stream().map(Entry::server).distinct().sorted().toList();
    }

    Samples samples(GatewayGroup.Case each, GatewayServer server) {
        Samples samples = new Samples();
        findings(server).forEach(it -> samples.add(it.figure(each.name())));
        return samples;
    }

    /** Whether a server held the fixed rate in most of the rounds. */
    boolean holds(GatewayServer server) {
        List<GatewayFindings> findings = findings(server);
        return findings.stream().filter(GatewayFindings::holds).count() * 2 > findings.size();
    }

    private List<GatewayFindings> findings(GatewayServer server) {
        return entries.stream()
                .filter(it -> it.server == server)
                .map(Entry::findings)
                .toList();
    }

    /** Zinc beside the better peer; one that does not hold the fixed rate counts only if none does. */
    Optional<Comparison> comparison(GatewayGroup.Case each) {
        List<GatewayServer> peers =
                servers().stream().filter(it -> it != GatewayServer.ZINC).toList();
        List<GatewayServer> holding =
                peers.stream().filter(it -> !each.atFixedRate() || holds(it)).toList();
        Comparator<GatewayServer> byMedian =
                Comparator.comparingDouble(it -> samples(each, it).median());
        Optional<GatewayServer> best = (holding.isEmpty() ? peers : holding)
                .stream().min(each.better() == Better.LOW ? byMedian : byMedian.reversed());
        if (best.isEmpty() || !servers().contains(GatewayServer.ZINC)) {
            return Optional.empty();
        }
        Samples ours = samples(each, GatewayServer.ZINC);
        Samples theirs = samples(each, best.get());
        return Optional.of(
                new Comparison(each.name(), each.unit(), ours, best.get().toString(), theirs, each.better()));
    }
}
