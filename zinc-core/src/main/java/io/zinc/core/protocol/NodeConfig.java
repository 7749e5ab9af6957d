package io.zinc.core.protocol;

import io.zinc.core.Limits;
import io.zinc.core.Role;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What an endpoint's protocol is made with.
 *
 * @param cluster name of the cluster
 * @param id the endpoint's id
 * @param role its role
 * @param limits its bounds
 * @param credentials what it shows when it joins; empty for the host
 * @param parents addresses to join; empty for the host
 * @param random where session ids, tokens and jitter come from: cryptographically strong in a live endpoint
 */
public record NodeConfig(
        String cluster,
        UUID id,
        Role role,
        Limits limits,
        String credentials,
        List<String> parents,
        RandomGenerator random) {

    public NodeConfig {
        parents = List.copyOf(parents);
    }
}
