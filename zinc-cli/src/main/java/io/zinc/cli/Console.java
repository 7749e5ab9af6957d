package io.zinc.cli;

import io.zinc.core.ZincException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's words come from and go to. Results go to {@link #out}; news, questions and complaints go to standard
 * error, one line each, begun with {@code zinc:}.
 *
 * <p>It also closes what the command opened, last opened first, when the program is told to end (Ctrl-C, SIGTERM): a
 * shutdown hook calls {@link #leave()}, and what fails from then on is not worth a word.
 */
final class Console {

    final InputStream in;
    final Output out;
    final Terminal terminal;
    private final PrintStream err;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Consumer<String> noteTaker;
    private volatile boolean isVerbose;
    private volatile boolean isLeaving;

    Console(InputStream in, OutputStream out, PrintStream err, Terminal terminal) {
        this.in = in;
        this.out = new Output(out);
        this.err = err;
        this.terminal = terminal;
        this.isVerbose = !terminal.environment().getOrDefault("ZINC_DEBUG", "").isEmpty();
    }

    /** Standard error itself, for those who print more than lines. */
    PrintStream err() {
        return err;
    }

    void verbose(boolean value) {
        isVerbose |= value;
    }

    boolean isVerbose() {
        return isVerbose;
    }

    /** Whether the program was told to end. */
    boolean isLeaving() {
        return isLeaving;
    }

    /** Has something closed when the program is told to end. */
    <T extends AutoCloseable> T closing(T resource) {
        lock.lock();
        try {
            open.push(resource);
        } finally {
            lock.unlock();
        }
        if (isLeaving) {
            leave();
        }
        return resource;
    }

    /** Closes what is open; safe to call twice. */
    void leave() {
        isLeaving = true;
        while (true) {
            AutoCloseable resource;
            lock.lock();
            try {
                resource = open.poll();
            } finally {
                lock.unlock();
            }
            if (resource == null) {
                break;
            }
            try {
                resource.close();
            } catch (Exception e) {
                if (isVerbose) {
                    e.printStackTrace(err);
                }
            }
        }
        out.flush();
    }

    /** Has news go elsewhere, as they would tear a picture apart; null has them go to standard error again. */
    void divertNotes(@Nullable Consumer<String> taker) {
        noteTaker = taker;
    }

    /** A line of news on standard error. */
    void note(String text) {
        if (!isLeaving) {
            say("zinc: " + Text.printable(text), false);
        }
    }

    /** A complaint: what went wrong and, for those who ask for it, where. */
    void complain(Throwable fault) {
        if (isLeaving) {
            return;
        }
        if (fault instanceof CompletionException && fault.getCause() != null) {
            complain(fault.getCause());
            return;
        }
        say("zinc: " + Text.printable(wordsOf(fault)), true);
        if (isVerbose) {
            fault.printStackTrace(err);
        }
    }

    private void say(String line, boolean isComplaint) {
        Consumer<String> taker = noteTaker;
        if (taker != null) {
            taker.accept(line);
        } else {
            err.println(isComplaint && terminal.errorColours() ? "\033[31m" + line + "\033[0m" : line);
        }
    }

    /** One line: our own faults speak for themselves, of others the kind is told too. */
    private static String wordsOf(Throwable fault) {
        String message = Objects.requireNonNullElse(fault.getMessage(), "");
        if (fault instanceof ZincException || fault instanceof Failure) {
            return message;
        }
        String kind = fault.getClass().getSimpleName();
        return (message.isEmpty() ? kind : message + " (" + kind + ")") + "; --verbose shows where";
    }
}
