package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Network;
import org.junit.jupiter.api.Test;

class StatsSettingsTest {
    private static StatsSettings settings(boolean actions, String... from) {
        return new StatsSettings(
                List.of(),
                List.of(),
                "/stats",
                "lb",
                Map.of(),
                Map.of(),
                actions,
                List.of(from).stream().map(StatsSettingsTest::network).toList(),
                StatsLook.STANDARD,
                null);
    }

    private static Network network(String text) {
        try {
            return new Form.Range().parse(text);
        } catch (ValueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyWhoComesFromTheNamedNetworksCanAct() {
        StatsSettings local = settings(true, "127.0.0.0/8", "::1/128");
        assertThat(local.canActFrom(InetAddress.ofLiteral("127.0.0.9"))).isTrue();
        assertThat(local.canActFrom(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(local.canActFrom(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(local.canActFrom(null)).as("over a UNIX socket").isFalse();
    }

    @Test
    void withoutNetworksItIsEverybodyWhoMayAtAll() {
        assertThat(settings(true).canActFrom(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
        assertThat(settings(true).canActFrom(null)).isTrue();
        assertThat(settings(false).canActFrom(InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
    }
}
