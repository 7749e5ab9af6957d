package io.zinc.gateway;

import io.zinc.gateway.spi.Access;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets in whoever shows a token that begins with "let-in-", under the name that follows, with rights from a list. */
final class ListedAccess implements Access {

    private static final String LET_IN = "let-in-";

    private final Map<String, Right> rights = new ConcurrentHashMap<>();
    private volatile @Nullable CountDownLatch gate;

    static String token(String user) {
        return LET_IN + user;
    }

    /** Says what somebody may do with every document; they may write otherwise. */
    ListedAccess give(String user, Right right) {
        rights.put(user, right);
        return this;
    }

    /** From now on nobody is told who they are before the gate opens. */
    CountDownLatch closeGate() {
        CountDownLatch closed = new CountDownLatch(1);
        gate = closed;
        return closed;
    }

    @Override
    public Verdict authenticate(Visitor visitor) throws Exception {
        CountDownLatch wait = gate;
        if (wait != null && !wait.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody opened the gate");
        }
        if (visitor.token().equals("throw")) {
            throw new IllegalStateException("the directory of users is on fire");
        }
        return visitor.token().startsWith(LET_IN)
                ? new Verdict.Accept(new User(visitor.token().substring(LET_IN.length()), visitor.token()))
                : new Verdict.Reject("the token is unknown; sign in again");
    }

    @Override
    public Right right(User user, String document) {
        return rights.getOrDefault(user.name(), Right.WRITE);
    }
}
