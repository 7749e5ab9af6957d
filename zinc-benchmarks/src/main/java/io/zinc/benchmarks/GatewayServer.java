package io.zinc.benchmarks;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who serves Yjs documents to browsers. */
enum GatewayServer {
    ZINC("Zinc"),
    Y_WEBSOCKET("@y/websocket-server"),
    HOCUSPOCUS("@hocuspocus/server");

    private static final String PEERS = "zinc-benchmarks/src/main/node-servers";

    private final String title;

    GatewayServer(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }

    /** What its clients speak; Zinc speaks both. */
    YjsProtocol protocol(YjsProtocol ofZinc) {
        return switch (this) {
            case ZINC -> ofZinc;
            case Y_WEBSOCKET -> YjsProtocol.Y_WEBSOCKET;
            case HOCUSPOCUS -> YjsProtocol.HOCUSPOCUS;
        };
    }

    /** How to install it, where it is missing. */
    String howToInstall() {
        return switch (this) {
            case ZINC -> "it always is";
            case Y_WEBSOCKET, HOCUSPOCUS ->
                "install Node.js 20 or newer, then run 'npm ci' in " + PEERS + "/" + folderName();
        };
    }

    private String folderName() {
        return this == Y_WEBSOCKET ? "y-websocket" : "hocuspocus";
    }

    /** How a fresh process of it is started; empty if it is not installed. */
    Optional<ServerProcess.Command> command(Path checkout, YjsProtocol ofZinc) {
        return this == ZINC ? Optional.of(zinc(ofZinc)) : peer(checkout);
    }

    private Optional<ServerProcess.Command> peer(Path checkout) {
        Path folder = checkout.resolve(PEERS).resolve(folderName());
        Path module = folder.resolve("node_modules").resolve(title);
        if (!Files.isDirectory(module)) {
            return Optional.empty();
        }
        int port = ServerProcess.freePort();
        String script = this == Y_WEBSOCKET ? module.resolve("src/server.js").toString() : "server.mjs";
        return Optional.of(new ServerProcess.Command(
                List.of("node", script),
                folder,
                Map.of("PORT", String.valueOf(port), "HOST", "127.0.0.1"),
                URI.create("ws://127.0.0.1:" + port),
                "running"));
    }

    private static ServerProcess.Command zinc(YjsProtocol protocol) {
        int port = ServerProcess.freePort();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ChildProcess.optionsOfZincProgram());
        words.addAll(ChildProcess.moreOptions());
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.addAll(isProgramThere() ? program(port) : List.of(GatewayProcess.class.getName(), String.valueOf(port)));
        String path = switch (protocol) {
            case Y_WEBSOCKET -> "/yjs";
            case HOCUSPOCUS -> "/hocuspocus";
        };
        URI address = URI.create("ws://127.0.0.1:" + port + path);
        return new ServerProcess.Command(words, Path.of("").toAbsolutePath(), Map.of(), address, "at ");
    }

    /** Whether this was started by the zinc program; this module's tests are not. */
    private static boolean isProgramThere() {
        return GatewayServer.class.getResource("/io/zinc/cli/Main.class") != null;
    }

    /** A host that holds documents in memory, whatever the environment says. */
    private static List<String> program(int port) {
        return List.of(
                "io.zinc.cli.Main", "host", "--bind", "tcp://127.0.0.1:0", "--data", "", "--http", "127.0.0.1:" + port);
    }
}
