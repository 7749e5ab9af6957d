package io.zinc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a command reads at once: a file, or standard input.
 *
 * @param name the file's name; {@code -} for standard input
 */
record InputFile(String name) {

    private static final String STANDARD_INPUT = "-";

    byte[] read(Console console) throws IOException {
        if (name.equals(STANDARD_INPUT)) {
            return console.in.readAllBytes();
        }
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + name);
        }
    }

    /** What people call it. */
    String words() {
        return name.equals(STANDARD_INPUT) ? "standard input" : name;
    }
}
