package lb.proxy.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "255.255.255.255", "::1", "2001:db8::5", "::2"})
    void aClientIsGivenBackAsItCame(String address) {
        InetSocketAddress client = new InetSocketAddress(address, 65_535);
        assertThat(flow(client).client()).isEqualTo(client);
    }

    @Test
    void aFlowDiffersByEachOfItsParts() {
        Set<Flow> flows = new HashSet<>();
        for (String address : new String[] {"10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db9::1"}) {
            for (int port : new int[] {53, 54}) {
                for (long local : new long[] {0, Flow.mapped(1), Flow.mapped(2)}) {
                    for (long localHigh : new long[] {0, 1}) {
                        for (int scope : new int[] {0, 2}) {
                            Flow flow = flow(new InetSocketAddress(address, port));
                            flow.localLow = local;
                            flow.localHigh = localHigh;
                            flow.clientScope = scope;
                            flows.add(flow);
                        }
                    }
                }
            }
        }
        assertThat(flows).hasSize(4 * 2 * 3 * 2 * 2);
        assertThat(flows).allSatisfy(flow -> {
            assertThat(flow.copy()).isEqualTo(flow).hasSameHashCodeAs(flow).isNotSameAs(flow);
            assertThat(flows).contains(flow.copy());
        });
    }

    @Test
    void theHashesOfOneClientsPortsAreSpread() {
        Set<Integer> buckets = new HashSet<>();
        for (int port = 0; port < 4096; port++) {
            int hash = flow(new InetSocketAddress("10.0.0.1", port)).hashCode();
            buckets.add((hash ^ hash >>> 16) & 4095);
        }
        // Thrown at random, 4096 balls hit 63 % of 4096 buckets.
        assertThat(buckets).hasSizeGreaterThan(2000);
    }

    private static Flow flow(InetSocketAddress client) {
        Flow flow = new Flow();
        flow.client(client);
        return flow;
    }
}
