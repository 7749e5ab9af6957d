package io.zinc.documents;

import io.zinc.core.Endpoint;
import io.zinc.core.spi.Authorizer.Access;
import io.zinc.core.spi.Authorizer.Decision;
import io.zinc.documents.protocol.Departed;
import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.Renaming;
import io.zinc.documents.protocol.StoreStep;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes documents of a host from one name to another. Each step is on the lane of the name that it is about: whether the new
 * name may be had and is free, then the old one's departure, which is the store's step, then the arrival, then what is told.
 */
final class HostRenames {

    /** Where the documents are. */
    interface Lanes {
        void use(String name, BiConsumer<@Nullable HostedDocument, String> use);
    }

    private final Endpoint endpoint;
    private final Lanes documents;

    HostRenames(Endpoint endpoint, Lanes documents) {
        this.endpoint = endpoint;
        this.documents = documents;
    }

    /** A session wants another name; asks whether it may have that one. */
    void wanted(Renaming wanted) {
        if (wanted.origin().equals(endpoint.id())) {
            reserve(wanted);
            return;
        }
        String topic = Names.topicOf(wanted.to());
        CompletableFuture<Decision> mayRead = endpoint.authorize(wanted.subject(), topic, Access.SUBSCRIBE);
        CompletableFuture<Decision> mayWrite = endpoint.authorize(wanted.subject(), topic, Access.SEND);
        var unused = mayRead.thenAcceptBoth(mayWrite, (read, write) -> {
            if ((read instanceof Decision.Deny ? read : write) instanceof Decision.Deny deny) {
                refuse(wanted, "the name '" + wanted.to() + "' may not be used: " + deny.reason());
            } else {
                reserve(wanted);
            }
        });
    }

    private void refuse(Renaming wanted, String reason) {
        documents.use(wanted.document(), (document, fault) -> {
            if (document != null) {
                document.notRenamed(wanted, reason, LiveSession.nowMs());
            }
        });
    }

    private void reserve(Renaming wanted) {
        documents.use(wanted.to(), (target, fault) -> {
            long generation = target == null ? 0 : target.reserve(LiveSession.nowMs());
            if (target == null) {
                refuse(wanted, fault);
            } else if (generation == 0) {
                refuse(wanted, "there is a document '" + wanted.to() + "' already; choose another name, or delete it");
            } else {
                depart(wanted, generation);
            }
        });
    }

    private void depart(Renaming wanted, long generation) {
        documents.use(wanted.document(), (document, fault) -> {
            if (document == null || !document.depart(wanted, generation, LiveSession.nowMs())) {
                release(wanted.to());
            }
        });
    }

    private void release(String name) {
        documents.use(name, (target, fault) -> {
            if (target != null) {
                target.release(LiveSession.nowMs());
            }
        });
    }

    /** The store has the document under its new name. */
    void departed(StoreStep.Rename step, Departed document) {
        documents.use(step.to(), (target, fault) -> {
            if (target != null) { // it is kept in memory for as long as the name is reserved
                target.arrive(step, document, LiveSession.nowMs());
            }
        });
        // that it is done is told after the host lists it under its new name, which it does at the end of that step
        documents.use(
                step.to(),
                (target, fault) -> documents.use(step.document(), (old, oldFault) -> {
                    if (old != null) {
                        old.left(step, LiveSession.nowMs());
                    }
                }));
    }

    /** The store will not have it there. */
    void stayed(StoreStep.Rename step) {
        release(step.to());
    }
}
