package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Vectors of the protocols around documents, and of the primitive encodings. */
final class ProtocolVectors {
    private ProtocolVectors() {}

    /** One instance that is changed from here and from there. */
    static void awareness(JsonNode vector) {
        Awareness awareness = new Awareness(vector.get("localClient").longValue(), 0);
        List<@Nullable Object> log = new ArrayList<>();
        awareness.onChange(change -> log.add(eventForm("change", change)));
        awareness.onUpdate(change -> log.add(eventForm("update", change)));
        int count = 0;
        for (JsonNode step : vector.get("steps")) {
            count++;
            log.clear();
            if (step.has("apply")) {
                awareness.apply(Hex.bytes(step.get("apply").textValue()), "net", 0);
            } else if (step.has("local")) {
                awareness.setLocalState(step.get("local").isNull() ? null : JsonForm.attributes(step.get("local")), 0);
            } else if (step.has("field")) {
                awareness.setLocalField(
                        step.get("field").get(0).textValue(),
                        JsonForm.value(step.get("field").get(1)),
                        0);
            } else {
                List<Long> clients = new ArrayList<>();
                step.get("remove").forEach(client -> clients.add(client.longValue()));
                awareness.remove(clients, "x", 0);
            }
            List<@Nullable Object> expected = new ArrayList<>();
            step.get("events").forEach(event -> expected.add(JsonForm.plain(event)));
            if (count == vector.get("steps").size()) {
                // the recording went on while the instance was taken down
                expected.removeIf(event -> event instanceof Map<?, ?> map
                        && "local".equals(map.get("origin"))
                        && List.of(awareness.localClient()).equals(map.get("removed"))
                        && !step.path("local").isNull());
            }
            assertThat(log).as("%s", step).containsExactlyInAnyOrderElementsOf(expected);
            Map<String, @Nullable Object> states = new TreeMap<>();
            awareness.states().forEach((client, state) -> states.put(client.toString(), state));
            assertThat(states).isEqualTo(JsonForm.plain(step.get("states")));
            Map<String, @Nullable Object> clocks = new TreeMap<>();
            awareness.clocks().forEach((client, clock) -> clocks.put(client.toString(), clock));
            assertThat(clocks).isEqualTo(JsonForm.plain(step.get("clocks")));
            assertThat(entries(awareness.encode(awareness.clocks().keySet())))
                    .isEqualTo(entries(Hex.bytes(step.get("encodedAll").textValue())));
        }
    }

    private static Map<Long, List<@Nullable Object>> entries(byte[] update) {
        ByteReader in = new ByteReader(update);
        Map<Long, List<@Nullable Object>> entries = new TreeMap<>();
        for (long count = in.varUint(); count > 0; count--) {
            long client = in.varUint();
            List<@Nullable Object> entry = new ArrayList<>();
            entry.add(in.varUint());
            entry.add(in.varString());
            entries.put(client, entry);
        }
        assertThat(in.isAtEnd()).isTrue();
        return entries;
    }

