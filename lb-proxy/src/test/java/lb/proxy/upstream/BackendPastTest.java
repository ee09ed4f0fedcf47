package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import lb.proxy.balance.StickTable;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;

/** A backend of a new process goes on where that of an old one has come to. */
class BackendPastTest {
    private static BackendFixture next(BackendFixture old, String... servers) {
        BackendFixture next = new BackendFixture(servers);
        goOn(old, next);
        return next;
    }

    private static void goOn(BackendFixture old, BackendFixture next) {
        next.backend.recall(old.backend.past());
        Tracking.begin(List.of(next.backend));
    }

    @Test
    void whatChecksHaveFoundIsKnownAtOnce() {
        BackendFixture old = new BackendFixture("a", "b", "c");
        for (int i = 0; i < 3; i++) {
            old.fails("b");
        }
        old.passes("c");
        old.fails("c");

        BackendFixture next = next(old, "a", "b", "c");
        assertThat(next.next(4)).isEqualTo("acac");
        assertThat(next.server(1).control().state().isDown()).isTrue();
        assertThat(next.server(2).control().health().counter())
                .isEqualTo(old.server(2).control().health().counter());
        assertThat(next.events).as("nobody is told again").isEmpty();
        // Of rise 2.
        next.passes("b");
        assertThat(next.server(1).control().state().isDown()).isTrue();
        next.passes("b");
        assertThat(next.server(1).control().state().isDown()).isFalse();
    }

    @Test
    void whatSomebodyHasAskedForStaysUnlessTheFileSaysOtherwiseThanBefore() {
        BackendFixture old = new BackendFixture("a*2", "b*2", "c*2", "d%");
        old.server(0).control().administer(Admin.DRAIN);
        old.server(1).control().weigh(7);
        old.server(2).control().weighRelatively(50);
        old.server(3).control().administer(Admin.READY);
        old.server(1).limit(12);

        BackendFixture same = next(old, "a*2", "b*2", "c*2", "d%");
        assertThat(same.server(0).control().state().admin()).isEqualTo(Admin.DRAIN);
        assertThat(same.server(1).control().weight()).isEqualTo(7);
        assertThat(same.server(2).control().weight()).isEqualTo(1);
        assertThat(same.server(3).control().state().admin()).isEqualTo(Admin.READY);
        assertThat(same.server(1).maxConnections()).isEqualTo(12);

        BackendFixture other = next(old, "a*2", "b*3", "c*3", "d");
        assertThat(other.server(1).control().weight()).isEqualTo(3);
        assertThat(other.server(2).control().weight()).isEqualTo(3);
        assertThat(other.server(3).control().state().admin()).isEqualTo(Admin.READY);
    }

    @Test
    void serversThatCameOrWentDoNotMatter() {
        BackendFixture old = new BackendFixture("a", "b");
        old.server(0).control().administer(Admin.MAINT);
        BackendFixture next = next(old, "x", "a");
        assertThat(next.next(2)).isEqualTo("xx");
    }

    @Test
    void clientsKeepTheirServersByName() throws Exception {
        StickySettings sticky = new StickySettings(32, 128, 100, Duration.ofSeconds(10));
        BackendFixture old = new BackendFixture(sticky(sticky, "a", "b", "c"));
        byte[] client = InetAddress.getByName("192.0.2.1").getAddress();
        byte[] lost = InetAddress.getByName("192.0.2.2").getAddress();
        Stickiness before = old.backend.stickiness();
        before.remember(client, old.server(2), old.time());
        before.remember(lost, old.server(1), old.time());
        old.pass(6);

        BackendFixture next = new BackendFixture(sticky(sticky, "c", "a"));
        goOn(old, next);
        Stickiness after = next.backend.stickiness();
        assertThat(after.find(client, next.time(), false)).isEqualTo(next.server(0));
        assertThat(after.find(lost, next.time(), false))
                .as("its server is gone")
                .isNull();
        next.pass(6);
        assertThat(after.find(client, next.time(), false))
                .as("12 s after its last request")
                .isNull();

        BackendFixture other =
                new BackendFixture(sticky(new StickySettings(24, 128, 100, Duration.ofSeconds(10)), "a", "b", "c"));
        goOn(old, other);
        assertThat(other.backend.stickiness().find(client, other.time(), false)).isNull();
    }

    private static BackendSettings sticky(StickySettings settings, String... names) {
        BackendSettings made = BackendFixture.settings(
                Mode.HTTP, List.of(names).stream().map(BackendFixture::server).toList());
        return made.withBalancing(made.balancing().withSticky(settings));
    }

    @Test
    void aTableOfAnotherSizeHoldsTheSameClients() {
        StickTable small = new StickTable(new StickySettings(32, 128, 1000, Duration.ofMinutes(1)), 5);
        IntStream.range(0, 500).forEach(i -> small.put(address(i), i % 3, 5));
        StickTable large = new StickTable(new StickySettings(32, 128, 100_000, Duration.ofMinutes(1)), -7);
        small.entries(5).forEach(entry -> large.put(entry, -7));
        assertThat(IntStream.range(0, 500)
                        .filter(i -> large.find(address(i), -7) == i % 3)
                        .count())
                .isEqualTo(small.entries(5).size())
                .isGreaterThan(490);
    }

    private static byte[] address(int number) {
        return new byte[] {10, 0, (byte) (number >> 8), (byte) number};
    }

    @Test
    void anAddressThatSomebodyHasAskedForStays() {
        BackendFixture old = new BackendFixture("a", "b");
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.99", 81);
        old.server(0).place().reassign(elsewhere);
        BackendFixture next = next(old, "a", "b");
        assertThat(next.server(0).address()).isEqualTo(elsewhere);
        assertThat(next.server(1).address()).isEqualTo(old.server(1).address());
    }
}
