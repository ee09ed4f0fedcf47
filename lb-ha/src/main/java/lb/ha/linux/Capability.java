package lb.ha.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The capabilities (capabilities(7)) that a node uses. */
public enum Capability {
    /** Ports below 1024. */
    NET_BIND_SERVICE(10),
    /** Adding and removing addresses. */
    NET_ADMIN(12),
    /** Sending and receiving adverts and ARP. */
    NET_RAW(13);

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** How a process gets all of them, as the end of a sentence. */
    public static String remedy() {
        String words = Stream.of(values()).map(c -> "CAP_" + c).collect(Collectors.joining(" "));
        String flags = Stream.of(values())
                .map(c -> "+" + c.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        return "needs " + NET_RAW.fullName() + " and " + NET_ADMIN.fullName() + ": run it as root, or with systemd's"
                + " AmbientCapabilities=" + words + ", or by setpriv --inh-caps " + flags + " --ambient-caps " + flags;
    }

    /** Those of {@code wanted} that this process does not have; none where the kernel does not say. */
    public static List<Capability> missing(Capability... wanted) {
        try {
            return missing(Files.readString(STATUS), wanted);
        } catch (IOException e) {
            // Without /proc the system calls themselves will say.
            return List.of();
        }
    }

    static List<Capability> missing(String status, Capability... wanted) {
        long effective = effective(status);
        List<Capability> missing = new ArrayList<>();
        for (Capability one : wanted) {
            if ((effective >>> one.bit & 1) == 0) {
                missing.add(one);
            }
        }
        return missing;
    }

    /** Whether {@code /proc/self/status} names the capability of a number among the effective ones. */
    static boolean has(String status, int bit) {
        return (effective(status) >>> bit & 1) != 0;
    }

    private static long effective(String status) {
        return status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .findFirst()
                .map(line -> bits(line.substring(EFFECTIVE.length()).strip()))
                .orElse(-1L);
    }

    private static long bits(String hexadecimal) {
        try {
            return Long.parseUnsignedLong(hexadecimal, 16);
        } catch (NumberFormatException e) {
            return -1L;
        }
    }

    /** As capabilities(7) writes it. */
    public String fullName() {
        return "CAP_" + this;
    }
}
