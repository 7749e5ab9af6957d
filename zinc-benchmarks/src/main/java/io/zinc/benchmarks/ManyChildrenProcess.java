package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A process with a host and many clients in it, linked in memory, that tells what they take of the heap. */
final class ManyChildrenProcess {

    private static final String ADDRESS = "inproc://many";

    private ManyChildrenProcess() {}

    public static void main(String[] arguments) throws Exception {
        int children = Integer.parseInt(arguments[0]);
        List<Endpoint> endpoints = new ArrayList<>();
        Endpoint host = Endpoint.host(ZincPublisher.CLUSTER).bind(ADDRESS).open();
        endpoints.add(host);
        long before = heapBytes();
        for (int i = 0; i < children; i++) {
            Endpoint child =
                    Endpoint.client(ZincPublisher.CLUSTER).join(ADDRESS).open();
            var unused = child.subscribe(ZincEchoHost.REPLIES, message -> {});
            endpoints.add(child);
        }
        long after = heapBytes();
        ChildCommands.serve(
                new Answer().with("bytes", after - before).with("endpoints", endpoints.size()),
                (command, words) -> new Answer());
        System.exit(0);
    }

    /** What is in use after collections. */
    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
