package io.zinc.crdt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Jazzer on what servers decode of WebSocket messages: frames of both protocols, and presence that is passed on. In the normal
 * build it replays the corpus among the test resources; with {@code JAZZER_FUZZ=1} in the environment it looks for new inputs.
 */
class FrameFuzzTest {

    private static final int ROUNDS = 20_000;
    private static final int DECODERS = 3;

    @FuzzTest(maxDuration = "60s")
    void framesAreTakenOrRefused(byte[] data) {
        if (data.length > 0) {
            feed(data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }

    /** What is taken says the same when it was written and read again. */
    private static void feed(int which, byte[] bytes) {
        try {
            switch (Math.floorMod(which, DECODERS)) {
                case 0 -> {
                    Frame frame = Frame.decode(bytes);
                    if (!(frame instanceof Frame.Unknown)) {
                        byte[] written = frame.encode();
                        requireSame(written, Frame.decode(written).encode());
                    }
                }
                case 1 -> {
                    HocuspocusFrame frame = HocuspocusFrame.decode(bytes);
                    if (!(frame.body() instanceof HocuspocusFrame.Unknown)) {
                        byte[] written = frame.encode();
                        requireSame(written, HocuspocusFrame.decode(written).encode());
                    }
                }
                default -> {
                    List<AwarenessEntry> entries = AwarenessEntry.decode(bytes);
                    byte[] written = AwarenessEntry.encode(entries);
                    if (!entries.equals(AwarenessEntry.decode(written))) {
                        throw new IllegalStateException("entries changed when written: " + entries);
                    }
                }
            }
        } catch (MalformedUpdateException | LimitException refused) {
            if (refused.getMessage() == null) {
                throw new IllegalStateException("A refusal without a reason", refused);
            }
        }
    }

    private static void requireSame(byte[] written, byte[] again) {
        if (!Arrays.equals(written, again)) {
            throw new IllegalStateException("a frame changed: " + Hex.of(written) + " became " + Hex.of(again));
        }
    }

    @Test
    void messagesWithAFewBytesChangedAreTakenOrRefused() {
        long seed = Long.getLong("zinc.fuzz.seed", 7);
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> good = List.of(
                new Frame.Sync(new SyncMessage.Step1(new StateVector(java.util.Map.of(1L, 2L, 77L, 9L)))).encode(),
                new Frame.Sync(new SyncMessage.Change(new byte[] {0, 0})).encode(),
                new Frame.Presence(AwarenessEntry.encode(List.of(new AwarenessEntry(7, 1, "{}")))).encode(),
                new Frame.PermissionDenied("no").encode(),
                new HocuspocusFrame("notes", new HocuspocusFrame.Token("secret", "4.8.0")).encode(),
                new HocuspocusFrame("notes\0a", new HocuspocusFrame.Stateless("{}")).encode(),
                new HocuspocusFrame("n", new HocuspocusFrame.Sync(new SyncMessage.Step2(new byte[] {0, 0}), true))
                        .encode(),
                AwarenessEntry.encode(List.of(new AwarenessEntry(7, 1, "{}"), new AwarenessEntry(8, 300, "null"))));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = good.get(random.nextInt(good.size())).clone();
            for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
                if (random.nextInt(4) == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length + 1));
                }
            }
            int which = random.nextInt(DECODERS);
            try {
                feed(which, bytes);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", decoder " + which + ", bytes " + Hex.of(bytes), e);
            }
        }
    }
}
