package org.example.zinc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the examples and looks at what they print. */
class ExamplesTest {

    private interface Example {
        void main(String[] arguments) throws Exception;
    }

    private static List<String> printedBy(Example example) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void pricesReachBothDisplays() throws Exception {
        assertEquals(List.of("every price shown: true", "the newest shown: true"), printedBy(Prices::main));
    }

    @Test
    void everyoneInTheChatHearsTheOthersInTheSameOrder() throws Exception {
        List<String> lines = printedBy(Chat::main);
        assertEquals("all heard: true", lines.getLast());
        assertEquals(
                List.of("Ben hears Anna: is it raining?", "Ben hears Cleo: not here."),
                lines.stream().filter(line -> line.startsWith("Ben")).toList());
        assertTrue(lines.contains("Cleo hears Ben: here, yes."));
    }

    @Test
    void aKindOfDocumentOfOnesOwnMergesWhatBothEdit() throws Exception {
        assertEquals(
                List.of("Anna sees both changes: true", "Ben sees both changes: true", "undone: true"),
                printedBy(TodoTogether::main));
    }

    @Test
    void readingsPassBetweenThreads() throws Exception {
        assertEquals(List.of("all readings recorded: true"), printedBy(InProcess::main));
    }
}
