package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node without virtual addresses, which needs no root, from its start to its end. */
class LoadBalancerTest {
    private final String lock = "test/" + UUID.randomUUID();

    @TempDir
    Path folder;

    private LoadBalancer start(String file) throws IOException, StartException {
        return LoadBalancer.start(configuration(file), lock, "test");
    }

    private Configuration configuration(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("lb.conf"), text);
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }

    private static String listeningOn(int port, int other) {
        return """
            stats { bind = "127.0.0.1:%d" }
            frontends { f { bind = "127.0.0.1:%d", mode = tcp, default-backend = b } }
            backends { b { mode = tcp, servers { s = "127.0.0.1:1" } } }
            """.formatted(other, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lb-"))
                .collect(Collectors.toSet());
    }

    @Test
    void itServesUntilItIsClosedAndTheLockIsFreeThen() throws Exception {
        int port = freePort();
        String file = listeningOn(port, freePort());
        LoadBalancer node = start(file);
        assertThat(accepts(port)).isTrue();
        assertThat(node.virtualRouters()).isEmpty();
        assertThat(node.statistics()).extracting(row -> row.text(Column.PXNAME)).contains("f", "b", "stats");
        node.close();
        node.close();
        assertThat(accepts(port)).isFalse();
        start(file).close();
    }

    @Test
    void aSecondNodeIsRefusedBeforeItBindsAnything() throws Exception {
        int port = freePort();
        try (LoadBalancer first = start(listeningOn(freePort(), freePort()))) {
            assertThatThrownBy(() -> start(listeningOn(port, freePort())))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("already runs in this network namespace");
            assertThat(accepts(port)).isFalse();
            assertThat(first.statistics()).isNotEmpty();
        }
    }

    @Test
    void aStartThatFailsLeavesNothing() throws Exception {
        int port = freePort();
        Set<Thread> before = threads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String file = listeningOn(port, taken.getLocalPort());
            assertThatThrownBy(() -> start(file))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
        assertThat(accepts(port)).isFalse();
        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(10_000);
        }
        assertThat(left).noneMatch(Thread::isAlive);
        start(listeningOn(port, freePort())).close();
    }
}
