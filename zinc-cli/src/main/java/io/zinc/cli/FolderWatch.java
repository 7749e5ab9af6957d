package io.zinc.cli;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one thread when something happens in a folder, or when it is told to. It watches the folder and not a file, as many
 * editors put a new file in the old one's place. File systems that do not tell are looked at now and then.
 */
final class FolderWatch implements AutoCloseable {

    private static final long LOOK_MS = 300;

    private final WatchService service;
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);

    FolderWatch(Path folder) throws IOException {
        this.service = folder.getFileSystem().newWatchService();
        folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        Thread.ofPlatform().daemon().name("zinc-folder-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents();
                wake();
                if (!key.reset()) {
                    return; // the folder is gone; looking now and then will show it
                }
            }
        } catch (ClosedWatchServiceException e) {
            // closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wakes who awaits; never blocks. */
    void wake() {
        boolean unused = news.offer(true);
    }

    /** Returns when something may have happened. */
    void await() throws InterruptedException {
        Boolean unused = news.poll(LOOK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
