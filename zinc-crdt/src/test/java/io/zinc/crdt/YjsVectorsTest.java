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
                addTests(vector, tests);
            }
            containers.add(DynamicContainer.dynamicContainer(topic.name(), tests));
        }
        return containers;
    }

    private static void addTests(JsonNode vector, List<DynamicTest> tests) {
        String name = vector.get("name").textValue();
        if (vector.has("steps") && vector.has("clients")) {
            tests.add(DynamicTest.dynamicTest(
                    name + ", received as v1", () -> SessionVectors.receive(vector, UpdateFormat.V1)));
            if (vector.path("checks").path("finalBytesFromV2").asBoolean(false)) {
                tests.add(DynamicTest.dynamicTest(
                        name + ", received as v2", () -> SessionVectors.receive(vector, UpdateFormat.V2)));
            }
            tests.add(DynamicTest.dynamicTest(name + ", edited", () -> SessionVectors.edit(vector)));
        }
    }
}
