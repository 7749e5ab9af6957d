package io.zinc.testing;

import com.google.protobuf.ByteString;
import io.zinc.core.spi.Downlink;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.WireRole;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Someone without any business in the tree, who knocks at an address and pushes, asks and says what comes to mind. */
final class Stranger implements Party {

    private final World world;
    private final RandomGenerator random;
    private final Connection direct;
    private final Connection push;
    private final Connection broadcast;

    Stranger(World world, String address) {
        this.world = world;
        this.random = world.newRandom();
        this.direct = new Connection(world.network(), this, Connection.Path.DIRECT, address);
        this.push = new Connection(world.network(), this, Connection.Path.PUSH, address + "/push");
        this.broadcast = new Connection(world.network(), this, Connection.Path.BROADCAST, address + "/broadcast");
    }

    @Override
    public String name() {
        return "stranger";
    }

    @Override
    public void wake(long atNs) {
        // it does not listen
    }

    @Override
    public boolean isStranger() {
        return true;
    }

    /** Does one thing that it should not. */
    void trouble() {
        History.Target target = world.history().target(random);
        world.coverage().once("strangers' frames");
        switch (random.nextInt(7)) {
            case 0 -> push.up.send(bytes(random.nextInt(200)));
            case 1 -> push.up.send(forgedPush(target));
            case 2 -> direct.up.send(bytes(random.nextInt(100)));
            case 3 ->
                direct.up.send(direct(Control.newBuilder()
                        .setHeartbeat(Heartbeat.newBuilder().setToken(ByteString.copyFrom(bytes(16))))
                        .build()));
            case 4 ->
                direct.up.send(direct(Control.newBuilder()
                        .setJoinRequest(JoinRequest.newBuilder()
                                .setCluster(world.scenario().host.cluster())
                                .setEndpoint(ByteString.copyFrom(bytes(16)))
                                .setRole(WireRole.ROLE_RELAY)
                                .setCredentials("wrong")
                                .setMinVersion(1)
                                .setMaxVersion(1)
                                .setMaxFrameBytes(1 << 30))
                        .build()));
            case 5 -> broadcast.up.send(Connection.requestFrame('+', Connection.text(request(target.key()))));
            default -> broadcast.up.send(Connection.requestFrame('+', Connection.text(bytes(random.nextInt(40)))));
        }
    }

    void close() {
        direct.close();
        push.close();
        broadcast.close();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] direct(Control control) {
        byte[] body = control.toByteArray();
        return ByteBuffer.allocate(3 + body.length)
                .put((byte) 'Z')
                .put((byte) 'N')
                .put((byte) 1)
                .put(body)
                .array();
    }

    private byte[] request(byte[] key) {
        return ByteBuffer.allocate(Downlink.TOKEN_BYTES + Downlink.KEY_BYTES)
                .put(bytes(Downlink.TOKEN_BYTES))
                .put(key)
                .array();
    }

    /** A push that is right but for its token. */
    private byte[] forgedPush(History.Target target) {
        byte[] messages = {7, 'f', 'o', 'r', 'g', 'e', 'd', '!'};
        return ByteBuffer.allocate(40 + 37 + messages.length)
                .put(bytes(Downlink.TOKEN_BYTES))
                .put((byte) 1)
                .put((byte) 1)
                .putShort((short) 0)
                .putInt(0)
                .putLong(world.presentReign())
                .putLong(1)
                .putLong(Long.parseUnsignedLong(new String(target.key(), StandardCharsets.ISO_8859_1), 16))
                .putLong(target.session())
                .putLong(target.next())
                .put((byte) 1)
                .putInt(0)
                .putInt(1)
                .putInt(messages.length)
                .put(messages)
                .array();
    }
}
