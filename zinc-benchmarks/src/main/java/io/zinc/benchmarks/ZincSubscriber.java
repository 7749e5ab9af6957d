package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.Topic;
import java.util.ArrayList;
import java.util.List;

/** A Zinc client with one subscription a topic. */
final class ZincSubscriber implements Subscriber {

    private final List<Tally> tallies = new ArrayList<>();

    ZincSubscriber(MessagesCase measured, String address) {
        Endpoint client = Endpoint.client(ZincPublisher.CLUSTER).join(address).open();
        for (Topic<byte[]> topic : ZincPublisher.topics(measured.topics())) {
            Tally tally = new Tally(measured.topics());
            tallies.add(tally);
            var unused = client.subscribe(topic, new Counting(tally));
        }
    }

    private record Counting(Tally tally) implements MessageHandler<byte[]> {

        @Override
        public void handle(Message<byte[]> message) {
            tally.received(Payloads.number(message.payload(), 0));
        }

        @Override
        public void missed(Missed missed) {
            tally.missed();
        }
    }

    @Override
    public List<Tally> tallies() {
        return tallies;
    }
}
