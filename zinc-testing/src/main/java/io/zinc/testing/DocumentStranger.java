package io.zinc.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.Role;
import io.zinc.core.SendResult;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Edit;
import io.zinc.documents.wire.Presence;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Somebody with the right to write who wishes the others ill: random bytes, fragments under the sessions of others, as far as
 * they can be seen, presence in the name of others.
 */
final class DocumentStranger {

    private final DocumentWorld world;
    private final SplittableRandom random;
    private final DocumentNode node;

    DocumentStranger(DocumentWorld world, List<String> parents) {
        this.world = world;
        this.random = world.random().split();
        this.node = new DocumentNode(world, "stranger", Role.CLIENT, parents, new DocumentLife.Duties() {});
    }

    DocumentNode node() {
        return node;
    }

    void act() {
        List<String> names = world.scenario().documents;
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes;
        List<DocumentHistory.Published> downs = world.history().downs();
        if (downs.isEmpty() || random.nextInt(4) == 0) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
        } else {
            DocumentHistory.Published published = downs.get(random.nextInt(downs.size()));
            name = random.nextBoolean() ? published.document() : name;
            bytes = inTheNameOf(published.down(), name.equals(published.document()));
        }
        world.coverage().once("strangers' messages");
        if (random.nextInt(4) == 0) {
            node.sendEphemeral(name, bytes);
        } else {
            SendResult ignored = node.send(name, bytes);
        }
    }

    private byte[] inTheNameOf(byte[] published, boolean isOfSameDocument) {
        try {
            DocumentDown down = DocumentDown.parseFrom(published);
            DocumentUp.Builder up = DocumentUp.newBuilder()
                    .setGeneration(down.getGeneration())
                    .setSession(down.getOrdered().getSession());
            switch (random.nextInt(4)) {
                case 0 -> up.setEdit(edit(new byte[] {1, 2, 3}));
                case 1 -> up.setEdit(edit(own()));
                case 2 ->
                    // what was taken from one document and brought to another is no return of what was deleted
                    up.setEdit(edit(
                            isOfSameDocument ? down.getOrdered().getFragment().toByteArray() : own()));
                default ->
                    up.setSession(random.nextLong())
                            .setPresence(Presence.newBuilder().setAwareness(ByteString.copyFrom(present(down))));
            }
            return up.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "the host published malformed bytes: " + e);
        }
    }

    private Edit edit(byte[] fragment) {
        return Edit.newBuilder()
                .setNumber(1 + random.nextInt(50))
                .setFragment(ByteString.copyFrom(fragment))
                .setAuthor("nobody")
                .build();
    }

    private byte[] own() {
        SimulatedReplica replica = world.strategy().create();
        replica.doc().getText("text").insert(0, "<EVIL>");
        return replica.state();
    }

    /** Presence of somebody else, with another state. */
    private byte[] present(DocumentDown down) {
        try {
            List<Long> clients =
                    Awareness.clientsOf(down.getPresence().getAwareness().toByteArray());
            long client = clients.isEmpty() ? random.nextInt(1_000) : clients.getFirst();
            Awareness claimed = new Awareness(client, world.nowMs());
            for (int i = 0; i < 30; i++) {
                claimed.setLocalState(i == 29 && random.nextBoolean() ? null : Map.of("who", "nobody"), world.nowMs());
            }
            return claimed.encode(List.of(client));
        } catch (CrdtException e) {
            return new byte[] {9};
        }
    }
}