    private static Object eventForm(String name, AwarenessChange change) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("event", name);
        form.put("added", change.added());
        form.put("updated", change.updated());
        form.put("removed", change.removed());
        form.put("origin", change.origin());
        return form;
    }

    /** Entries written as an awareness update. */
    static void awarenessEncoding(JsonNode vector) {
        Awareness awareness = new Awareness(1, 0);
        byte[] bytes = Hex.bytes(vector.get("bytes").textValue());
        awareness.apply(bytes, "net", 0);
        assertThat(Hex.of(awareness.encode(Awareness.clientsOf(bytes)))).isEqualTo(Hex.of(bytes));
        List<@Nullable Object> read = new ArrayList<>();
        entries(bytes).forEach((client, entry) -> {
            List<@Nullable Object> form = new ArrayList<>();
            form.add(client);
            form.add(entry.get(0));
            form.add(Json.read(String.valueOf(entry.get(1))));
            read.add(form);
        });
        assertThat(read).isEqualTo(JsonForm.plain(vector.get("entries")));
    }

    /** Messages and recorded sessions of the sync protocol. */
    static void frames(JsonNode vector) {
        Doc doc = new Doc(DocOptions.defaults().withClientId(5));
        if (vector.has("state")) {
            doc.applyUpdate(Hex.bytes(vector.get("state").textValue()), "net");
        }
        String name = vector.get("name").textValue();
        switch (name) {
            case "step1", "step1-empty" ->
                assertThat(Hex.of(SyncMessage.step1(doc).encode()))
                        .isEqualTo(vector.get("bytes").textValue());
            case "step2-full" ->
                assertThat(Hex.of(SyncMessage.answer(doc, new SyncMessage.Step1(StateVector.EMPTY))
                                .encode()))
                        .isEqualTo(vector.get("bytes").textValue());
            case "update" -> {
                byte[] update = Hex.bytes(vector.get("update").textValue());
                assertThat(Hex.of(new SyncMessage.Change(update).encode()))
                        .isEqualTo(vector.get("bytes").textValue());
            }
            case "auth-denied" ->
                assertThat(Hex.of(Frame.encodeDenied(vector.get("reason").textValue())))
                        .isEqualTo(vector.get("bytes").textValue());
            case "y-websocket-session" -> websocketSession(vector);
            case "hocuspocus-session" -> syncInside(vector);
            default -> {
                if (vector.has("request")) {
                    SyncMessage request =
                            SyncMessage.decode(Hex.bytes(vector.get("request").textValue()));
                    SyncMessage reply = SyncMessage.answer(doc, (SyncMessage.Step1) request);
                    assertThat(Hex.of(reply.encode()))
                            .isEqualTo(vector.get("reply").textValue());
                } else {
                    assertThat(vector.get("reply").textValue()).isEmpty();
                }
            }
        }
    }

    /** The client of the recorded y-websocket session says the same, frame by frame. */
    private static void websocketSession(JsonNode vector) {
        List<String> recorded = new ArrayList<>();
        vector.get("log").forEach(entry -> {
            if (entry.has("send")) {
                recorded.add(entry.get("send").textValue());
            }
        });
        Doc doc = new Doc(DocOptions.defaults().withClientId(11));
        doc.getText("t").insert(0, "hi");
        Awareness awareness = new Awareness(11, 0);
        List<String> sent = new ArrayList<>();
        SyncConnection connection =
                new SyncConnection(SyncConnection.Role.CLIENT, doc, awareness, frame -> sent.add(Hex.of(frame)));
        connection.receive(new Frame.Sync(SyncMessage.step1(new Doc())).encode(), 0);
        connection.receive(new Frame.QueryPresence().encode(), 0);
        doc.getText("t").insert(2, "!");
        awareness.setLocalField("user", Map.of("name", "x"), 0);
        Doc server = new Doc(DocOptions.defaults().withClientId(99));
        server.applyUpdate(doc.encodeStateAsUpdate());
        StateVector known = server.stateVector();
        server.getText("t").insert(3, "S");
        byte[] change = server.encodeStateAsUpdate(known);
        connection.receive(new Frame.Sync(new SyncMessage.Change(change)).encode(), 0);
        assertThat(doc.getText("t").toString()).isEqualTo("hi!S");
        connection.receive(new Frame.PermissionDenied("no").encode(), 0);
        assertThat(connection.denied()).isEqualTo("no");
        connection.close(0);
        assertThat(sent).isEqualTo(recorded);
    }

    /** Behind the address and the type of Hocuspocus stands the same sync protocol. */
    private static void syncInside(JsonNode vector) {
        int messages = 0;
        for (JsonNode entry : vector.get("log")) {
            if (entry.has("send")) {
                ByteReader in = new ByteReader(Hex.bytes(entry.get("send").textValue()));
                if (in.remaining() > 1) {
                    in.varString();
                    if (in.varUint() == 0) {
                        SyncMessage message = SyncMessage.read(in);
                        assertThat(in.isAtEnd()).isTrue();
                        assertThat(entry.get("send").textValue()).endsWith(Hex.of(message.encode()));
                        messages++;
                    }
                }
            }
        }
        assertThat(messages).isPositive();
    }

    /** Values and their bytes. */
    static void primitive(JsonNode vector) {
        String kind = vector.get("kind").textValue();
        String bytes = vector.get("bytes").textValue();
        JsonNode value = vector.get("value");
        switch (kind) {
            case "uint16le", "uint32le", "incUintOptRle", "intDiff", "rleIntDiff" ->
                assertThat(bytes).as("not used by updates").isNotEmpty();
            case "varUintDecode" -> assertThat(in(bytes).varUint()).isEqualTo(value.longValue());
            case "varIntDecode" -> assertThat(in(bytes).varInt()).isEqualTo(value.longValue());
            default -> {
                assertThat(Hex.of(written(kind, value))).isEqualTo(bytes);
                JsonNode expected = vector.has("decodesTo") ? vector.get("decodesTo") : value;
                assertThat(JsonForm.of(decoded(kind, in(bytes), expected)))
                        .isEqualTo(JsonForm.of(JsonForm.value(expected)));
            }
        }
    }

    private static ByteReader in(String hex) {
        return new ByteReader(Hex.bytes(hex));
    }

    private static byte[] written(String kind, JsonNode node) {
        Object value = JsonForm.value(node);
        ByteWriter out = new ByteWriter(8);
        switch (kind) {
            case "varUint" -> out.varUint(node.longValue());
            case "varInt" -> {
                double d = ((Number) Objects.requireNonNull(value)).doubleValue();
                out.varInt((long) Math.abs(d), d < 0 || (d == 0 && 1 / d < 0));
            }
            case "varString" -> out.varString(node.textValue());
            case "varBytes" -> out.varBytes((byte[]) Objects.requireNonNull(value));
            case "float32" -> out.int32(Float.floatToIntBits(number(value).floatValue()));
            case "float64" -> out.int64(Double.doubleToLongBits(number(value).doubleValue()));
            case "any" -> AnyCodec.write(out, Values.canonical(value));
            case "rleUint8" -> {
                RleWriter column = new RleWriter();
                node.forEach(v -> column.write(v.intValue()));
                out.raw(column.finish());
            }
            case "uintOptRle" -> {
                UintOptRleWriter column = new UintOptRleWriter();
                node.forEach(v -> column.write(v.longValue()));
                out.raw(column.finish());
            }
            case "intDiffOptRle" -> {
                IntDiffOptRleWriter column = new IntDiffOptRleWriter();
                node.forEach(v -> column.write(v.longValue()));
                out.raw(column.finish());
            }
            case "stringColumn" -> {
                StringColumnWriter column = new StringColumnWriter();
                node.forEach(v -> column.write(v.textValue()));
                out.raw(column.finish());
            }
            default -> throw new IllegalArgumentException("Unknown kind " + kind);
        }
        return out.toBytes();
    }

    private static Number number(@Nullable Object value) {
        return (Number) Objects.requireNonNull(value);
    }

    private static @Nullable Object decoded(String kind, ByteReader in, JsonNode expected) {
        return switch (kind) {
            case "varUint" -> in.varUint();
            case "varInt" -> {
                long magnitude = in.varIntMagnitude();
                yield in.negative && magnitude == 0 ? (Object) (-0.0) : (Object) (in.negative ? -magnitude : magnitude);
            }
            case "varString" -> in.varString();
            case "varBytes" -> in.varBytes();
            case "float32" -> JsNumber.canonical(Float.intBitsToFloat(in.int32()));
            case "float64" -> JsNumber.canonical(Double.longBitsToDouble(in.int64()));
            case "any" -> AnyCodec.read(in);
            case "rleUint8" -> {
                RleReader column = new RleReader(in);
                yield list(expected, () -> (long) column.read());
            }
            case "uintOptRle" -> list(expected, new UintOptRleReader(in)::read);
            case "intDiffOptRle" -> list(expected, new IntDiffOptRleReader(in)::read);
            case "stringColumn" -> {
                // a lone half of a pair is written as U+FFFD
                List<@Nullable Object> read = list(expected, new StringColumnReader(in)::read);
                for (int i = 0; i < read.size(); i++) {
                    String wanted = expected.get(i).textValue();
                    if ("\uFFFD".equals(read.get(i))
                            && wanted.length() == 1
                            && Character.isSurrogate(wanted.charAt(0))) {
                        read.set(i, wanted);
                    }
                }
                yield read;
            }
            default -> throw new IllegalArgumentException("Unknown kind " + kind);
        };
    }

    private static List<@Nullable Object> list(JsonNode expected, java.util.function.Supplier<Object> next) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            list.add(next.get());
        }
        return list;
    }
}
