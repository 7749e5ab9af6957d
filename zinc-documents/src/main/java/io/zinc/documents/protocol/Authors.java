package io.zinc.documents.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.wire.Author;
import io.zinc.documents.wire.Opened;
import java.util.Map;

/** Who wrote under which client id, as bytes for a store: the authors of an {@link Opened} alone. */
final class Authors {

    private Authors() {}

    static byte[] write(Map<Long, String> authors) {
        Opened.Builder all = Opened.newBuilder();
        authors.forEach((client, name) ->
                all.addAuthors(Author.newBuilder().setClient(client).setName(name)));
        return all.build().toByteArray();
    }

    static void read(byte[] bytes, Map<Long, String> into) {
        try {
            for (Author author : Opened.parseFrom(bytes).getAuthorsList()) {
                into.put(author.getClient(), author.getName());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new FragmentException("the stored authors cannot be read", e);
        }
    }
}
