package io.zinc.testing;

import io.zinc.core.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a run, each thing at its time. */
final class Faults {

    private final World world;
    private final SplittableRandom random;
    private final NetworkFaults network;
    private final List<Stranger> strangers = new ArrayList<>();
    private final List<Squatter> squatters = new ArrayList<>();
    private int count;
    private boolean isOver;

    Faults(World world) {
        this.world = world;
        this.random = world.random().split();
        this.network = new NetworkFaults(
                world.network(),
                world.coverage(),
                random,
                world.scenario().limits.deadAfterMs());
    }

    int count() {
        return count;
    }

    /** Spreads the faults of the scenario over a time. */
    void schedule(long lengthNs) {
        for (int i = 0; i < world.scenario().faults; i++) {
            world.time().after(random.nextLong(lengthNs), this::happen);
        }
    }

    /** Nothing goes wrong any more, and who was stopped goes on. */
    void end() {
        isOver = true;
        strangers.forEach(Stranger::close);
        for (Squatter squatter : List.copyOf(squatters)) {
            squatter.leave();
        }
        for (Life life : world.lives()) {
            life.resume();
        }
    }

    private void happen() {
        if (isOver) {
            return;
        }
        count++;
        switch (world.scenario().isHandover ? 8 + random.nextInt(6) : random.nextInt(16)) {
            case 0, 1, 2 -> network.breakConnection();
            case 3, 4 -> network.loseRun();
            case 5, 6 -> network.stall();
            case 7 -> network.killPath();
            case 8, 9 -> pause();
            case 10, 11 -> crash();
            case 12 -> crashHost();
            case 13 -> leave();
            default -> stranger();
        }
    }

    /** At one moment many lose touch with their parents, and relays fall asleep for longer than their children wait. */
    void handOver() {
        long deadNs = VirtualTime.millis(world.scenario().limits.deadAfterMs());
        for (SimulatedEndpoint endpoint : world.scenario().endpoints) {
            Life life = endpoint.life();
            if (life == null || life.isHost()) {
                continue;
            }
            if (life.endpoint().role() == Role.RELAY && random.nextInt(3) == 0) {
                life.pause(world.time().nowNs() + 2 * deadNs + random.nextLong(deadNs));
            } else if (random.nextInt(3) == 0) {
                life.send(world.scenario().topics.get(0), 20, false);
                life.losePushes(world.time().nowNs() + 3 * deadNs);
            }
        }
    }

    private @Nullable Life anyLife(boolean withHost) {
        List<SimulatedEndpoint> endpoints = world.scenario().endpoints;
        int first = withHost ? 0 : 1;
        return endpoints.get(first + random.nextInt(endpoints.size() - first)).life();
    }

    private void pause() {
        Life life = anyLife(true);
        if (life != null) {
            long forNs = random.nextBoolean() ? network.briefly() : network.longer();
            world.coverage().once("fault: pause");
            world.story().tell("fault", () -> life.name() + " is paused for " + forNs / 1_000_000 + " ms");
            life.pause(world.time().nowNs() + forNs);
        }
    }

    private void crash() {
        Life life = anyLife(false);
        if (life == null) {
            return;
        }
        world.coverage().once("fault: crash");
        life.crash();
        String address = life.endpoint().address();
        if (life.endpoint().role() == Role.RELAY
                && random.nextInt(3) == 0
                && !world.network().isTaken(address)) {
            world.coverage().once("fault: port reused by a stranger");
            Squatter squatter = new Squatter(address);
            squatters.add(squatter);
            world.time().after(network.longer(), squatter::leave);
        }
        world.time().after(network.longer(), () -> restart(life.endpoint()));
    }

    private void crashHost() {
        Life life = world.scenario().host.life();
        if (life != null && world.scenario().isHostMortal) {
            world.coverage().once("fault: host crash");
            life.crash();
            world.time().after(network.longer(), () -> restart(life.endpoint()));
        }
    }

    private void leave() {
        Life life = anyLife(false);
        if (life != null && !life.isLeaving()) {
            world.coverage().once("fault: leave");
            life.leave();
            world.time()
                    .after(
                            VirtualTime.millis(world.scenario().limits.closeMs()) + network.longer(),
                            () -> restart(life.endpoint()));
        }
    }

