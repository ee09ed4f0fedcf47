package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DescriptorTableTest {
    @BeforeEach
    void itIsLinux() {
        Assumptions.assumeTrue(Platform.refusal() == null, "skipped: descriptors of a thread are Linux's");
    }

    @Test
    void whatAThreadWithItsOwnTableOpensNoOtherThreadHas() throws Exception {
        try (ExecutorService own = Executors.newSingleThreadExecutor()) {
            assertThat(own.submit(DescriptorTable::unshare).get()).isNull();
            ServerSocketChannel opened =
                    own.submit(() -> ServerSocketChannel.open()).get();
            String inode = own.submit(() -> sockets().getFirst()).get();
            assertThat(sockets()).doesNotContain(inode);
            own.submit(() -> {
                        opened.close();
                        return sockets();
                    })
                    .get();
        }
    }

    @Test
    void aSocketThatWasOpenBeforeEndsWhenItsOwnerClosesIt() throws Exception {
        try (ExecutorService own = Executors.newSingleThreadExecutor()) {
            ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            assertThat(own.submit(DescriptorTable::unshare).get()).isNull();
            int port = listening.getLocalPort();
            listening.close();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aSelectorThatWasOpenedBeforeIsWokenByAnyThread() throws Exception {
        try (ExecutorService own = Executors.newSingleThreadExecutor();
                Selector selector = Selector.open()) {
            assertThat(own.submit(DescriptorTable::unshare).get()).isNull();
            Future<Integer> selected = own.submit(() -> selector.select());
            selector.wakeup();
            assertThat(selected.get()).isZero();
        }
    }

    /** The sockets in the table of the calling thread, by their inodes. */
    private static List<String> sockets() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/thread-self/fd"))) {
            return descriptors
                    .map(DescriptorTableTest::target)
                    .filter(target -> target.startsWith("socket:"))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
