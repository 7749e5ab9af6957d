package io.zinc.system;

import io.zinc.gateway.Gateway;
import io.zinc.gateway.spi.Access;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets in who shows their own name as the token, if they are known here, with rights that can be changed. */
final class Guestbook implements Access {

    private final Map<String, Right> rights = new ConcurrentHashMap<>();

    Guestbook with(String name, Right right) {
        rights.put(name, right);
        return this;
    }

    /** Changes the right of somebody who may have something open at a gateway. */
    void change(Gateway gateway, String name, Right right) {
        rights.put(name, right);
        gateway.rightsChanged();
    }

    @Override
    public Verdict authenticate(Visitor visitor) {
        return rights.containsKey(visitor.token())
                ? new Verdict.Accept(new User(visitor.token(), visitor.token()))
                : new Verdict.Reject("'" + visitor.token() + "' is not in the guest book");
    }

    @Override
    public Right right(User user, String document) {
        return rights.getOrDefault(user.name(), Right.NONE);
    }
}
