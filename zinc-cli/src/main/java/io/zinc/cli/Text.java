package io.zinc.cli;

import java.util.stream.Collectors;

/** Text for people, which may come from anyone in the cluster. */
final class Text {

    private Text() {}

    /** What people type here to start the program. */
    static String zinc() {
        return System.getProperty("zinc.command", "zinc");
    }

    /** The options by which other commands find a tree; each begins with a blank, and what is usual is left out. */
    static String options(String cluster, String address) {
        return (address.equals(ClusterOptions.DEFAULT_ADDRESS) ? "" : " --join " + address)
                + (cluster.equals(ClusterOptions.DEFAULT_CLUSTER) ? "" : " --cluster " + cluster);
    }

    /** The text with control characters made harmless, so that nobody's words steer our terminal. Tabs stay. */
    static String printable(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isHarmful = Character.isISOControl(c) && c != '\t';
            if (isHarmful && safe == null) {
                safe = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (safe != null) {
                safe.append(isHarmful ? '\uFFFD' : c);
            }
        }
        return safe == null ? text : safe.toString();
    }

    /** The same for several lines: line ends stay, too. */
    static String printableLines(String text) {
        return text.lines().map(Text::printable).collect(Collectors.joining("\n")) + (text.endsWith("\n") ? "\n" : "");
    }

    /** The number with its word: {@code 1 message}, {@code 2 messages}. */
    static String count(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
