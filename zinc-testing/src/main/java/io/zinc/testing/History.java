package io.zinc.testing;

import io.zinc.core.GatedMessage;
import io.zinc.core.Missed;
import io.zinc.core.protocol.Frames;
import io.zinc.core.protocol.Subscriber;
import io.zinc.core.protocol.Wire;
import io.zinc.core.spi.Downlink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What the hosts put in order, by reign and topic: the truth that everything else is held against. */
final class History {

    private final World world;
    private final Map<Long, Map<String, List<Entry>>> byReign = new LinkedHashMap<>();
    private final Map<Long, Numbers> bySession = new LinkedHashMap<>();
    private final Map<Numbers, List<Entry>> thisTurn = new LinkedHashMap<>();
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    private long messages;

    History(World world) {
        this.world = world;
    }

    /** A message in its place. */
    record Entry(UUID origin, long session, long number, byte[] payload, long sequencedAtNs) {}

    /** How far a session has got. */
    private static final class Numbers {
        final Life life;
        final long reign;
        final Map<String, Long> lastByTopic = new LinkedHashMap<>();
        long last;
        int lastIndex;

        Numbers(Life life, long reign) {
            this.life = life;
            this.reign = reign;
        }
    }

    /** Takes the messages of a frame. */
    interface Reader {
        void message(long sequence, UUID origin, long session, long number, byte[] payload);
    }

    /** Walks over the messages of a frame from a sequence on. */
    static void read(byte[] frame, long from, Reader reader) {
        Frames.Runs runs = new Frames.Runs(frame);
        while (runs.next()) {
            int at = runs.start();
            for (int i = 0; i < runs.count(); i++) {
                long length = Wire.getLength(frame, at, runs.end());
                if (length < 0) {
                    throw new Violation(Promise.SOUNDNESS, "a run does not hold the messages that it says");
                }
                at += (int) (length >>> 32);
                if (runs.sequence() + i >= from) {
                    byte[] payload = Arrays.copyOfRange(frame, at, at + (int) length);
                    reader.message(runs.sequence() + i, runs.origin(), runs.session(), runs.firstNumber() + i, payload);
                }
                at += (int) length;
            }
        }
    }

    private List<Entry> topic(long reign, String topic) {
        return byReign.computeIfAbsent(reign, id -> new LinkedHashMap<>())
                .computeIfAbsent(topic, name -> new ArrayList<>());
    }

    long last(long reign, String topic) {
        return topic(reign, topic).size();
    }

    Entry get(long reign, String topic, long sequence) {
        List<Entry> entries = topic(reign, topic);
        if (sequence < 1 || sequence > entries.size()) {
            throw new Violation(Promise.ORDER, "sequence " + sequence + " of '" + topic + "' was never given");
        }
        return entries.get((int) sequence - 1);
    }

    long messages() {
        return messages;
    }

    /** Writes down what a host puts in order. */
    Subscriber recorderOf(Life host, String topic) {
        return new Subscriber() {
            @Override
            public void confirmed(long last) {
                if (last != 0) {
                    throw new Violation(Promise.SOUNDNESS, "a new host begins with sequence " + last);
                }
            }

            @Override
            public void refused(String reason) {
                throw new Violation(Promise.SOUNDNESS, "the host refused its own recorder: " + reason);
            }

            @Override
            public void deliver(byte[] frame, long fromSequence) {
                record(host.node().reign().reign(), topic, frame, fromSequence);
            }

            @Override
            public void deliverEphemeral(byte[] frame) {
                read(frame, 0, (sequence, origin, session, number, payload) -> {
                    requireSent(origin, topic, payload);
                    if (topic.equals(Scenario.GATED_TOPIC)
                            && !origin.equals(host.endpoint().id())) {
                        throw new Violation(Promise.HOSTILE_INPUT, "an ephemeral message went past the gate");
                    }
                });
            }

            @Override
            public void missed(long first, long last, Missed.Reason reason) {
                throw new Violation(Promise.SOUNDNESS, "the host missed messages of its own");
            }
        };
    }

    /** What a stranger would have to know beyond a link token. */
    record Target(byte[] key, long session, long next) {}

    /** A session and a topic for a stranger to try its luck with. */
    Target target(RandomGenerator random) {
        List<Map.Entry<Long, Numbers>> sessions = List.copyOf(bySession.entrySet());
        List<byte[]> names = List.copyOf(keys.values());
        if (sessions.isEmpty() || names.isEmpty()) {
            return new Target("00000000deadbeef".getBytes(StandardCharsets.ISO_8859_1), 1, 1);
        }
        Map.Entry<Long, Numbers> session = sessions.get(random.nextInt(sessions.size()));
        return new Target(names.get(random.nextInt(names.size())), session.getKey(), session.getValue().last + 1);
    }

