package io.zinc.gateway;

import io.zinc.gateway.spi.Access;

/** Takes the stateless messages that Hocuspocus clients send: text between applications, which is no part of a document. */
@FunctionalInterface
public interface StatelessHandler {

    /** Takes one, in the order of the sender's messages; it should not block for long, as the document's others wait. */
    void handle(Access.User user, String document, String text);
}
