package io.zinc.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of text with their columns below each other. */
public final class Table {

    private final List<String[]> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(heads);
    }

    public void row(String... cells) {
        rows.add(cells);
    }

    public void print(PrintStream out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String gap = " ".repeat(widths[i] - row[i].length());
                boolean isNumber = !row[i].isEmpty() && Character.isDigit(row[i].charAt(0));
                line.append(i == 0 ? "" : "  ").append(isNumber ? gap + row[i] : row[i] + gap);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** A figure with as many digits as say something. */
    public static String number(double value) {
        String format = value >= 1_000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    public static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f%%", part * 100);
    }
}
