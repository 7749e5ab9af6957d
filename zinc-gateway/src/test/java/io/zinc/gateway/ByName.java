package io.zinc.gateway;

import io.zinc.gateway.spi.Access;
import java.util.concurrent.CountDownLatch;

/**
 * Knows tokens that are names, and lets their bearers read what begins with "public" and change what begins with "NAME/".
 *
 * @param arrivals counts who waits at the gate
 * @param gate what the bearer of "slow" has to wait for
 */
record ByName(CountDownLatch arrivals, CountDownLatch gate) implements Access {

    ByName() {
        this(new CountDownLatch(0), new CountDownLatch(0));
    }

    @Override
    public Verdict authenticate(Access.Visitor visitor) throws InterruptedException {
        if (visitor.token().equals("slow")) {
            arrivals.countDown();
            gate.await();
        }
        return visitor.token().isEmpty()
                ? new Verdict.Reject("show a token")
                : new Verdict.Accept(new User(visitor.token(), visitor.token()));
    }

    @Override
    public Right right(User user, String document) {
        if (document.startsWith(user.name() + "/")) {
            return Right.WRITE;
        }
        return document.startsWith("public") ? Right.READ : Right.NONE;
    }
}
