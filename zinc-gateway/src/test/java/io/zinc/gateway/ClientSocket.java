package io.zinc.gateway;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A WebSocket of the JDK: sends one message after another, and tells how it was closed. */
final class ClientSocket implements WebSocket.Listener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    /** What the other end said when it closed; code 1006 when it said nothing. */
    record Closing(int code, String reason) {}

    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    private final ByteArrayOutputStream incomplete = new ByteArrayOutputStream();
    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private @Nullable Consumer<byte[]> listener;

    /** Connects; fails when that is refused. */
    ClientSocket(HttpClient http, URI uri, Map<String, String> headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        headers.forEach(builder::header);
        this.socket = builder.buildAsync(uri, this)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** The WebSocket address of a gateway. */
    static URI uri(Gateway gateway, String path) {
        return URI.create(gateway.url().replace("http", "ws") + path);
    }

    /** Hands over what came so far, and what comes from now on. */
    void listen(Consumer<byte[]> onMessage) {
        lock.lock();
        try {
            early.forEach(onMessage);
            early.clear();
            listener = onMessage;
        } finally {
            lock.unlock();
        }
    }

    private void received(byte[] message) {
        Consumer<byte[]> to;
        lock.lock();
        try {
            to = listener;
            if (to == null) {
                early.add(message);
            }
        } finally {
            lock.unlock();
        }
        if (to != null) {
            to.accept(message);
        }
    }

    void send(byte[] message) {
        then(() -> socket.sendBinary(ByteBuffer.wrap(message), true));
    }

    void sendText(String message) {
        then(() -> socket.sendText(message, true));
    }

    private void then(java.util.function.Supplier<CompletableFuture<WebSocket>> next) {
        lock.lock();
        try {
            sent = sent.thenCompose(before -> next.get());
        } finally {
            lock.unlock();
        }
    }

    /** Says goodbye. */
    @Override
    public void close() {
        then(() -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        lock.lock();
        try {
            sent = sent.exceptionally(fault -> null);
        } finally {
            lock.unlock();
        }
    }

    /** Goes without a word. */
    void vanish() {
        socket.abort();
        closing.complete(new Closing(1006, ""));
    }

    boolean isClosed() {
        return closing.isDone();
    }

    /** Waits until the other end has closed. */
    Closing closing() {
        return closing.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** How often the other end has asked whether this one is there. */
    int pings() {
        return pings.get();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean isLast) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        incomplete.writeBytes(bytes);
        if (isLast) {
            byte[] message = incomplete.toByteArray();
            incomplete.reset();
            received(message);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pings.incrementAndGet(); // the JDK answers
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closing.complete(new Closing(statusCode, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closing.complete(new Closing(1006, String.valueOf(error)));
    }
}
