package io.zinc.testing;

import io.zinc.crdt.Doc;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.spi.Replica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A replica that can be told to go wrong: to lose a fragment, or to have other content than its clocks say. */
final class SimulatedReplica implements Replica {

    private static final String ROOT = "text";

    private final CrdtStrategy strategy;
    private final List<Consumer<byte[]>> listeners = new ArrayList<>();
    private Replica inner;
    private boolean isForgetful;

    SimulatedReplica(CrdtStrategy strategy) {
        this.strategy = strategy;
        this.inner = strategy.create();
    }

    Doc doc() {
        return CrdtStrategy.docOf(inner);
    }

    String text() {
        return doc().getText(ROOT).toString();
    }

    /** Loses the next fragment that it is given. */
    void forgetNext() {
        isForgetful = true;
    }

    /**
     * Changes a letter in place, as a broken memory would: what was inserted and deleted is the same, what is shown is not.
     *
     * @return false when there is no letter to change
     */
    boolean garble() {
        byte[] state = inner.state();
        int at = letter(state);
        if (at < 0) {
            return false;
        }
        state[at] = (byte) (state[at] == 'Z' ? 'A' : state[at] + 1);
        Replica wrong = strategy.create();
        wrong.apply(state);
        boolean isGarbled = wrong.digest().hasSameFragments(inner.digest())
                && wrong.digest().content() != inner.digest().content();
        if (isGarbled) {
            inner = wrong;
            listeners.forEach(inner::onLocalFragment);
        }
        return isGarbled;
    }

    /** Where a word such as {@code <ABCD>} has its first letter; -1 without one. */
    private static int letter(byte[] state) {
        String all = new String(state, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf('<'); at >= 0 && at + 5 < all.length(); at = all.indexOf('<', at + 1)) {
            if (all.substring(at + 1, at + 5).chars().allMatch(unit -> unit >= 'A' && unit <= 'Z')) {
                return at + 1;
            }
        }
        return -1;
    }

    @Override
    public byte[] state() {
        return inner.state();
    }

    @Override
    public byte[] version() {
        return inner.version();
    }

    @Override
    public byte[] fragmentSince(byte[] version) {
        return inner.fragmentSince(version);
    }

    @Override
    public byte[] allSince(byte[] version) {
        return inner.allSince(version);
    }

    @Override
    public void apply(byte[] fragment) {
        if (isForgetful) {
            isForgetful = false;
        } else {
            inner.apply(fragment);
        }
    }

    @Override
    public void bringIn(byte[] fragment) {
        inner.bringIn(fragment);
    }

    @Override
    public boolean isComplete(byte[] fragment) {
        return inner.isComplete(fragment);
    }

    @Override
    public boolean isWaiting() {
        return inner.isWaiting();
    }

    @Override
    public int rest(UnaryOperator<byte[]> pool, Runnable whenAwake) {
        return inner.rest(pool, whenAwake);
    }

    @Override
    public Digest digest() {
        return inner.digest();
    }

    @Override
    public long writer() {
        return inner.writer();
    }

    @Override
    public Set<Long> writers(byte[] fragment) {
        return inner.writers(fragment);
    }

    @Override
    public void onLocalFragment(Consumer<byte[]> listener) {
        listeners.add(listener);
        inner.onLocalFragment(listener);
    }
}
