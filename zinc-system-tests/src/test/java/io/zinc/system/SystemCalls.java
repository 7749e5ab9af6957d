package io.zinc.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls of a traced process, from the words of {@code strace -f -y}, in the order in which they began and ended: is
 * anything acknowledged before what was written to the write-ahead log has been forced?
 */
final class SystemCalls {

    private static final Pattern BEGIN = Pattern.compile("(\\d+) +(pwrite64|write|fdatasync|fsync)\\((\\d+)<(.*)");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (fdatasync|fsync) resumed.*= 0");

    private final Map<String, Integer> writesBeforeForce = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int writes;
    private int forced;
    private int writesBeforeLastAcknowledgement;
    private int acknowledgements;

    SystemCalls(List<String> trace) {
        trace.forEach(this::take);
    }

    /** Acknowledgements that came too early, each with its line. */
    List<String> violations() {
        return violations;
    }

    int acknowledgements() {
        return acknowledgements;
    }

    private void take(String line) {
        Matcher begin = BEGIN.matcher(line);
        if (begin.matches()) {
            begin(line, begin.group(1), begin.group(2), begin.group(3), begin.group(4));
        }
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
            endForce(resumed.group(1));
        }
    }

    private void begin(String line, String thread, String call, String descriptor, String rest) {
        boolean isLog = rest.substring(0, Math.max(0, rest.indexOf('>'))).endsWith("-wal");
        if (call.endsWith("sync")) {
            if (isLog) {
                writesBeforeForce.put(thread, writes);
                if (line.endsWith("= 0")) {
                    endForce(thread);
                }
            }
        } else if (isLog) {
            writes++;
        } else if (descriptor.equals("1") && rest.contains("\"ack ")) {
            acknowledge(line);
        }
    }

    private void endForce(String thread) {
        Integer written = writesBeforeForce.remove(thread);
        if (written != null) {
            forced = Math.max(forced, written);
        }
    }

    private void acknowledge(String line) {
        acknowledgements++;
        if (forced < writes) {
            violations.add((writes - forced) + " writes were not forced before: " + line);
        }
        if (writes == writesBeforeLastAcknowledgement) {
            violations.add("nothing was written before: " + line);
        }
        writesBeforeLastAcknowledgement = writes;
    }
}
