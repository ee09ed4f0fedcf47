package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interfaces of the real kernel. */
@Timeout(30)
class TrackedInterfacesTest {
    private final BlockingQueue<Transition> transitions = new LinkedBlockingQueue<>();

    @Test
    void theKernelTellsOfATrackedInterfaceThatGoesDownInMilliseconds() throws Exception {
        TestNamespace.assumePossible();
        try (TestNamespace node = new TestNamespace();
                TestNamespace network = new TestNamespace()) {
            node.connect("eth1", network, "eth1");
            node.connect("eth2", network, "eth2");
            node.ip("address", "add", "10.77.0.1/24", "dev", "eth1");
            try (HighAvailability running = node.call(this::start)) {
                await(VrrpState.BACKUP);
                long least = Long.MAX_VALUE;
                for (int time = 0; time < 5; time++) {
                    least = Math.min(least, millis(network, "down", VrrpState.INITIALIZE));
                    assertThat(running.status().getFirst().why()).isEqualTo("interface eth2 is down");
                    least = Math.min(least, millis(network, "up", VrrpState.BACKUP));
                }
                System.out.println("a tracked interface that went down or up was known after " + least
                        + " ms, ip(8) included, at best of ten");
                // Ten times by chance, as it looks once a second anyway: never.
                assertThat(least).isLessThan(300);
            }
        }
    }

    private long millis(TestNamespace network, String then, VrrpState expected) throws InterruptedException {
        long begun = System.nanoTime();
        network.ip("link", "set", "eth2", then);
        await(expected);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** Adverts a long time apart, so that nothing but the kernel makes it look. */
    private HighAvailability start() throws Exception {
        return HighAvailability.start(
                List.of(RouterSettings.DEFAULT
                        .interval(Duration.ofSeconds(1))
                        .tracking(new Tracking(
                                List.of(new Tracking.Interface("eth2", new GiveUp())), List.of(), Duration.ZERO))
                        .build()),
                RawVrrpLink.open(List.of(new Listening("eth1", AddressFamily.IPV4, true))),
                NetlinkAddressPlane.open(),
                name -> Verdict.USABLE,
                new HaEvents() {
                    @Override
                    public void changed(Transition transition) {
                        transitions.add(transition);
                    }

                    @Override
                    public void contested(String virtualRouter) {}

                    @Override
                    public void warning(String sentence) {
                        System.out.println(sentence);
                    }
                },
                HandOver.NONE,
                Witness.NONE,
                NanoClock.SYSTEM);
    }

    private void await(VrrpState wanted) throws InterruptedException {
        while (true) {
            Transition next = transitions.poll(15, TimeUnit.SECONDS);
            assertThat(next).as("a change to %s", wanted).isNotNull();
            if (next.to() == wanted) {
                return;
            }
        }
    }
}
