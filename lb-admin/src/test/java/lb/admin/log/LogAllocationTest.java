package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Level;
import lb.proxy.exchange.ExchangeEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neither the event loop nor the log's thread makes garbage of a line, once the code is compiled. */
@Timeout(60)
class LogAllocationTest {
    private static final int LINES = 5_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aLineIsMadeWithoutGarbage() {
        ExchangeEnd end = Exchanges.http("GET /x HTTP/1.1");
        LineRing ring = new LineRing(1 << 16);
        LogLine format = new LogLine(ZoneOffset.UTC, "ha1");
        LineBuffer text = new LineBuffer();
        assertNoGarbage(() -> {
            format.write(end, text.clear());
            if (!ring.offer(end.startedAt(), 6, text.bytes(), 0, text.length())) {
                ring.drain((_, _, _, _, _) -> {});
            }
        });
    }

    @Test
    void aLineIsSentWithoutGarbage() throws Exception {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(daemon.getLocalAddress(), daemon.getLocalPort());
            LogTarget target = new LogTarget.Syslog(address, Facility.LOCAL0, Level.INFO);
            byte[] text = "x".repeat(150).getBytes(StandardCharsets.US_ASCII);
            try (Destination destination = Destination.open(target, "ha1", ZoneOffset.UTC, _ -> {})) {
                assertNoGarbage(() -> destination.write(Level.INFO, Exchanges.AT, text, 0, text.length));
            }
        }
    }

    /** Compiled code needs a while to come, on a busy machine more than that. */
    private static void assertNoGarbage(Runnable line) {
        List<Long> bytesPerLine = new ArrayList<>();
        do {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < LINES; i++) {
                line.run();
            }
            bytesPerLine.add((THREADS.getCurrentThreadAllocatedBytes() - before) / LINES);
        } while (bytesPerLine.getLast() > 0 && bytesPerLine.size() < 200);
        assertThat(bytesPerLine).as("bytes of garbage a line, round by round").endsWith(0L);
    }
}
