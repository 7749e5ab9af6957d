package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Frame;
import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.SyncMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    @Test
    void allReceiversShareOneEncodingOfAProtocol() {
        Delivery delivery = Delivery.ofUpdate(new byte[] {1, 2, 3});

        assertThat(delivery.message()).isSameAs(delivery.message());
        assertThat(delivery.message("notes")).isSameAs(delivery.message("notes"));
        assertThat(Frame.decode(delivery.message()))
                .isInstanceOfSatisfying(
                        Frame.Sync.class,
                        sync -> assertThat(sync.message())
                                .isInstanceOfSatisfying(
                                        SyncMessage.Change.class,
                                        change -> assertThat(change.update()).containsExactly(1, 2, 3)));
    }

    @Test
    void everyoneIsWrittenToUnderTheirOwnAddressWhoeverAsksFirst() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 2_000; round++) {
                Delivery delivery = Delivery.ofPresence(new byte[] {0});
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<String>> addresses = new ArrayList<>();
                for (String address : List.of("a", "b")) {
                    Callable<String> ask = () -> {
                        int unused = start.await();
                        return HocuspocusFrame.decode(delivery.message(address)).address()
                                + HocuspocusFrame.decode(delivery.message(address))
                                        .address();
                    };
                    addresses.add(threads.submit(ask));
                }
                assertThat(addresses.get(0).get()).isEqualTo("aa");
                assertThat(addresses.get(1).get()).isEqualTo("bb");
            }
        }
    }
}
