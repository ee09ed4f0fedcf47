package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;

/** Clients that keep their servers by address, while reloads bring servers of other names, as those of containers are. */
class ReloadedStickinessTest {
    private static final StickySettings STICKY = new StickySettings(32, 128, 1000, Duration.ofMinutes(10));
    private static final byte[] CLIENT = InetAddress.ofLiteral("192.0.2.1").getAddress();
    private static final byte[] OTHER = InetAddress.ofLiteral("192.0.2.2").getAddress();

    private final BackendFixture fixture = new BackendFixture(settings("stays", "first"));
    private final Backend backend = fixture.backend;

    private static BackendSettings settings(String... names) {
        BackendSettings made = BackendFixture.settings(
                Mode.HTTP, List.of(names).stream().map(BackendFixture::server).toList());
        return made.withBalancing(made.balancing().withSticky(STICKY));
    }

    private Stickiness clients() {
        return Objects.requireNonNull(backend.stickiness());
    }

    private int names() {
        return clients().past(fixture.time()).servers().size();
    }

    private void reload(String... names) {
        backend.prepare(settings(names)).commit();
    }

    @Test
    void namesOfServersThatAreGoneAndHaveNoClientsAreForgotten() {
        clients().remember(CLIENT, fixture.server(0), fixture.time());
        for (int i = 0; i < 1000; i++) {
            fixture.pass(1);
            reload("stays", "a" + i, "b" + i);
            clients().remember(OTHER, fixture.server(2), fixture.time());
            clients().remember(CLIENT, fixture.server(0), fixture.time());
            assertThat(clients().find(OTHER, fixture.time(), false)).isEqualTo(fixture.server(2));
            assertThat(clients().find(CLIENT, fixture.time(), false)).isEqualTo(fixture.server(0));
        }
        assertThat(names()).isLessThan(80);
    }

    @Test
    void aServerThatComesBackHasItsClientsHoweverManyOthersCameAndWent() {
        clients().remember(CLIENT, fixture.server(1), fixture.time());
        for (int i = 0; i < 500; i++) {
            fixture.pass(1);
            reload("stays", "a" + i, "b" + i);
            assertThat(clients().find(CLIENT, fixture.time(), false))
                    .as("its server is gone")
                    .isNull();
        }
        reload("first", "stays");
        assertThat(clients().find(CLIENT, fixture.time(), false)).isEqualTo(fixture.server(0));
        fixture.pass(101);
        assertThat(clients().find(CLIENT, fixture.time(), false))
                .as("601 s after its last connection")
                .isNull();
    }

    @Test
    void anotherProcessGetsTheClientsOfThoseWhoHaveNumbersOfOthers() {
        for (int i = 0; i < 200; i++) {
            reload("stays", "a" + i, "b" + i);
        }
        clients().remember(CLIENT, fixture.server(1), fixture.time());
        clients().remember(OTHER, fixture.server(2), fixture.time());
        BackendFixture next = new BackendFixture(settings("b199", "a199"));
        next.backend.recall(backend.past());
        Stickiness there = Objects.requireNonNull(next.backend.stickiness());
        assertThat(there.find(CLIENT, next.time(), false)).isEqualTo(next.server(1));
        assertThat(there.find(OTHER, next.time(), false)).isEqualTo(next.server(0));
    }
}
