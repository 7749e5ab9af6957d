package io.zinc.cli;

import io.zinc.core.Topic;
import picocli.CommandLine.Option;

/** The options of everything that sends or listens. */
final class TopicOptions {

    static final String DEFAULT_TOPIC = "messages";

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "NAME",
            defaultValue = "${env:ZINC_TOPIC:-" + DEFAULT_TOPIC + "}",
            description = "The topic. (ZINC_TOPIC, else " + DEFAULT_TOPIC + ")")
    String name = "";

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "${env:ZINC_CODEC:-text}",
            description = "What a line is: ${COMPLETION-CANDIDATES}. (ZINC_CODEC, else text)")
    LineCodec codec = LineCodec.text;

    Topic<byte[]> topic() {
        return Topic.of(name, codec);
    }
}
