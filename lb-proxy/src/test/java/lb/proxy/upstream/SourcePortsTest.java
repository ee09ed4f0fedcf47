package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lb.proxy.settings.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePortsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 1000})
    void eachPortIsGivenOnceAndThenNone(int size) {
        SourcePorts ports = new SourcePorts(new PortRange(10_000, 10_000 + size - 1));
        for (int round = 0; round < 2; round++) {
            for (int port = 10_000; port < 10_000 + size; port++) {
                assertThat(ports.take()).isEqualTo(port);
            }
            assertThat(ports.take()).isZero();
            for (int port = 10_000; port < 10_000 + size; port++) {
                ports.release(port);
            }
        }
    }

    @Test
    void aPortRestsAsLongAsOthersAreFree() {
        SourcePorts ports = new SourcePorts(new PortRange(1, 3));
        assertThat(ports.take()).isEqualTo(1);
        ports.release(1);
        assertThat(ports.take()).isEqualTo(2);
        assertThat(ports.take()).isEqualTo(3);
        assertThat(ports.take()).isEqualTo(1);
        assertThat(ports.take()).isZero();
        ports.release(3);
        assertThat(ports.take()).isEqualTo(3);
    }

    @Test
    void theOnlyFreePortOfAFullRangeIsFound() {
        SourcePorts ports = new SourcePorts(new PortRange(1, 65_535));
        for (int i = 1; i <= 65_535; i++) {
            ports.take();
        }
        for (int port : new int[] {1, 64, 65, 40_000, 65_535}) {
            ports.release(port);
            assertThat(ports.take()).isEqualTo(port);
            assertThat(ports.take()).isZero();
        }
    }

    @Test
    void noPortIsGivenTwiceToManyThreads() throws Exception {
        SourcePorts ports = new SourcePorts(new PortRange(1, 1000));
        Set<Integer> given = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(4);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                var _ = threads.submit(() -> {
                    start.countDown();
                    start.await();
                    for (int i = 0; i < 250; i++) {
                        given.add(ports.take());
                    }
                    return null;
                });
            }
        }
        assertThat(given).hasSize(1000).doesNotContain(0);
    }
}