    /** The key of a topic as it was last seen; empty when it was not. */
    byte[] keyOf(String topic) {
        return keys.getOrDefault(topic, new byte[0]);
    }

    private void record(long reign, String topic, byte[] frame, long from) {
        List<Entry> entries = topic(reign, topic);
        if (from != entries.size() + 1 || Frames.base(frame) != from) {
            throw new Violation(
                    Promise.ORDER, "the host gave sequence " + from + " of '" + topic + "' after " + entries.size());
        }
        keys.put(topic, Arrays.copyOf(frame, Downlink.KEY_BYTES));
        read(frame, from, (sequence, origin, session, number, payload) -> {
            Entry entry =
                    new Entry(origin, session, number, payload, world.time().nowNs());
            Life sender = world.life(Sends.lifeOf(payload));
            if (topic.equals(Scenario.GATED_TOPIC) && sender != null && !sender.isHost()) {
                throw new Violation(Promise.HOSTILE_INPUT, "a message of " + sender.name() + " went past the gate");
            }
            take(reign, topic, entry);
            entries.add(entry);
            messages++;
        });
    }

    /** A gate of the host took a message: that is its place in its session, and in no topic. */
    void gated(long reign, GatedMessage message) {
        if (!message.topic().equals(Scenario.GATED_TOPIC)) {
            throw new Violation(Promise.SOUNDNESS, "'" + message.topic() + "' has no gate");
        }
        if (message.isEphemeral()) {
            requireSent(message.origin(), message.topic(), message.payload());
            world.coverage().once("ephemeral messages gated");
            return;
        }
        long now = world.time().nowNs();
        Entry entry = new Entry(message.origin(), message.session(), message.number(), message.payload(), now);
        take(reign, message.topic(), entry);
    }

    /** An ephemeral message has arrived: somebody has sent it to this topic. */
    void requireSent(UUID origin, String topic, byte[] payload) {
        Life life = world.life(Sends.lifeOf(payload));
        if (life == null
                || !life.endpoint().id().equals(origin)
                || !life.sends().hasSentEphemeral(topic, payload)
                || !world.maySend(life.endpoint(), topic)) {
            throw new Violation(Promise.HOSTILE_INPUT, "nobody sent an ephemeral message that came to '" + topic + "'");
        }
    }

    private void take(long reign, String topic, Entry entry) {
        Life life = world.life(Sends.lifeOf(entry.payload));
        if (life == null) {
            throw new Violation(Promise.HOSTILE_INPUT, "the host put a stranger's message in order");
        }
        Sends.Sent message = life.sends().get(Sends.indexOf(entry.payload), entry.payload);
        if (!message.topic.equals(topic)) {
            throw new Violation(Promise.SOUNDNESS, "a message of '" + message.topic + "' came to '" + topic + "'");
        }
        if (!life.endpoint().id().equals(entry.origin)) {
            throw new Violation(Promise.HOSTILE_INPUT, "a message of " + life.name() + " has another origin");
        }
        if (!world.maySend(life.endpoint(), topic)) {
            throw new Violation(
                    Promise.HOSTILE_INPUT,
                    "the host took a message of " + life.name() + " for '" + topic + "' without the right");
        }
        Numbers numbers = bySession.computeIfAbsent(entry.session, id -> new Numbers(life, reign));
        if (numbers.life != life || numbers.reign != reign) {
            throw new Violation(
                    Promise.HOSTILE_INPUT, "a session of " + numbers.life.name() + " is used by " + life.name());
        }
        if (entry.number <= numbers.lastByTopic.getOrDefault(topic, 0L)) {
            throw new Violation(Promise.ORDER, "numbers of " + life.name() + " go back in '" + topic + "'");
        }
        numbers.lastByTopic.put(topic, entry.number);
        thisTurn.computeIfAbsent(numbers, key -> new ArrayList<>()).add(entry);
        if (++message.timesSequenced > 1) {
            throw new Violation(
                    Promise.ONCE,
                    "message " + Sends.indexOf(entry.payload) + " of " + life.name() + " was sequenced twice");
        }
    }

    /** After a turn of a host: over all topics, each session's numbers follow one another, in sending order. */
    void endTurn() {
        thisTurn.forEach((numbers, entries) -> {
            entries.sort(Comparator.comparingLong(Entry::number));
            for (Entry entry : entries) {
                if (entry.number != numbers.last + 1) {
                    throw new Violation(
                            Promise.ORDER,
                            "the host took number " + entry.number + " of " + numbers.life.name() + " after "
                                    + numbers.last);
                }
                if (Sends.indexOf(entry.payload) <= numbers.lastIndex) {
                    throw new Violation(Promise.ORDER, "messages of " + numbers.life.name() + " changed their order");
                }
                numbers.last = entry.number;
                numbers.lastIndex = Sends.indexOf(entry.payload);
            }
        });
        thisTurn.clear();
    }
}
