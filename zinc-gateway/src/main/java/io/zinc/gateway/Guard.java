package io.zinc.gateway;

import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Names;
import io.zinc.gateway.spi.Access;

/** Lets a call come to a document, or to a version of one, as far as its user may. */
record Guard(Doorman doorman) {

    /** The document that the path names, if the user may read it. */
    String readable(Call call) throws Refusal {
        return allowed(call.user(), name(call.parameter("document")), Access.Right.READ);
    }

    /** The document that the path names, if the user may change it. */
    String writable(Call call) throws Refusal {
        return writable(call, call.parameter("document"));
    }

    /** A document of a name, if the user may change it. */
    String writable(Call call, String document) throws Refusal {
        return allowed(call.user(), name(document), Access.Right.WRITE);
    }

    boolean mayRead(Access.User user, String document) {
        return doorman.right(user, document) != Access.Right.NONE;
    }

    private String allowed(Access.User user, String document, Access.Right least) throws Refusal {
        Access.Right right = doorman.right(user, document);
        if (right.compareTo(least) < 0) {
            throw new Refusal(
                    403,
                    user + " may not " + (least == Access.Right.READ ? "read" : "change") + " '" + document
                            + "'; ask whoever gives out the rights");
        }
        return document;
    }

    private static String name(String document) throws Refusal {
        if (document.equals(".") || document.equals("..")) {
            throw new Refusal(400, "'" + document + "' means something else in URLs; choose another name");
        }
        try {
            return Names.checked(document);
        } catch (ZincException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    /** A name of a version, in its normal form. */
    static String version(String version) throws Refusal {
        try {
            return Names.checkedVersion(version);
        } catch (ZincException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }
}
