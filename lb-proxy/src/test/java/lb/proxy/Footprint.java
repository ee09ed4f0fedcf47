package lb.proxy;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;

/**
 * What this process has of its machine, all of which is in use.
 *
 * @param heap KiB of objects that are reachable. Not what the JVM says is in use: a full collection leaves up to a twentieth where it is
 *     that nobody reaches any more, and fills it
 * @param descriptors open ones
 * @param threads of the platform
 * @param resident KiB of memory
 * @param objects how many there are of each class of lb's
 * @param bytes of the heap that each class of anybody's has
 */
record Footprint(
        long heap, long descriptors, int threads, long resident, Map<String, Long> objects, Map<String, Long> bytes) {
    private static final int MOST_NAMED = 12;

    /** What stands in a heap where nothing is. */
    private static final String FILLER = "jdk.internal.vm.Filler";

    static Footprint take() throws Exception {
        Map<String, Long> objects = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
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
            if (words.length > 3 && words[0].endsWith(":") && !words[3].contains(FILLER)) {
                bytes.merge(words[3], Long.parseLong(words[2]), Long::sum);
            }
            if (words.length > 3 && words[3].startsWith("lb.proxy.")) {
                objects.put(words[3], Long.parseLong(words[1]));
            }
        });
        long heap = bytes.values().stream().mapToLong(Long::longValue).sum() / 1024;
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
                    objects,
                    bytes);
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

    /** The classes whose objects have grown the most, in KiB: what a heap that has grown is made of. */
    String grown(Footprint before) {
        return bytes.entrySet().stream()
                .map(of -> Map.entry(of.getKey(), (of.getValue() - before.bytes.getOrDefault(of.getKey(), 0L)) / 1024))
                .filter(of -> of.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_NAMED)
                .map(of -> of.getKey() + " +" + of.getValue() + " KiB")
                .collect(Collectors.joining(", "));
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
