package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteProbeTest {
    private static final Prefix TRACKED = new Prefix(InetAddress.ofLiteral("10.99.0.0"), 16);
    private static final int TABLE = 7000;
    private static final int LOOKS = 10;

    /** What a thread allocates says how much it was given, and does not depend on who else runs. */
    private static long bytesOfALook() throws AddressException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (RouteProbe probe = RouteProbe.open()) {
            assertThat(probe.exists(TRACKED, TABLE)).isTrue();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < LOOKS; i++) {
                probe.exists(TRACKED, TABLE);
            }
            return (threads.getCurrentThreadAllocatedBytes() - before) / LOOKS;
        }
    }

    @Test
    void routesOfOtherTablesCostNothing(@TempDir Path folder) throws Exception {
        TestNamespace.assumePossible();
        Path batch = Files.writeString(
                folder.resolve("routes"),
                IntStream.range(0, 2000)
                        .mapToObj(i -> "route add 10.88." + i / 250 + "." + i % 250 + "/32 dev lo\n")
                        .collect(Collectors.joining()));
        try (TestNamespace namespace = new TestNamespace()) {
            namespace.ip("route", "add", "10.99.0.0/16", "dev", "lo", "table", String.valueOf(TABLE));
            long alone = namespace.<Long>call(RouteProbeTest::bytesOfALook);
            namespace.ip("-batch", batch.toString());
            assertThat(namespace.<Long>call(RouteProbeTest::bytesOfALook)).isLessThan(alone + 10_000);
        }
    }
}