    /** Starts an endpoint again; with its subscriptions if it is one that is back from a crash. */
    void restart(SimulatedEndpoint endpoint) {
        Life present = endpoint.life();
        if (present != null && !present.isLeaving()) {
            return;
        }
        boolean isStillThere = present != null;
        if (isStillThere || (endpoint.role() != Role.CLIENT && world.network().isTaken(endpoint.address()))) {
            world.time().after(VirtualTime.millis(100), () -> restart(endpoint));
            return;
        }
        Life life = world.start(endpoint);
        for (String topic : world.scenario().topics) {
            if (random.nextBoolean()) {
                life.subscribe(topic);
            }
        }
    }

    private void stranger() {
        List<SimulatedEndpoint> endpoints = world.scenario().endpoints;
        String address = endpoints.get(random.nextInt(endpoints.size())).address();
        if (!address.isEmpty()) {
            world.coverage().once("fault: stranger");
            Stranger stranger = new Stranger(world, address);
            strangers.add(stranger);
            for (int i = 0; i < 10; i++) {
                world.time().after(network.briefly(), stranger::trouble);
            }
        }
    }

    /** Something else that listens where a relay did: it lets everyone subscribe, and broadcasts its own. */
    private final class Squatter implements Party, io.zinc.core.spi.Downlink.Receiver {

        private final ParentLink link;
        private final boolean isOfThisTree = random.nextBoolean();
        private boolean isGone;

        Squatter(String address) {
            link = new ParentLink(world.network(), this, address);
            world.time().after(VirtualTime.millis(20), this::speak);
        }

        @Override
        public String name() {
            return "squatter at " + link.addresses().direct();
        }

        @Override
        public void wake(long atNs) {
            // it looks when it speaks
        }

        @Override
        public boolean isStranger() {
            return true;
        }

        private void speak() {
            if (isGone) {
                return;
            }
            while (link.pollRequests(this) || link.pollControl(this) || link.pollPushed(this)) {
                // it takes everything
            }
            for (String topic : world.scenario().topics) {
                byte[] key = world.history().keyOf(topic);
                if (key.length > 0) {
                    link.broadcast(frame(key, 1, world.history().last(world.presentReign(), topic) + 1));
                }
            }
            link.broadcast(frame("0000000000000000".getBytes(StandardCharsets.ISO_8859_1), 2, 0));
            world.time().after(VirtualTime.millis(20 + random.nextInt(60)), this::speak);
        }

        private byte[] frame(byte[] key, int type, long base) {
            byte[] messages = {7, 'f', 'o', 'r', 'g', 'e', 'd', '!'};
            int length = type == 1 ? 45 + messages.length : 0;
            ByteBuffer frame = ByteBuffer.allocate(80 + length);
            frame.put(key).put((byte) 1).put((byte) type).putShort((short) 0).putInt(length);
            frame.putLong(isOfThisTree ? world.treeId() : random.nextLong());
            frame.putLong(random.nextLong()).putLong(1);
            frame.putLong(base).putInt(type == 1 ? 1 : 0).putInt(0);
            frame.putLong(world.time().nowNs() / 1000).putLong(1L << 40);
            if (type == 1) {
                UUID origin = new UUID(random.nextLong(), random.nextLong());
                frame.putLong(random.nextLong()).putLong(origin.getMostSignificantBits());
                frame.putLong(origin.getLeastSignificantBits())
                        .putLong(1)
                        .put((byte) 1)
                        .putInt(0)
                        .putInt(1);
                frame.putInt(messages.length).put(messages);
            }
            return frame.array();
        }

        void leave() {
            if (!isGone) {
                isGone = true;
                squatters.remove(this);
                link.close();
            }
        }

        @Override
        public void fromChild(long peer, byte[] frame) {
            // not its language
        }

        @Override
        public void pushed(byte[] frame) {
            // not its language
        }

        @Override
        public boolean subscriptionRequested(byte[] request) {
            return true;
        }
    }
}
