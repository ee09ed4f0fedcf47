package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.DnsAddress;
import org.junit.jupiter.api.Test;

/** The names that are followed, as reloads change them. */
class NamesTest {
    private static final NanoClock CLOCK = NanoClock.SYSTEM;

    @Test
    void nameServersThatNobodyAsksAnyMoreAreGivenUp() throws Exception {
        try (NameServer one = new NameServer("app.example");
                NameServer other = new NameServer("app.example");
                Names names = Names.start(List.of(named(one)), CLOCK)) {
            names.become(List.of(named(one), named(other)));
            assertThat(names.resolvers()).isEqualTo(2);
            names.become(List.of(named(other)));
            assertThat(names.resolvers()).isEqualTo(1);
            names.become(List.of());
            assertThat(names.resolvers()).isZero();
            names.become(List.of(named(one)));
            assertThat(names.figures()).hasSize(1);
        }
    }

    private static NamedServers named(NameServer asked) {
        DnsAddress address = new DnsAddress("app.example", 80, DnsAddress.Family.IPV4, asked.resolver(), null);
        return new NamedServers("be", address, List.of((_, _) -> {}));
    }
}
