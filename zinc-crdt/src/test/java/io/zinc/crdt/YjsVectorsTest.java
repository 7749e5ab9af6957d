package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything that was recorded from the real library, received and edited again. */
class YjsVectorsTest {
    @Test
    void thereAreVectors() throws IOException {
        assertThat(VectorFiles.topics())
                .as("vector files in %s", VectorFiles.folder())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(topic.vectors()).isNotEmpty());
    }

    @TestFactory
    List<DynamicContainer> vectors() throws IOException {
        List<DynamicContainer> containers = new ArrayList<>();
        for (VectorFiles.Topic topic : VectorFiles.topics()) {
            List<DynamicTest> tests = new ArrayList<>();
            for (JsonNode vector : topic.vectors()) {
                addTests(topic, vector, tests);
            }
            containers.add(DynamicContainer.dynamicContainer(topic.name(), tests));
        }
        return containers;
    }

    private static void addTests(VectorFiles.Topic topic, JsonNode vector, List<DynamicTest> tests) {
        String name = vector.get("name").textValue();
        int before = tests.size();
        if (vector.has("steps") && vector.has("clients")) {
            add(tests, name + ", received as v1", () -> SessionVectors.receive(vector, UpdateFormat.V1));
            if (vector.path("checks").path("finalBytesFromV2").asBoolean(false)) {
                add(tests, name + ", received as v2", () -> SessionVectors.receive(vector, UpdateFormat.V2));
            }
            add(tests, name + ", edited", () -> SessionVectors.edit(vector));
            if (vector.has("events")) {
                add(tests, name + ", observed", () -> SessionVectors.events(vector));
            }
        } else if (topic.schema().startsWith("awareness")) {
            add(
                    tests,
                    name,
                    vector.has("steps")
                            ? () -> ProtocolVectors.awareness(vector)
                            : () -> ProtocolVectors.awarenessEncoding(vector));
        } else if (topic.schema().startsWith("frames")) {
            add(tests, name, () -> ProtocolVectors.frames(vector));
        } else if (topic.schema().startsWith("primitive")) {
            add(tests, name + " " + vector.get("value"), () -> ProtocolVectors.primitive(vector));
        } else if (topic.schema().startsWith("malformed")) {
            add(tests, name, () -> StateVectors.malformed(vector));
        } else if (vector.has("steps")) {
            add(tests, name, () -> StateVectors.stepwise(vector));
        } else if (vector.has("updates") && vector.has("final")) {
            add(tests, name, () -> SessionVectors.receive(vector, UpdateFormat.V1));
        } else {
            addOthers(name, vector, tests);
        }
        assertThat(tests).as("tests for %s", name).hasSizeGreaterThan(before);
    }

    private static void addOthers(String name, JsonNode vector, List<DynamicTest> tests) {
        if (vector.has("orderIndependent")) {
            add(tests, name, () -> StateVectors.matrix(vector));
        } else if (vector.has("merges")) {
            add(tests, name, () -> StateVectors.merge(vector));
        } else if (vector.has("snapshots")) {
            add(tests, name, () -> StateVectors.snapshots(vector));
        } else if (vector.has("positions")) {
            add(tests, name, () -> StateVectors.positions(vector));
        } else if (vector.has("binary")) {
            add(tests, name, () -> StateVectors.decodePosition(vector));
        } else if (vector.has("log") && vector.has("scope")) {
            add(tests, name, () -> StateVectors.undo(vector));
        } else if (vector.has("remoteLog")) {
            add(tests, name, () -> StateVectors.subdocs(vector));
        } else if (vector.has("localLog")) {
            add(tests, name, () -> OtherVectors.subdocsLocal(vector));
        } else if (vector.has("senderText")) {
            add(tests, name, () -> OtherVectors.halves(vector));
        } else if (vector.has("targetStateVector")) {
            add(tests, name, () -> OtherVectors.cutState(vector));
        }
    }

    private static void add(List<DynamicTest> tests, String name, org.junit.jupiter.api.function.Executable test) {
        tests.add(DynamicTest.dynamicTest(name, test));
    }
}
