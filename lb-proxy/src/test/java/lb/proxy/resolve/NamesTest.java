package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.Resolver;
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

    /** Until the next question, which may be hours off, a task of the loop would hold the servers and all that they have. */
    @Test
    void serversThatAreGoneAreNotHeldUntilTheirNameWouldHaveBeenAskedForAgain() throws Exception {
        try (NameServer one = new NameServer("app.example");
                Names names = Names.start(List.of(), CLOCK)) {
            WeakReference<NamedServers> gone = new WeakReference<>(followed(names, one));
            names.become(List.of());
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (gone.get() != null && System.nanoTime() < until) {
                System.gc();
            }
            assertThat(gone.get()).as("what is left after 10 s").isNull();
        }
    }

    private static NamedServers followed(Names names, NameServer asked) {
        Resolver often = asked.resolver();
        Resolver seldom = new Resolver(
                often.name(),
                often.nameServers(),
                often.retries(),
                new Resolver.Timeouts(Duration.ofDays(1), Duration.ofSeconds(5)),
                often.hold(),
                often.acceptedPayload());
        CountDownLatch answered = new CountDownLatch(1);
        NamedServers followed = new NamedServers(
                "be",
                new DnsAddress("app.example", 80, DnsAddress.Family.IPV4, seldom, null),
                List.of((_, _) -> answered.countDown()));
        names.become(List.of(followed));
        assertThat(await(answered)).isTrue();
        return followed;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NamedServers named(NameServer asked) {
        DnsAddress address = new DnsAddress("app.example", 80, DnsAddress.Family.IPV4, asked.resolver(), null);
        return new NamedServers("be", address, List.of((_, _) -> {}));
    }
}
