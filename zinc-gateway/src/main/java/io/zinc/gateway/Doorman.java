package io.zinc.gateway;

import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Names;
import io.zinc.gateway.spi.Access;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the application's {@link Access}, on virtual threads; what that throws keeps people out, and is logged. */
final class Doorman {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** Whether somebody may open a document. */
    sealed interface Entry {

        /**
         * They may.
         *
         * @param asOf after how many changes of rights that was found out
         */
        record Admitted(Access.User user, String document, Access.Right right, long asOf) implements Entry {}

        /**
         * They may not.
         *
         * @param isUnknown whether it is not even known who they are
         */
        record Refused(String reason, boolean isUnknown) implements Entry {}
    }

    private final Access access;
    private final AtomicLong changes = new AtomicLong();

    Doorman(Access access) {
        this.access = access;
    }

    /** Rights may have changed. */
    void rightsChanged() {
        changes.incrementAndGet();
    }

    /** How often rights may have changed. */
    long changes() {
        return changes.get();
    }

    /** Finds out whether somebody may open a document; the answer comes on another thread where that may take time. */
    void ask(String token, Caller caller, String document, Consumer<Entry> answer) {
        if (access.isQuick()) {
            answer.accept(entry(token, caller, document));
        } else {
            Thread.startVirtualThread(() -> answer.accept(entry(token, caller, document)));
        }
    }

    /** Finds out who somebody is. May block. */
    Access.Verdict authenticate(String token, Caller caller) {
        try {
            return access.authenticate(new Access.Visitor(token, caller.address(), caller.isLocal()));
        } catch (Exception e) {
            LOG.warn("a visitor from {} could not be authenticated", caller.address(), e);
            return new Access.Verdict.Reject("who you are could not be found out; try again later");
        }
    }

    /** Finds out what somebody may do. May block. */
    Access.Right right(Access.User user, String document) {
        try {
            return access.right(user, document);
        } catch (Exception e) {
            LOG.warn("the rights of {} could not be found out", user, e);
            return Access.Right.NONE;
        }
    }

    private Entry entry(String token, Caller caller, String document) {
        String name;
        try {
            name = Names.checked(document);
        } catch (ZincException e) {
            return new Entry.Refused(String.valueOf(e.getMessage()), false);
        }
        return switch (authenticate(token, caller)) {
            case Access.Verdict.Reject reject -> new Entry.Refused(reject.reason(), true);
            case Access.Verdict.Accept accept -> {
                long asOf = changes();
                Access.Right right = right(accept.user(), name);
                yield right == Access.Right.NONE
                        ? new Entry.Refused(
                                accept.user() + " may not read '" + name + "'; ask whoever gives out the rights", false)
                        : new Entry.Admitted(accept.user(), name, right, asOf);
            }
        };
    }

    /** Whether an address, or what a host name stands for, is this machine's own. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // an address of a socket is always known, and listening at a name that is not fails
        }
    }
}
