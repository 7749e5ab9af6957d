package io.zinc.benchmarks;

/** The process of an {@link Echo.Host}. */
final class EchoHostProcess {

    private EchoHostProcess() {}

    public static void main(String[] arguments) throws Exception {
        Echo.Host host = Echo.valueOf(arguments[0]).host();
        ChildCommands.serve(
                new Answer().with("address", host.address()),
                (command, words) -> ProcessMeter.now().answer());
        System.exit(0);
    }
}
