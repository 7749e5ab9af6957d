package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HocuspocusFrameTest {

    private static final String NOTES = "056e6f746573";

    private static void assertBytes(HocuspocusFrame.Body body, String hex) {
        HocuspocusFrame frame = new HocuspocusFrame("notes", body);
        assertThat(Hex.of(frame.encode())).isEqualTo(NOTES + hex);
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + hex))).isEqualTo(frame);
    }

    @Test
    void eachMessageIsWrittenAsTheProviderWritesIt() {
        assertBytes(new HocuspocusFrame.Token("ab", "4.8.0"), "0200026162" + "05342e382e30");
        assertBytes(new HocuspocusFrame.PermissionDenied("no"), "0201026e6f");
        assertBytes(new HocuspocusFrame.Authenticated(false), "02020a726561642d7772697465");
        assertBytes(new HocuspocusFrame.Authenticated(true), "020208726561646f6e6c79");
        assertBytes(new HocuspocusFrame.QueryPresence(), "03");
        assertBytes(new HocuspocusFrame.Stateless("{}"), "05027b7d");
        assertBytes(new HocuspocusFrame.Close("bye"), "0703627965");
        assertBytes(new HocuspocusFrame.SyncStatus(true), "0801");
        assertBytes(new HocuspocusFrame.SyncStatus(false), "0800");
    }

    @Test
    void syncMessagesAndPresenceCarryTheirBytes() {
        StateVector has = new StateVector(Map.of(5L, 3L));
        HocuspocusFrame step =
                new HocuspocusFrame("notes", new HocuspocusFrame.Sync(new SyncMessage.Step1(has), false));
        HocuspocusFrame reply =
                new HocuspocusFrame("notes", new HocuspocusFrame.Sync(new SyncMessage.Step1(has), true));
        assertThat(Hex.of(step.encode())).isEqualTo(NOTES + "00" + "00" + "03" + "010503");
        assertThat(Hex.of(reply.encode())).isEqualTo(NOTES + "04" + "00" + "03" + "010503");
        assertThat(HocuspocusFrame.decode(step.encode())).isEqualTo(step);
        assertThat(HocuspocusFrame.decode(reply.encode())).isEqualTo(reply);

        byte[] change = new HocuspocusFrame(
                        "notes", new HocuspocusFrame.Sync(new SyncMessage.Change(new byte[] {0, 0}), false))
                .encode();
        assertThat(Hex.of(change)).isEqualTo(NOTES + "00" + "02" + "02" + "0000");
        assertThat(HocuspocusFrame.decode(change).encode()).isEqualTo(change);

        byte[] presence = new HocuspocusFrame("notes", new HocuspocusFrame.Presence(new byte[] {0})).encode();
        assertThat(Hex.of(presence)).isEqualTo(NOTES + "01" + "01" + "00");
        assertThat(HocuspocusFrame.decode(presence).encode()).isEqualTo(presence);
    }

    @Test
    void pingAndPongAreAByteEachWithoutAnAddress() {
        assertThat(new HocuspocusFrame("", new HocuspocusFrame.Ping()).encode()).containsExactly(9);
        assertThat(new HocuspocusFrame("", new HocuspocusFrame.Pong()).encode()).containsExactly(10);
        assertThat(HocuspocusFrame.decode(new byte[] {9}).body()).isEqualTo(new HocuspocusFrame.Ping());
        assertThat(HocuspocusFrame.decode(new byte[] {10}).body()).isEqualTo(new HocuspocusFrame.Pong());
    }

    @Test
    void whatOlderProvidersLeaveOutIsEmpty() {
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + "0200")).body())
                .isEqualTo(new HocuspocusFrame.Token("", ""));
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + "0200026162")).body())
                .isEqualTo(new HocuspocusFrame.Token("ab", ""));
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + "07")).body()).isEqualTo(new HocuspocusFrame.Close(""));
    }

    @Test
    void anAddressMayCarryASessionId() {
        HocuspocusFrame frame = new HocuspocusFrame("notes\0one", new HocuspocusFrame.QueryPresence());
        assertThat(HocuspocusFrame.decode(frame.encode())).isEqualTo(frame);
    }

    @Test
    void typesThatNobodyKnowsAndThatClientsMayNotSendAreSaidToBeUnknown() {
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + "06" + "0178")).body())
                .isEqualTo(new HocuspocusFrame.Unknown(6));
        assertThat(HocuspocusFrame.decode(Hex.bytes(NOTES + "ffffffffffff07")).body())
                .isEqualTo(new HocuspocusFrame.Unknown((1L << 45) - 1));
        assertThatThrownBy(() -> new HocuspocusFrame("n", new HocuspocusFrame.Unknown(6)).encode())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "05", // an address of 5 bytes that are not there
                "056e6f746573", // no type
                "056e6f74657300", // a sync message without a kind
                "056e6f7465730009", // and of an unknown one
                "056e6f74657301ff", // presence longer than the message
                "056e6f74657302", // auth without a kind
                "056e6f7465730209", // and of an unknown one
                "056e6f74657305", // no text
                "01ff03", // an address that is no UTF-8
                "056e6f74657308" // no status
            })
    void whatIsNoMessageIsRefusedWithAReason(String hex) {
        assertThatThrownBy(() -> HocuspocusFrame.decode(Hex.bytes(hex)))
                .isInstanceOf(MalformedUpdateException.class)
                .message()
                .isNotEmpty();
    }
}
