package io.zinc.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who keeps the replicas of a recorded session the same, as processes of its own. */
enum Engine {
    ZINC("Zinc"),
    YJS("Yjs over y-websocket");

    final String title;

    Engine(String title) {
        this.title = title;
    }

    /** The process that all members talk to; its first answer has its address. */
    ChildProcess host(@Nullable Path scripts) {
        return switch (this) {
            case ZINC -> ChildProcess.start(DocumentHostProcess.class);
            case YJS -> ChildProcess.startNode(in(scripts).resolve("websocket-server.mjs"));
        };
    }

    /** A member of a session; a reader is the author -1. */
    ChildProcess member(@Nullable Path scripts, String address, Path session, int author) {
        String[] arguments = {address, session.toString(), String.valueOf(author)};
        return switch (this) {
            case ZINC -> ChildProcess.start(SessionMemberProcess.class, arguments);
            case YJS -> ChildProcess.startNode(in(scripts).resolve("websocket-member.mjs"), arguments);
        };
    }

    private static Path in(@Nullable Path scripts) {
        if (scripts == null) {
            throw new IllegalStateException("the scripts for Node.js are not at hand");
        }
        return scripts;
    }

    /** Whether Node.js can be started. */
    static boolean isNodeInstalled() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
