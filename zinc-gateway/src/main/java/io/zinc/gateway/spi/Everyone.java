package io.zinc.gateway.spi;

/** Lets people in without asking who they are. */
record Everyone(boolean isLoopbackOnly) implements Access {

    @Override
    public Verdict authenticate(Visitor visitor) {
        if (isLoopbackOnly && !visitor.isLoopback()) {
            return new Verdict.Reject("this gateway lets in only visitors of its own machine, and you come from "
                    + visitor.remoteAddress()
                    + " or through a proxy; its operator can give it tokens to ask for, or open it to everyone");
        }
        return new Verdict.Accept(new User("", visitor.token()));
    }

    @Override
    public boolean isQuick() {
        return true;
    }

    @Override
    public Right right(User user, String document) {
        return Right.WRITE;
    }
}
