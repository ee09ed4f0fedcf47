package lb.proxy;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ObjectName;

/**
 * What this process has of its machine, all of which is in use.
 *
 * @param heap KiB
 * @param descriptors open ones
 * @param threads of the platform
 * @param resident KiB of memory
 * @param objects how many there are of each class of lb's
 */
record Footprint(long heap, long descriptors, int threads, long resident, Map<String, Long> objects) {
    static Footprint take() throws Exception {
        Map<String, Long> objects = new TreeMap<>();
        System.gc();
        // For cleaners of what was just collected.
        TimeUnit.SECONDS.sleep(1);
        // Of what is reachable: it collects before it counts.
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        histogram.lines().map(line -> line.strip().split(" +")).forEach(words -> {
            if (words.length > 3 && words[3].startsWith("lb.proxy.")) {
                objects.put(words[3], Long.parseLong(words[1]));
            }
        });
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) / 1024;
        String resident;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            resident =
                    lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow();
        }
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return new Footprint(
                    heap,
                    descriptors.count(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    Long.parseLong(resident.replaceAll("\\D", "")),
                    objects);
        }
    }

    /** Classes of which there are clearly more than before, with both numbers. */
    Map<String, String> more(Footprint before) {
        Map<String, String> more = new TreeMap<>();
        objects.forEach((name, count) -> {
            long earlier = before.objects.getOrDefault(name, 0L);
            if (count > earlier + 20) {
                more.put(name, earlier + " -> " + count);
            }
        });
        return more;
    }

    @Override
    public String toString() {
        return "heap %d KiB, %d descriptors, %d threads, resident %d KiB, %d objects of lb"
                .formatted(
                        heap,
                        descriptors,
                        threads,
                        resident,
                        objects.values().stream().mapToLong(Long::longValue).sum());
    }
}
