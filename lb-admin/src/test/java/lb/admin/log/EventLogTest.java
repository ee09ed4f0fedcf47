package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Level;
import lb.ha.Transition;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

class EventLogTest {
    @Test
    void eventsHaveHaproxysPrioritiesAndAreOneLineWhateverAServerAnswered() throws Exception {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            daemon.setSoTimeout(10_000);
            InetSocketAddress address = new InetSocketAddress(daemon.getLocalAddress(), daemon.getLocalPort());
            LogTarget target = new LogTarget.Syslog(address, Facility.LOCAL0, Level.INFO);
            try (LogSinks sinks = LogSinks.open(List.of(target), "ha1", 1)) {
                EventLog log = new EventLog(sinks);
                log.changed(EventLineTest.event(
                        "web1", false, EventLineTest.DOWN, EventLineTest.UP, "Layer4 check passed", 1, 0, 0, 0));
                log.changed(EventLineTest.event(
                        "web1",
                        false,
                        EventLineTest.UP,
                        EventLineTest.DOWN,
                        "info: \"a\n<128>b\u001B[2J\"",
                        0,
                        0,
                        0,
                        0));
                log.changed(new Transition("vip", VrrpState.BACKUP, VrrpState.MASTER, "why", Instant.EPOCH, null));
                log.grown("web", "web1");
                log.warning("a sentence");
                assertThat(receive(daemon)).startsWith("<133>").contains(" Server web/web1 is UP, ");
                assertThat(receive(daemon))
                        .startsWith("<129>")
                        .contains("info: \"a?<128>b?[2J\". 0 active and 0 backup");
                assertThat(receive(daemon)).startsWith("<128>").endsWith(" backend web has no server available!\n");
                assertThat(receive(daemon)).startsWith("<133>").contains(" Virtual router vip is MASTER, was BACKUP");
                assertThat(receive(daemon))
                        .startsWith("<133>")
                        .endsWith(" Server web/web1 has ended its slow start.\n");
                assertThat(receive(daemon)).startsWith("<132>").endsWith(" a sentence\n");
            }
        }
    }

    private static String receive(DatagramSocket daemon) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        daemon.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
