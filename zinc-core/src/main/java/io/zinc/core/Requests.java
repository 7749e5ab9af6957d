package io.zinc.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The application's questions that wait for their answers. Futures complete on virtual threads of their own. */
final class Requests {

    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();

    /** Takes a future that waits from now on, and returns the question's id. */
    long add(CompletableFuture<byte[]> answer) {
        long id = lastId.incrementAndGet();
        waiting.put(id, answer);
        return id;
    }

    void answered(long id, byte[] bytes) {
        CompletableFuture<byte[]> answer = waiting.remove(id);
        if (answer != null) {
            Thread.startVirtualThread(() -> answer.complete(bytes));
        }
    }

    void unanswered(long id, ZincException why) {
        CompletableFuture<byte[]> answer = waiting.remove(id);
        if (answer != null) {
            Thread.startVirtualThread(() -> answer.completeExceptionally(why));
        }
    }

    /** Nobody will answer any more. */
    void failAll(String reason) {
        for (Long id : List.copyOf(waiting.keySet())) {
            unanswered(id, new ZincException(ZincException.Category.RETRY, reason));
        }
    }
}
