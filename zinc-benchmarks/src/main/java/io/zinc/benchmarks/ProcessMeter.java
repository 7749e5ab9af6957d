package io.zinc.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used since it began: CPU time of all its threads, and bytes that they allocated on the heap. */
public record ProcessMeter(long cpuNs, long allocatedBytes) {

    public static ProcessMeter now() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        return new ProcessMeter(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
    }

    Answer answer() {
        return new Answer().with("cpuNs", cpuNs).with("allocatedBytes", allocatedBytes);
    }

    static ProcessMeter of(Answer answer) {
        return new ProcessMeter(answer.number("cpuNs"), answer.number("allocatedBytes"));
    }

    ProcessMeter since(ProcessMeter before) {
        return new ProcessMeter(cpuNs - before.cpuNs, allocatedBytes - before.allocatedBytes);
    }
}
