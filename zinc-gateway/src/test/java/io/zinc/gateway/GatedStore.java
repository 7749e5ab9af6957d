package io.zinc.gateway;

import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.testing.MemoryDisk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A store that is as slow as a test wants: it appends only as often as it is let. */
final class GatedStore {

    private final DocumentStore memory = new MemoryDisk().open();
    private final Semaphore appends = new Semaphore(0);

    /** Lets it append so often. */
    void let(int times) {
        appends.release(times);
    }

    DocumentStore store() {
        return (DocumentStore) Proxy.newProxyInstance(
                GatedStore.class.getClassLoader(), new Class<?>[] {DocumentStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append") && !appends.tryAcquire(20, TimeUnit.SECONDS)) {
                        throw new StoreException(StoreException.Problem.UNUSABLE, "the test never let this be kept");
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
