package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.LogSample;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogSinksTest {
    private static final String PREFIX = "<134>[A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} lb\\[[0-9]+]: ";

    @Test
    void aRequestIsOneDatagramOfSyslog() throws Exception {
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.INFO)), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET /x HTTP/1.1"));
            assertThat(receive(daemon))
                    .matches(PREFIX + "127\\.0\\.0\\.1:33082 \\[.*] fe be/s1 0/0/1/7/8 200 120 - - ---- 2/1/0/0/0 0/0"
                            + " \"GET /x HTTP/1.1\"\n");
        }
    }

    @Test
    void facilityAndLevelMakeThePriorityAndWhatIsLessSevereIsLeftOut() throws Exception {
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(
                        List.of(new LogTarget.Syslog(address(daemon), Facility.DAEMON, Level.NOTICE)), "ha1", 1)) {
            sinks.event(Level.ALERT, "first");
            sinks.event(Level.INFO, "left out");
            sinks.event(Level.NOTICE, "second");
            assertThat(receive(daemon)).startsWith("<25>").endsWith(" first\n");
            assertThat(receive(daemon)).startsWith("<29>").endsWith(" second\n");
        }
    }

    @Test
    void linesOfErrorsHaveALevelOfTheirOwnWhereThatIsWanted() throws Exception {
        try (DatagramSocket all = syslogDaemon();
                DatagramSocket errors = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(all, Level.INFO), udp(errors, Level.ERR)), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET /well"));
            sinks.ended(0, Exchanges.error("GET /badly"));
            assertThat(receive(all)).startsWith("<134>").endsWith("\"GET /well\"\n");
            assertThat(receive(all)).startsWith("<131>").endsWith("\"GET /badly\"\n");
            assertThat(receive(errors)).startsWith("<131>").endsWith("\"GET /badly\"\n");
        }
    }

    @Test
    void ofASampleOnlyTheLinesAtItsPlacesAreSentAndAllOfChanges() throws Exception {
        LogSample sample = new LogSample(List.of(new LogSample.Range(2, 2), new LogSample.Range(4, 5)), 5);
        try (DatagramSocket daemon = syslogDaemon()) {
            LogTarget target = new LogTarget.Syslog(
                    address(daemon),
                    Facility.LOCAL0,
                    Level.INFO,
                    LogTarget.Header.RFC3164,
                    new LogTarget.Lines(80, sample));
            LogSinks sinks = LogSinks.open(List.of(target), "ha1", 1);
            for (int i = 1; i <= 9; i++) {
                sinks.ended(0, Exchanges.numbered(i));
            }
            sinks.event(Level.NOTICE, "told");
            sinks.close();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String line = receive(daemon);
                assertThat(line).hasSizeLessThanOrEqualTo(81);
                lines.add(line.replaceAll(".*]: (\\w*).*\\n", "$1"));
            }
            assertThat(lines).containsExactlyInAnyOrder("told", "f2", "f4", "f5", "f7", "f9");
        }
    }

    @Test
    void whatIsWaitingIsWrittenWhenItIsClosed() throws Exception {
        try (DatagramSocket daemon = syslogDaemon()) {
            LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.INFO)), "ha1", 1);
            for (int i = 0; i < 100; i++) {
                sinks.ended(0, Exchanges.http("GET /" + i));
            }
            sinks.close();
            for (int i = 0; i < 100; i++) {
                assertThat(receive(daemon)).endsWith("\"GET /" + i + "\"\n");
            }
            assertThat(sinks.targets()).containsExactly(new LogSinks.TargetFigures(name(daemon), 100, 0));
            sinks.ended(0, Exchanges.tcp());
            assertThat(sinks.dropped()).isEqualTo(1);
        }
    }

    @Test
    void whatNoTargetWantsCostsNothing() throws Exception {
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.NOTICE)), "ha1", 1)) {
            sinks.ended(0, Exchanges.tcpFrom(null));
            sinks.event(Level.NOTICE, "after it");
            assertThat(receive(daemon)).endsWith(" after it\n");
            assertThat(sinks.dropped()).isZero();
        }
    }

    @Test
    void everyLineOfAFloodIsWrittenOrCountedAsLost(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("log");
        int offered = 20_000;
        LogTarget target = new LogTarget.LocalSocket(path, Facility.LOCAL0, Level.INFO);
        try (LocalDaemon daemon = new LocalDaemon(path);
                LogSinks sinks = LogSinks.open(List.of(target), "ha1", 1)) {
            for (int i = 0; i < offered; i++) {
                sinks.ended(0, Exchanges.http("GET /" + i));
            }
            while (accounted(sinks) < offered) {
                Thread.yield();
            }
            long sent = sinks.targets().getFirst().sent();
            assertThat(sent).isGreaterThan(1000);
            int last = -1;
            for (int i = 0; i < sent; i++) {
                String line = daemon.receive();
                int number = Integer.parseInt(line.substring(line.lastIndexOf('/') + 1, line.lastIndexOf('"')));
                assertThat(number).isGreaterThan(last);
                last = number;
            }
            assertThat(accounted(sinks)).isEqualTo(offered);
        }
    }

    @Test
    void aTargetThatIsNotThereLosesItsOwnLinesOnly(@TempDir Path folder) throws Exception {
        Path nobody = folder.resolve("nobody");
        LogTarget missing = new LogTarget.LocalSocket(nobody, Facility.LOCAL0, Level.DEBUG);
        try (DatagramSocket daemon = syslogDaemon()) {
            LogSinks sinks = LogSinks.open(List.of(missing, udp(daemon, Level.INFO)), "ha1", 1);
            sinks.ended(0, Exchanges.tcp());
            assertThat(receive(daemon)).contains(" fe be/s1 ");
            sinks.close();
            assertThat(sinks.targets())
                    .containsExactly(
                            new LogSinks.TargetFigures(nobody.toString(), 0, 1),
                            new LogSinks.TargetFigures(name(daemon), 1, 0));
        }
    }

    @Test
    void linesReachADaemonOnItsLocalSocketAlsoAfterItWasRestarted(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("log");
        LogTarget target = new LogTarget.LocalSocket(path, Facility.LOCAL0, Level.INFO);
        try (LogSinks sinks = LogSinks.open(List.of(target), "ha1", 1)) {
            try (LocalDaemon daemon = new LocalDaemon(path)) {
                sinks.ended(0, Exchanges.http("GET /1"));
                assertThat(daemon.receive()).matches(PREFIX + ".* \"GET /1\"\n");
            }
            sinks.ended(0, Exchanges.http("GET /lost"));
            while (sinks.targets().getFirst().lost() == 0) {
                Thread.onSpinWait();
            }
            try (LocalDaemon daemon = new LocalDaemon(path)) {
                sinks.ended(0, Exchanges.http("GET /2"));
                assertThat(daemon.receive()).matches(PREFIX + ".* \"GET /2\"\n");
            }
        }
    }

    @Test
    void aBurstLargerThanTheQueueOfALocalSocketArrivesWhole(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("log");
        try (LocalDaemon daemon = new LocalDaemon(path)) {
            LogTarget target = new LogTarget.LocalSocket(path, Facility.LOCAL0, Level.INFO);
            try (LogSinks sinks = LogSinks.open(List.of(target), "ha1", 1)) {
                for (int i = 0; i < 500; i++) {
                    sinks.ended(0, Exchanges.http("GET /" + i));
                }
                for (int i = 0; i < 500; i++) {
                    assertThat(daemon.receive()).endsWith("\"GET /" + i + "\"\n");
                }
            }
        }
    }

    @Test
    void aTargetThatCanNeverWorkIsNamedAtTheStart(@TempDir Path folder) {
        Path tooLong = folder.resolve("x".repeat(120));
        assertThatThrownBy(() -> LogSinks.open(
                        List.of(new LogTarget.LocalSocket(tooLong, Facility.LOCAL0, Level.INFO)), "ha1", 1))
                .hasMessage("log target " + tooLong + ": a socket's path has 107 bytes at most");
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("loghost.invalid", 514);
        assertThatThrownBy(() ->
                        LogSinks.open(List.of(new LogTarget.Syslog(unknown, Facility.LOCAL0, Level.INFO)), "ha1", 1))
                .hasMessage("log target loghost.invalid:514: the name loghost.invalid cannot be resolved");
    }

    @Test
    void aLineThatCannotBeWrittenIsNotTheEndOfTheLog() throws Exception {
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.INFO)), "ha1", 1)) {
            sinks.ended(0, Exchanges.tcpFrom(null));
            sinks.ended(0, Exchanges.http("GET /next"));
            assertThat(receive(daemon)).endsWith("\"GET /next\"\n");
            assertThat(sinks.dropped()).isEqualTo(1);
        }
    }

    @Test
    void withoutTargetsNothingIsKept() throws Exception {
        try (LogSinks sinks = LogSinks.open(List.of(), "ha1", 1)) {
            for (int i = 0; i < 100_000; i++) {
                sinks.ended(0, Exchanges.tcp());
            }
            assertThat(sinks.dropped()).isZero();
        }
    }

    @Test
    void otherTargetsGetTheLinesToComeAndTheFormerOnesThoseBefore() throws Exception {
        try (DatagramSocket first = syslogDaemon();
                DatagramSocket second = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(first, Level.INFO)), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET /1"));
            sinks.event(Level.NOTICE, "first");
            become(sinks, udp(second, Level.INFO));
            sinks.ended(0, Exchanges.http("GET /2"));
            sinks.event(Level.NOTICE, "second");
            assertThat(List.of(tail(first), tail(first))).containsExactlyInAnyOrder("/1", "first");
            assertThat(List.of(tail(second), tail(second))).containsExactlyInAnyOrder("/2", "second");
            assertThat(sinks.targets()).containsExactly(new LogSinks.TargetFigures(name(second), 2, 0));
            assertNothingMore(first);
            assertThat(sinks.missing()).isZero();
        }
    }

    @Test
    void aTargetThatStaysKeepsItsFiguresAndOneThatChangesToo() throws Exception {
        try (DatagramSocket stays = syslogDaemon();
                DatagramSocket changes = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(stays, Level.INFO), udp(changes, Level.INFO)), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET /1"));
            assertThat(tail(stays)).isEqualTo("/1");
            assertThat(tail(changes)).isEqualTo("/1");
            become(sinks, udp(changes, Level.NOTICE), udp(stays, Level.INFO));
            sinks.ended(0, Exchanges.http("GET /2"));
            sinks.event(Level.NOTICE, "told");
            assertThat(List.of(tail(stays), tail(stays))).containsExactlyInAnyOrder("/2", "told");
            assertThat(tail(changes)).isEqualTo("told");
            assertThat(sinks.targets())
                    .containsExactly(
                            new LogSinks.TargetFigures(name(changes), 2, 0),
                            new LogSinks.TargetFigures(name(stays), 3, 0));
        }
    }

    @Test
    void theFirstTargetMayComeAndTheLastOneGo() throws Exception {
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET /0"));
            become(sinks, udp(daemon, Level.INFO));
            sinks.ended(0, Exchanges.http("GET /1"));
            assertThat(tail(daemon)).isEqualTo("/1");
            become(sinks);
            sinks.ended(0, Exchanges.http("GET /2"));
            become(sinks, udp(daemon, Level.INFO));
            sinks.ended(0, Exchanges.http("GET /3"));
            assertThat(tail(daemon)).isEqualTo("/3");
            assertThat(sinks.missing()).isZero();
        }
    }

    @Test
    void linesMayBecomeLonger() throws Exception {
        String path = "/" + "x".repeat(3000);
        try (DatagramSocket daemon = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.INFO)), "ha1", 1)) {
            sinks.ended(0, Exchanges.http("GET " + path));
            assertThat(receive(daemon)).hasSize(1025);
            become(
                    sinks,
                    new LogTarget.Syslog(
                            address(daemon),
                            Facility.LOCAL0,
                            Level.INFO,
                            LogTarget.Header.RFC3164,
                            new LogTarget.Lines(8000, null)));
            sinks.ended(0, Exchanges.http("GET " + path));
            assertThat(receive(daemon)).contains(path);
        }
    }

    @Test
    void aTargetThatCanNeverWorkChangesNothing(@TempDir Path folder) throws Exception {
        Path tooLong = folder.resolve("x".repeat(120));
        try (DatagramSocket daemon = syslogDaemon();
                DatagramSocket other = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(daemon, Level.INFO)), "ha1", 1)) {
            assertThatThrownBy(() -> sinks.prepare(List.of(
                            udp(other, Level.INFO), new LogTarget.LocalSocket(tooLong, Facility.LOCAL0, Level.INFO))))
                    .hasMessageContaining(tooLong.toString());
            NextTargets givenUp = sinks.prepare(List.of(udp(other, Level.INFO)));
            givenUp.close();
            sinks.ended(0, Exchanges.http("GET /1"));
            assertThat(tail(daemon)).isEqualTo("/1");
            assertThat(sinks.targets()).containsExactly(new LogSinks.TargetFigures(name(daemon), 1, 0));
        }
    }

    @Test
    void aTargetThatStaysGetsEachLineOnceWhileOthersComeAndGo() throws Exception {
        int lines = 20_000;
        try (DatagramSocket stays = syslogDaemon();
                DatagramSocket first = syslogDaemon();
                DatagramSocket second = syslogDaemon();
                LogSinks sinks = LogSinks.open(List.of(udp(stays, Level.INFO)), "ha1", 1)) {
            Thread writing = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < lines; i++) {
                    sinks.ended(0, Exchanges.http("GET /" + i));
                }
            });
            int changes = 0;
            while (writing.isAlive() || changes < 4) {
                become(sinks, udp(stays, Level.INFO), udp(changes % 2 == 0 ? first : second, Level.INFO));
                changes++;
            }
            become(sinks, udp(stays, Level.INFO));
            while (accounted(sinks) < lines) {
                Thread.yield();
            }
            assertThat(accounted(sinks)).isEqualTo(lines);
        }
    }

    private static void become(LogSinks sinks, LogTarget... targets) throws IOException {
        try (NextTargets next = sinks.prepare(List.of(targets))) {
            next.commit();
        }
    }

    private static String tail(DatagramSocket daemon) throws Exception {
        return receive(daemon).replaceAll("(?s).*[ ]\"?([^ \"]+)\"?\n", "$1");
    }

    private static void assertNothingMore(DatagramSocket daemon) throws Exception {
        daemon.setSoTimeout(1);
        assertThatThrownBy(() -> receive(daemon)).isInstanceOf(SocketTimeoutException.class);
    }

    private static long accounted(LogSinks sinks) {
        LogSinks.TargetFigures figures = sinks.targets().getFirst();
        return figures.sent() + figures.lost() + sinks.dropped();
    }

    private static DatagramSocket syslogDaemon() throws SocketException {
        DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        daemon.setSoTimeout(10_000);
        daemon.setReceiveBufferSize(1 << 20);
        return daemon;
    }

    private static LogTarget udp(DatagramSocket daemon, Level level) {
        return new LogTarget.Syslog(address(daemon), Facility.LOCAL0, level);
    }

    private static InetSocketAddress address(DatagramSocket daemon) {
        return new InetSocketAddress(daemon.getLocalAddress(), daemon.getLocalPort());
    }

    private static String name(DatagramSocket daemon) {
        return address(daemon).getHostString() + ":" + daemon.getLocalPort();
    }

    private static String receive(DatagramSocket daemon) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
        daemon.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
