package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Header;
import lb.admin.config.LogTarget.Level;
import lb.ha.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A syslog server over TCP on loopback, in real time. */
@Timeout(30)
class TcpSyslogTest {
    private static final long PAUSE_NANOS = 10_000_000;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();

    private Destination open(ServerSocket server, Header header) throws IOException {
        LogTarget target = new LogTarget.TcpSyslog(
                (InetSocketAddress) server.getLocalSocketAddress(), Facility.LOCAL0, Level.INFO, header);
        return Destination.open(target, "ha1", BERLIN, notices::add);
    }

    private static void write(Destination destination, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        destination.write(Level.NOTICE, Exchanges.AT, bytes, 0, bytes.length);
        destination.flush();
    }

    /** The next message, by the length in front of it. */
    private static String read(InputStream in) throws IOException {
        int length = 0;
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
            length = 10 * length + digit - '0';
        }
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    @Test
    void eachLineHasItsLengthInFrontAndRfc5424sHeader() throws Exception {
        long process = ProcessHandle.current().pid();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Destination destination = open(server, Header.RFC5424)) {
            write(destination, "first");
            write(destination, "second");
            try (Socket accepted = server.accept()) {
                String header = "<133>1 2026-11-21T02:29:20.610+01:00 ha1 lb " + process + " - - ";
                assertThat(read(accepted.getInputStream())).isEqualTo(header + "first");
                assertThat(read(accepted.getInputStream())).isEqualTo(header + "second");
            }
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void aServerThatCameBackGetsLinesAgainAndWhatWasLostIsCounted() throws Exception {
        InetSocketAddress at;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            at = (InetSocketAddress) server.getLocalSocketAddress();
        }
        LogTarget target = new LogTarget.TcpSyslog(at, Facility.LOCAL0, Level.INFO, Header.RFC3164);
        try (Destination destination = Destination.open(target, "ha1", BERLIN, notices::add)) {
            write(destination, "lost");
            await(() -> destination.figures().lost() == 1 && !notices.isEmpty());
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .startsWith("log target tcp@127.0.0.1:" + at.getPort() + " loses lines: ");
            try (ServerSocket server = new ServerSocket(at.getPort(), 1, at.getAddress())) {
                await(() -> {
                    write(destination, "again");
                    return destination.figures().sent() > 0;
                });
                try (Socket accepted = server.accept()) {
                    assertThat(read(accepted.getInputStream())).endsWith(": again");
                }
            }
        }
    }

    @Test
    void aConnectionThatTheServerHasEndedIsMadeAnewAndNoLineIsLost() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.ofLiteral("127.0.0.1"));
                Destination destination = open(server, Header.RFC3164)) {
            write(destination, "before");
            try (Socket accepted = server.accept()) {
                assertThat(read(accepted.getInputStream())).endsWith("before");
            }
            // Not tried more often than once a second.
            await(() -> {
                write(destination, "after");
                return destination.figures().sent() > 1;
            });
            try (Socket accepted = server.accept()) {
                assertThat(read(accepted.getInputStream())).endsWith("after");
            }
        }
    }

    @Test
    void aServerThatReadsNothingIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            // Before it listens, so that what it accepts has a small buffer, too.
            server.setReceiveBufferSize(4096);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
            TcpSyslog target = new TcpSyslog((InetSocketAddress) server.getLocalSocketAddress(), 100_000_000);
            Delivery delivery = new Delivery("test", notices::add, NanoClock.SYSTEM);
            byte[] lines = ("x".repeat(1000) + "\n").repeat(64).getBytes(StandardCharsets.US_ASCII);
            while (delivery.figures().lost() == 0) {
                target.write(lines, lines.length, delivery);
            }
            target.close();
            assertThat(notices).containsExactly("log target test loses lines: the server takes nothing");
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
