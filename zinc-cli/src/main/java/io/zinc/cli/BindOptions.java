package io.zinc.cli;

import io.zinc.core.EndpointBuilder;
import picocli.CommandLine.Option;

/** The options of everything that others join: where it binds, and where it says it is. */
final class BindOptions {

    @Option(
            names = {"-b", "--bind"},
            paramLabel = "ADDRESS",
            defaultValue = "${env:ZINC_BIND:-}",
            description = "Where others join this endpoint, such as tcp://0.0.0.0:5571; port 0 takes a free one."
                    + " (ZINC_BIND)")
    String address = "";

    @Option(
            names = "--advertise",
            paramLabel = "HOST",
            defaultValue = "${env:ZINC_ADVERTISE:-}",
            description = "The name or address that others reach this machine by, if it is not the bound one: behind"
                    + " NAT, in a container, or with 0.0.0.0. (ZINC_ADVERTISE)")
    String advertisedHost = "";

    EndpointBuilder applyTo(EndpointBuilder builder) {
        builder.bind(address);
        return advertisedHost.isEmpty() ? builder : builder.advertise(advertisedHost);
    }
}
