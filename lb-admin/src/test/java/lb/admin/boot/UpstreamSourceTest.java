package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class UpstreamSourceTest {
    private static final Inet4Address VIRTUAL = Inet4Address.ofLiteral("192.0.2.69");

    private static InetSocketAddress server(InetAddress address) {
        return new InetSocketAddress(address, 80);
    }

    /** The kernel reaches an address of its own from that very address. */
    private static Inet4Address ownAddress() throws IOException {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        Assumptions.assumeTrue(own.isPresent(), "this machine has no IPv4 address but loopback's");
        return (Inet4Address) own.orElseThrow();
    }

    @Test
    void theKernelChoosesForANodeWithoutVirtualAddresses() throws IOException {
        assertThat(new UpstreamSource(Set.of()).towards(server(ownAddress()))).isNull();
    }

    @Test
    void theKernelChoosesOnLoopback() {
        assertThat(new UpstreamSource(Set.of(VIRTUAL)).towards(server(InetAddress.getLoopbackAddress())))
                .isNull();
    }

    @Test
    void theKernelsChoiceIsWrittenDown() throws IOException {
        Inet4Address own = ownAddress();
        assertThat(new UpstreamSource(Set.of(VIRTUAL)).towards(server(own))).isEqualTo(own);
    }

    @Test
    void aVirtualAddressThatAKilledRunLeftBehindIsNeverTheSource() throws IOException {
        Inet4Address own = ownAddress();
        assertThat(new UpstreamSource(Set.of(own)).towards(server(own))).isNotEqualTo(own);
    }
}
