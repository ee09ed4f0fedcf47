package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;
import lb.proxy.listen.Departed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses clients are led away from, and what is told of it. */
class LeavingClientsTest {
    private static VirtualRouterStatus router(VrrpState state, String... addresses) {
        return new VirtualRouterStatus(
                "web",
                "eth0",
                51,
                3,
                List.of(addresses).stream().map(InetAddress::ofLiteral).toList(),
                List.of(),
                Holding.DEFAULT,
                state,
                Instant.EPOCH,
                "",
                false,
                100,
                100,
                true,
                "",
                0,
                null,
                -1,
                0,
                0,
                0,
                0,
                Map.of(),
                null,
                true,
                new VrrpTimers(Duration.ofSeconds(1), Duration.ofMillis(3_610), null),
                List.of(),
                Transitions.NONE);
    }

    @Test
    void thoseOfTheRoutersThatAreMaster() {
        assertThat(LeavingClients.owned(List.of(
                        router(VrrpState.MASTER, "10.77.0.69", "10.77.0.70"),
                        router(VrrpState.BACKUP, "10.77.0.71"),
                        router(VrrpState.INITIALIZE, "10.77.0.72"),
                        router(VrrpState.MASTER, "10.77.0.73"))))
                .extracting(address -> address.getHostAddress())
                .containsExactly("10.77.0.69", "10.77.0.70", "10.77.0.73");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, nothing broken off",
        "0, 0, 1, nothing broken off; 1 idle connection closed",
        "1, 0, 0, '1 request broken off, which took longer than the drain'",
        "2, 3, 4, '2 requests and 3 sessions broken off, which took longer than the drain; 4 idle connections closed'",
    })
    void whatWasLostIsSaid(int requests, int sessions, int idle, String end) {
        assertThat(LeavingClients.sentence("10.77.0.69", new Departed(requests, sessions, idle, List.of())))
                .isEqualTo("clients of 10.77.0.69 have left: " + end);
    }
}
