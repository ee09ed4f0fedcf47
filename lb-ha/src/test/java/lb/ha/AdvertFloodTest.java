package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Admission;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.VrrpCodec;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup, a master that advertises every 100 ms, and somebody who sends 200,000 adverts as fast as they go. */
class AdvertFloodTest {
    private static final int FLOOD = 200_000;
    private static final InetAddress MASTER = InetAddress.ofLiteral("10.77.63.1");
    private static final InetAddress FLOODER = InetAddress.ofLiteral("10.77.63.9");
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private TestNamespace node;
    private TestNamespace others;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        node = new TestNamespace();
        others = new TestNamespace();
        node.connect(RouterSettings.INTERFACE, others, "eth0");
        node.ip("address", "add", "10.77.63.2/24", "dev", RouterSettings.INTERFACE);
        node.ip("address", "add", "fe80::2/64", "dev", RouterSettings.INTERFACE, "nodad");
        others.ip("address", "add", "10.77.63.1/24", "dev", "eth0");
        others.ip("address", "add", "10.77.63.9/24", "dev", "eth0");
        others.ip("address", "add", "fe80::1/64", "dev", "eth0", "nodad");
        others.ip("address", "add", "fe80::9/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void takeDown() {
        node.close();
        others.close();
    }

    private static ByteBuffer message(int routerId, int priority, InetAddress source) {
        ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
        boolean ipv6 = AddressFamily.of(source) == AddressFamily.IPV6;
        InetAddress virtual = InetAddress.ofLiteral(ipv6 ? "fe80::77" : "10.77.0.100");
        Advert advert = new Advert(3, routerId, priority, INTERVAL, List.of(virtual), Authentication.NONE);
        VrrpCodec.encode(
                advert,
                VirtualRouterSettings.ChecksumForm.PSEUDO_HEADER,
                source,
                VrrpCodec.multicastGroup(AddressFamily.of(source)),
                message);
        return message.flip();
    }

    /** Of another virtual router; of ours with a wrong checksum. */
    @ParameterizedTest(name = "router ID {0}")
    @CsvSource({"77", "51"})
    void noStateChangesAndEveryReasonIsCounted(int routerId) throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        List<VrrpState> changes = Collections.synchronizedList(new ArrayList<>());
        VirtualRouterSettings settings =
                RouterSettings.DEFAULT.interval(INTERVAL).build();
        HaEvents events = new HaEvents() {
            @Override
            public void changed(Transition transition) {
                changes.add(transition.to());
            }

            @Override
            public void contested(String virtualRouter) {}

            @Override
            public void warning(String sentence) {
                told.add(sentence);
            }
        };
        try (VrrpLink link = others.call(() -> RawVrrpLink.open(List.of(listening("eth0", AddressFamily.IPV4))));
                HighAvailability ha = node.call(() -> HighAvailability.start(
                        List.of(settings),
                        RawVrrpLink.open(List.of(listening(RouterSettings.INTERFACE, AddressFamily.IPV4))),
                        NetlinkAddressPlane.open(),
                        router -> Verdict.USABLE,
                        events,
                        HandOver.NONE,
                        Witness.NONE,
                        System::nanoTime))) {
            ByteBuffer advert = message(51, 200, MASTER);
            ByteBuffer useless = message(routerId, 201, FLOODER);
            if (routerId == 51) {
                useless.put(2, (byte) 202);
            }
            Future<Integer> flood = others.start(() -> {
                long next = System.nanoTime();
                int sent = 0;
                while (sent < FLOOD) {
                    if (sent == 0) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    if (System.nanoTime() - next >= 0) {
                        link.send("eth0", MASTER, VrrpCodec.MULTICAST_GROUP, advert);
                        next += INTERVAL.toNanos();
                    }
                    // A second of quiet at first, in which the master is heard.
                    if (sent > 0 || ha.status().getFirst().advertsReceived() >= 5) {
                        link.send("eth0", FLOODER, VrrpCodec.MULTICAST_GROUP, useless);
                        sent++;
                    }
                }
                return sent;
            });
            assertThat(flood.get(60, TimeUnit.SECONDS)).isEqualTo(FLOOD);
            VirtualRouterStatus status = ha.status().getFirst();
            String reason = routerId == 51 ? "checksum" : "router-id";
            System.out.println("of " + FLOOD + " adverts "
                    + status.advertsRejected().get(reason) + " came as far as to be rejected; of the master "
                    + status.advertsReceived() + " were heard");
            assertThat(changes).containsExactly(VrrpState.BACKUP);
            assertThat(status.advertsRejected().get(reason)).isBetween(1_000L, (long) FLOOD);
            assertThat(told).anyMatch(sentence -> sentence.contains("more than 1000 adverts in a second"));
        }
    }

    private static Listening listening(String interfaceName, AddressFamily family) {
        return new Listening(interfaceName, family, true);
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void whatIsAdmittedComesInAndNothingElse(AddressFamily family) {
        boolean ipv6 = family == AddressFamily.IPV6;
        InetAddress master = ipv6 ? InetAddress.ofLiteral("fe80::1") : MASTER;
        InetAddress other = ipv6 ? InetAddress.ofLiteral("fe80::9") : FLOODER;
        try (VrrpLink link = others.call(() -> RawVrrpLink.open(List.of(listening("eth0", family))));
                VrrpLink here =
                        node.call(() -> RawVrrpLink.open(List.of(listening(RouterSettings.INTERFACE, family))))) {
            here.admit(RouterSettings.INTERFACE, family, new Admission(Set.of(50, 51, 52), Set.of()));
            assertThat(arrives(link, here, 53, master)).isFalse();
            assertThat(arrives(link, here, 50, other)).isTrue();
            assertThat(arrives(link, here, 52, other)).isTrue();
            here.admit(
                    RouterSettings.INTERFACE,
                    family,
                    new Admission(Set.of(51), Set.of(master, InetAddress.ofLiteral("10.77.0.77"))));
            assertThat(arrives(link, here, 51, master)).isTrue();
            assertThat(arrives(link, here, 51, other)).isFalse();
            here.admit(RouterSettings.INTERFACE, family, null);
            assertThat(arrives(link, here, 53, other)).isTrue();
        }
    }

    /** Whether an advert comes in; one that is not let in is followed by one that would be seen. */
    private boolean arrives(VrrpLink link, VrrpLink here, int routerId, InetAddress source) {
        return node.call(() -> {
            while (here.receive(0) != null) {}
            others.call(() -> {
                InetAddress group = VrrpCodec.multicastGroup(AddressFamily.of(source));
                link.send("eth0", source, group, message(routerId, 100, source));
                return null;
            });
            // On a pair of virtual interfaces it has arrived when the send returns.
            return here.receive(0) != null;
        });
    }
}
