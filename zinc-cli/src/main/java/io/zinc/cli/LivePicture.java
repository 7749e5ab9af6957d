package io.zinc.cli;

import io.zinc.core.TreeStatus;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tree on the terminal, redrawn in place; where that is not possible, picture after picture.
 *
 * <p>Closing it leaves the last picture and gives the terminal back as it was.
 */
final class LivePicture implements AutoCloseable {

    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";
    private static final String CLEAR_TO_LINE_END = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private static final int SHOWN_NOTES = 3;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Console console;
    private final UUID self;
    private final boolean isRedrawn;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> footer = new ArrayList<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private @Nullable TreeStatus shown;
    private int drawnLines;
    private boolean isClosed;

    /**
     * @param console where to draw
     * @param self the endpoint that draws
     * @param isOnce whether there will be one picture only
     */
    LivePicture(Console console, UUID self, boolean isOnce) {
        this.console = console;
        this.self = self;
        this.isRedrawn = console.terminal.canRedraw() && !isOnce;
        if (isRedrawn) {
            console.divertNotes(this::note);
        }
    }

    /** Whether pictures replace one another. */
    boolean isRedrawn() {
        return isRedrawn;
    }

    /** Lines to show below the tree from the next picture on. */
    void footer(List<String> lines) {
        lock.lock();
        try {
            footer.clear();
            footer.addAll(lines);
        } finally {
            lock.unlock();
        }
    }

    /** Shows a line of news under the picture, which stands still when it is the host that is in the news. */
    private void note(String line) {
        lock.lock();
        try {
            notes.addLast(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + " " + line);
            if (notes.size() > SHOWN_NOTES) {
                notes.removeFirst();
            }
            if (shown != null) {
                draw(shown);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Draws; false if the picture was closed before. */
    boolean show(TreeStatus status) {
        lock.lock();
        try {
            if (!isClosed) {
                shown = status;
                draw(status);
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void draw(TreeStatus status) {
        Terminal.Size size = console.terminal.isOutput() ? console.terminal.size() : new Terminal.Size(160, 10_000);
        TreePicture picture = new TreePicture(console.terminal.outputColours(), self);
        int rows = isRedrawn ? size.rows() - 1 - footer.size() - notes.size() : Integer.MAX_VALUE;
        List<String> lines = new ArrayList<>(picture.draw(status, size.columns(), rows));
        notes.forEach(line -> lines.add(cut(line, size.columns())));
        footer.forEach(line -> lines.add(cut(line, size.columns())));
        if (isRedrawn) {
            redraw(lines);
        } else {
            lines.forEach(console.out::line);
        }
    }

    private void redraw(List<String> lines) {
        StringBuilder screen = new StringBuilder(HIDE_CURSOR);
        if (drawnLines > 0) {
            screen.append("\033[").append(drawnLines).append('A');
        }
        for (String line : lines) {
            screen.append('\r').append(line).append(CLEAR_TO_LINE_END).append('\n');
        }
        screen.append(CLEAR_BELOW);
        console.out.now(screen.toString());
        drawnLines = lines.size();
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed && isRedrawn) {
                console.divertNotes(null);
                console.out.now(SHOW_CURSOR);
            }
            isClosed = true;
        } finally {
            lock.unlock();
        }
    }
}
