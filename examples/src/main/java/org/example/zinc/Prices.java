package org.example.zinc;

import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prices as JSON, over TCP. One display shows every price. The other one is slow and only wants the newest price of each
 * symbol, so it says so and never falls behind.
 */
public final class Prices {

    record Price(String symbol, long cents) {}

    private static final Topic<Price> PRICES =
            Topic.of("prices", Codec.json(Price.class)).keyedBy(Price::symbol);

    private static final int UPDATES = 300;

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch everyPrice = new CountDownLatch(UPDATES);
        CountDownLatch newestPrices = new CountDownLatch(2);
        try (Endpoint exchange =
                        Endpoint.host("market").bind("tcp://127.0.0.1:0").open();
                Endpoint display =
                        Endpoint.client("market").join(exchange.address()).open();
                Endpoint slowDisplay =
                        Endpoint.client("market").join(exchange.address()).open()) {
            display.subscribe(PRICES, message -> everyPrice.countDown());
            slowDisplay.subscribe(PRICES, SlowSubscriberPolicy.LATEST, new SlowDisplay(newestPrices));

            for (int i = 1; i < UPDATES; i += 2) {
                exchange.send(PRICES, new Price("ZN", 10_000 + i));
                exchange.send(PRICES, new Price("CU", 20_000 + i));
            }
            exchange.sendAndAwait(PRICES, new Price("ZN", 11_111), Ack.SEQUENCED);
            exchange.sendAndAwait(PRICES, new Price("CU", 22_222), Ack.SEQUENCED);

            System.out.println("every price shown: " + everyPrice.await(30, TimeUnit.SECONDS));
            System.out.println("the newest shown: " + newestPrices.await(30, TimeUnit.SECONDS));
        }
    }

    /** Takes its time for each price. */
    private record SlowDisplay(CountDownLatch newestPrices) implements MessageHandler<Price> {
        @Override
        public void handle(Message<Price> message) throws InterruptedException {
            Thread.sleep(20);
            if (message.payload().cents() % 11_111 == 0) {
                newestPrices.countDown();
            }
        }
    }

    private Prices() {}
}
