package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that are killed or stand still while messages flow. Nothing is lost, nothing comes twice. */
class ProcessFailuresTest {

    private static final int MESSAGES = 3_000;

    private final Commands zinc = new Commands();

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private static void assertGotEverything(Program listener) throws InterruptedException {
        assertThat(listener.exitCode()).as(listener.toString()).isZero();
        assertThat(listener.out().all()).isEqualTo(Commands.numbers(1, MESSAGES));
    }

    @Test
    void aRelayThatIsKilledTakesNoMessageWithIt() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program relay = zinc.relay(host);
        String relayAddress = zinc.addressOf(relay);
        String parents = relayAddress + "," + host;
        Program listener = zinc.listen(relayAddress, "--count", String.valueOf(MESSAGES));
        Program sender = zinc.send(parents).type(Commands.lines(1, 1_000));
        listener.out().awaitCount(500);

        relay.signal("KILL");
        sender.type(Commands.lines(1_001, 2_000));
        listener.err().await("zinc: lost ");
        sender.type(Commands.lines(2_001, MESSAGES)).endInput();

        assertThat(sender.exitCode()).as(sender.toString()).isZero();
        assertGotEverything(listener);
    }

    @Test
    void aListenerThatStoodStillCatchesUp() throws Exception {
        Program hostProgram = zinc.host("--verbose");
        String host = zinc.addressOf(hostProgram);
        Program listener = zinc.listen(host, "--count", String.valueOf(MESSAGES));
        Program sender = zinc.send(host).type(Commands.lines(1, 1_000));
        listener.out().awaitCount(1_000);

        listener.signal("STOP");
        sender.type(Commands.lines(1_001, 2_000));
        hostProgram.err().await(" left: nothing came from it");
        listener.signal("CONT");
        sender.type(Commands.lines(2_001, MESSAGES)).endInput();

        assertThat(sender.exitCode()).as(sender.toString()).isZero();
        assertGotEverything(listener);
    }

    @Test
    void aRelayThatStandsStillIsLeftBehindAndComesBack() throws Exception {
        Program hostProgram = zinc.host("--verbose");
        String host = zinc.addressOf(hostProgram);
        Program relay = zinc.relay(host);
        String relayAddress = zinc.addressOf(relay);
        Program listener = zinc.listen(relayAddress, "--count", String.valueOf(MESSAGES));
        Program sender = zinc.send(host).type(Commands.lines(1, 1_000));
        listener.out().awaitCount(1_000);

        relay.signal("STOP");
        sender.type(Commands.lines(1_001, 2_000));
        listener.err().await("zinc: lost " + relayAddress);
        listener.out().awaitCount(2_000);
        hostProgram.err().await(" left: nothing came from it");
        relay.signal("CONT");
        relay.err().await("again");
        sender.type(Commands.lines(2_001, MESSAGES)).endInput();

        assertThat(sender.exitCode()).as(sender.toString()).isZero();
        assertGotEverything(listener);
    }

    @Test
    void aHostThatIsStartedAgainIsFoundAgainAndWhatIsUnknownIsSaid() throws Exception {
        String address = "tcp://127.0.0.1:" + Commands.freePorts(1);
        Program first = zinc.start("host", "--bind", address);
        zinc.addressOf(first);
        Program listener = zinc.listen(address, "--count", "4");
        Program sender = zinc.send(address).type("one\ntwo\n");
        listener.out().awaitCount(2);

        first.signal("KILL").exitCode();
        zinc.addressOf(zinc.start("host", "--bind", address));
        listener.err().await("the host is a new one");
        sender.err().await("the host is a new one");
        sender.type("three\nfour\n").endInput();

        assertThat(sender.exitCode()).as(sender.toString()).isZero();
        assertThat(listener.exitCode()).as(listener.toString()).isZero();
        assertThat(listener.out().all()).containsExactly("one", "two", "three", "four");
    }
}
