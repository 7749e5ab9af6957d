package org.example.zinc;

import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.Topic;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Endpoints of one JVM, without sockets: the same API and the same promises between threads. */
public final class InProcess {

    private static final Topic<byte[]> SENSOR = Topic.of("sensor", Codec.bytes());

    public static void main(String[] arguments) throws InterruptedException {
        int readings = 10_000;
        CountDownLatch handled = new CountDownLatch(readings);
        try (Endpoint hub = Endpoint.host("machine").bind("inproc://machine").open();
                Endpoint sensor =
                        Endpoint.client("machine").join("inproc://machine").open();
                Endpoint recorder =
                        Endpoint.client("machine").join("inproc://machine").open()) {
            recorder.subscribe(SENSOR, message -> handled.countDown());
            for (int i = 1; i < readings; i++) {
                // a full send buffer is an answer, not an exception: wait a little, or drop the reading
                while (!sensor.send(SENSOR, new byte[] {(byte) i}).isSent()) {
                    Thread.sleep(1);
                }
            }
            sensor.sendAndAwait(SENSOR, new byte[] {0}, Ack.SEQUENCED);
            System.out.println("all readings recorded: " + handled.await(30, TimeUnit.SECONDS));
        }
    }

    private InProcess() {}
}
