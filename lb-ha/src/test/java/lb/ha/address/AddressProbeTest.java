package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lb.ha.address.AddressProbe.Target;
import lb.ha.linux.TestNamespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two namespaces on one wire: who asks, and a neighbour with 10.77.62.100 and fd00:77::100. */
class AddressProbeTest {
    private static final int PROBES = 2;
    private static final long WAIT = 200_000_000;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    private static Target target(String address) {
        return new Target("eth0", InetAddress.ofLiteral(address));
    }

    private static Set<Target> silent(TestNamespace node, String... addresses) {
        List<Target> targets =
                Stream.of(addresses).map(AddressProbeTest::target).toList();
        return node.call(() -> {
            try (AddressProbe probe = AddressProbe.open()) {
                return probe.silent(targets, PROBES, WAIT);
            }
        });
    }

    @Test
    void whoHasAnAddressAnswersAndOthersAreSilent() {
        try (TestNamespace node = new TestNamespace();
                TestNamespace neighbour = new TestNamespace()) {
            node.connect("eth0", neighbour, "eth0");
            node.ip("address", "add", "fe80::1/64", "dev", "eth0", "nodad");
            neighbour.ip("address", "add", "fe80::2/64", "dev", "eth0", "nodad");
            neighbour.ip("address", "add", "10.77.62.100/32", "dev", "eth0");
            neighbour.ip("address", "add", "fd00:77::100/128", "dev", "eth0", "nodad");
            assertThat(silent(
                            node, "10.77.62.100", "10.77.62.101", "fd00:77::100", "fd00:77::101", "fe80::2", "fe80::3"))
                    .containsExactlyInAnyOrder(target("10.77.62.101"), target("fd00:77::101"), target("fe80::3"));
        }
    }

    @Test
    void anInterfaceThatCannotAskTakesNoSilenceForASign() {
        try (TestNamespace node = new TestNamespace();
                TestNamespace neighbour = new TestNamespace()) {
            node.connect("eth0", neighbour, "eth0");
            node.ip("address", "flush", "dev", "eth0");
            assertThat(silent(node, "fd00:77::101")).isEmpty();
            node.ip("link", "set", "eth0", "down");
            assertThat(silent(node, "10.77.62.101", "fd00:77::101")).isEmpty();
        }
    }
}
