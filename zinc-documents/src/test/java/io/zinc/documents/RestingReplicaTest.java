package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.DocOptions;
import io.zinc.crdt.StateVector;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestingReplicaTest {

    private final CrdtReplica replica = new CrdtReplica(DocOptions.defaults());
    private final List<String> woken = new ArrayList<>();

    @BeforeEach
    void write() {
        replica.doc().getText("text").insert(0, "hello world");
        replica.doc().getText("text").delete(0, 6);
    }

    private int rest() {
        return replica.rest(UnaryOperator.identity(), () -> woken.add("woken"));
    }

    private static byte[] edit(byte[] state, String text) {
        Doc doc = Doc.fromUpdate(state);
        StateVector before = doc.stateVector();
        doc.getText("text").insert(0, text);
        return doc.encodeStateAsUpdate(before);
    }

    @Test
    void itAnswersAsBeforeWithoutBeingWoken() {
        byte[] state = replica.state();
        StateVector clocks = replica.clocks();
        Replica.Digest digest = replica.digest();
        long writer = replica.writer();

        assertThat(rest()).isEqualTo(state.length);

        assertThat(replica.state()).isEqualTo(state);
        assertThat(replica.clocks()).isEqualTo(clocks);
        assertThat(replica.digest()).isEqualTo(digest);
        assertThat(replica.writer()).isEqualTo(writer);
        assertThat(replica.isWaiting()).isFalse();
        assertThat(replica.fragmentSince(new byte[0])).isEqualTo(state);
        assertThat(replica.isComplete(edit(state, "more"))).isTrue();
        assertThat(woken).isEmpty();
    }

    @Test
    void itTellsWhatOthersLackFromItsBytes() {
        Doc other = Doc.fromUpdate(replica.state());
        StateVector before = other.stateVector();
        replica.apply(edit(replica.state(), "new: "));
        rest();

        other.applyUpdate(replica.stateSince(before));

        assertThat(other.getText("text")).hasToString("new: world");
        assertThat(replica.stateSince(before).length).isLessThan(replica.state().length);
        assertThat(woken).isEmpty();
    }

    @Test
    void whatIsAppliedWakesIt() {
        rest();
        replica.apply(edit(replica.state(), "my "));

        assertThat(replica.doc().getText("text")).hasToString("my world");
        assertThat(woken).containsExactly("woken");
        assertThat(Doc.fromUpdate(replica.state()).getText("text")).hasToString("my world");
    }

    @Test
    void anUpdateOfNothingDoesNotWakeIt() {
        rest();
        replica.apply(new Doc().encodeStateAsUpdate());
        replica.bringIn(new Doc().encodeStateAsUpdate());

        assertThat(replica.contains(new Doc().encodeStateAsUpdate())).isTrue();
        assertThat(woken).isEmpty();
    }

    @Test
    void itWritesOnUnderItsOwnIdAndTellsItsListeners() {
        List<byte[]> told = new ArrayList<>();
        replica.onLocalFragment(told::add);
        long writer = replica.writer();
        rest();
        replica.doc().getText("text").insert(0, "my ");

        assertThat(replica.writer()).isEqualTo(writer);
        assertThat(told).hasSize(1);
        assertThat(replica.writers(told.getFirst())).containsExactly(writer);
    }

    @Test
    void whoObservesTheDocumentIsGivenTheNextOne() {
        List<Doc> seen = new ArrayList<>();
        replica.observe(seen::add);
        rest();
        replica.apply(edit(replica.state(), "my "));

        assertThat(seen).hasSize(2);
        assertThat(seen.getLast()).isSameAs(replica.doc()).isNotSameAs(seen.getFirst());
    }

    @Test
    void aReplicaForWhichSomethingWaitsDoesNotRest() {
        Doc other = new Doc();
        other.getText("text").insert(0, "first");
        StateVector before = other.stateVector();
        other.getText("text").insert(5, "second");
        replica.apply(other.encodeStateAsUpdate(before));

        assertThat(rest()).isZero();
    }

    @Test
    void aMalformedFragmentChangesNothing() {
        byte[] state = replica.state();
        rest();
        Assertions.assertThatThrownBy(() -> replica.apply(new byte[] {9, 9, 9})).isInstanceOf(FragmentException.class);

        assertThat(replica.state()).isEqualTo(state);
    }

    @Test
    void twoThatHoldTheSameMayRestInTheSameBytes() {
        CrdtReplica twin = new CrdtReplica(DocOptions.defaults());
        twin.apply(replica.state());
        rest();
        byte[] shared = replica.encoded();
        twin.rest(state -> state.length == shared.length ? shared : state, () -> {});

        assertThat(twin.encoded()).isSameAs(shared);
        twin.apply(edit(shared, "my "));
        assertThat(replica.state()).isEqualTo(shared);
        assertThat(twin.doc().getText("text")).hasToString("my world");
    }
}
