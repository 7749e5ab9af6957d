package io.zinc.cli;

import io.zinc.documents.TextDocument.Authored;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A text line by line, each begun with those who wrote it. */
final class AuthoredLines {

    private static final String NOBODY_KNOWS = "?";

    private AuthoredLines() {}

    private record Line(String authors, String text) {}

    static String of(List<Authored> runs) {
        List<Line> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Set<String> authors = new LinkedHashSet<>();
        for (Authored run : runs) {
            String author = run.author().isEmpty() ? NOBODY_KNOWS : run.author();
            int begin = 0;
            for (int end = run.text().indexOf('\n'); end >= 0; end = run.text().indexOf('\n', begin)) {
                authors.add(author);
                lines.add(new Line(String.join(", ", authors), text + run.text().substring(begin, end)));
                text.setLength(0);
                authors.clear();
                begin = end + 1;
            }
            if (begin < run.text().length()) {
                authors.add(author);
                text.append(run.text(), begin, run.text().length());
            }
        }
        if (!text.isEmpty()) {
            lines.add(new Line(String.join(", ", authors), text.toString()));
        }
        int width =
                lines.stream().mapToInt(line -> line.authors().length()).max().orElse(0);
        StringBuilder all = new StringBuilder();
        for (Line line : lines) {
            all.append(line.authors()).append(" ".repeat(width - line.authors().length()));
            all.append(" | ").append(line.text()).append('\n');
        }
        return all.toString();
    }
}
