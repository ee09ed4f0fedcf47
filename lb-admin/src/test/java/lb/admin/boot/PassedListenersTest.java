package lb.admin.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.Socket;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.runtime.OldListeners;
import lb.admin.runtime.RuntimeSocket;
import lb.proxy.linux.SocketCalls;
import lb.proxy.loop.UnixStream;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.UnixAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Listening sockets of one node that another one takes over. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PassedListenersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final List<LoadBalancer> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(LoadBalancer::close);
    }

    private Path file() {
        return folder.resolve("web.sock");
    }

    /** A node that answers with its name. */
    private static Configuration configuration(Path file, String name, String binds, boolean exposes) throws Exception {
        Files.writeString(file, """
                threads = 2
                runtime.expose-listeners = %s
                frontends { web { bind = [ %s ], http-request = [ "return status 200 content-type text/plain string %s" ] } }
                """.formatted(exposes, binds, name));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        Configuration read = ((LoadResult.Loaded) result).configuration();
        return read.withProxy(read.proxy().withSharedPorts());
    }

    private String start(String name, String binds, boolean exposes, List<PassedSocket> passed) throws Exception {
        Configuration read = configuration(folder.resolve(name + ".conf"), name, binds, exposes);
        String lock = "test/" + UUID.randomUUID();
        nodes.add(LoadBalancer.start(read.withProxy(read.proxy().withPassed(passed)), lock, "0.1"));
        return lock;
    }

    private static List<PassedSocket> socketsOf(String lock) throws IOException {
        return OldListeners.of(UnixAddress.tight(lock), PATIENCE);
    }

    private static String ask(SocketAddress address) throws IOException {
        StandardProtocolFamily family =
                address instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
        try (SocketChannel channel = SocketChannel.open(family)) {
            channel.connect(address);
            channel.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII)));
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static String inode(PassedSocket socket) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + socket.descriptor()))
                .toString();
    }

    @Test
    void theNextOneServesAtTheVerySocketsOfTheOldOne() throws Exception {
        int port = Origins.freePort();
        String abstractName = "lb-test-" + UUID.randomUUID();
        String binds = "\"127.0.0.1:%d\", \"%s\", \"abns@%s\"".formatted(port, file(), abstractName);
        String old = start("a", binds, true, List.of());
        assertThat(ask(new InetSocketAddress("127.0.0.1", port))).isEqualTo("a");

        List<PassedSocket> passed = socketsOf(old);
        List<String> sockets = new ArrayList<>();
        for (PassedSocket one : passed) {
            sockets.add(inode(one));
        }
        assertThat(passed).hasSize(3);

        String next = start("b", binds, true, passed);
        nodes.getFirst().close(Duration.ofSeconds(1));
        assertThat(ask(new InetSocketAddress("127.0.0.1", port))).isEqualTo("b");
        assertThat(ask(UnixDomainSocketAddress.of(file())))
                .as("its file has stayed")
                .isEqualTo("b");

        List<PassedSocket> again = socketsOf(next);
        List<String> same = new ArrayList<>();
        for (PassedSocket one : again) {
            same.add(inode(one));
            new SocketCalls().close(one.descriptor());
        }
        assertThat(same).as("they are the same sockets").containsExactlyInAnyOrderElementsOf(sockets);
    }

    /** The answer to one more request on this connection, which says "a". */
    private static String again(SocketChannel kept) throws IOException {
        kept.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII)));
        StringBuilder answer = new StringBuilder();
        ByteBuffer some = ByteBuffer.allocate(1000);
        while (answer.indexOf("\r\n\r\na") < 0) {
            assertThat(kept.read(some.clear())).as(answer::toString).isPositive();
            answer.append(US_ASCII.decode(some.flip()));
        }
        return answer.toString();
    }

    @Test
    void whoHasConnectedJustBeforeTheOldOneStopsIsAnsweredByIt() throws Exception {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Origins.freePort());
        String binds = "\"127.0.0.1:" + address.getPort() + "\"";
        String old = start("a", binds, true, List.of());
        try (SocketChannel fresh = SocketChannel.open(address);
                SocketChannel busy = SocketChannel.open(address)) {
            assertThat(again(busy)).as("so that the other one is accepted, too").endsWith("a");
            start("b", binds, true, socketsOf(old));
            Thread stopping = Thread.ofPlatform().start(() -> nodes.getFirst().close(Duration.ofSeconds(1)));
            String answer;
            do {
                answer = again(busy);
            } while (!answer.toLowerCase(Locale.ROOT).contains("connection: close"));
            assertThat(again(fresh)).endsWith("a");
            stopping.join();
        }
        assertThat(ask(address)).isEqualTo("b");
    }

    @Test
    void haproxyTakesNoneOfThemForTransparent() throws Exception {
        String lock = start(
                "a",
                "\"127.0.0.1:%d\", \"[::1]:%d\"".formatted(Origins.freePort(), Origins.freePort()),
                true,
                List.of());
        for (PassedSocket one : socketsOf(lock)) {
            assertThat(new Socket(one.descriptor()).getIntOpt(SocketCalls.SOL_IP, SocketCalls.IP_FREEBIND))
                    .isZero();
            new SocketCalls().close(one.descriptor());
        }
    }

    @Test
    void whatNobodyWantsIsClosedAndWhatIsMissingIsBound() throws Exception {
        int first = Origins.freePort();
        int second = Origins.freePort();
        String old = start("a", "\"127.0.0.1:" + first + "\", \"127.0.0.1:" + second + "\"", true, List.of());
        List<PassedSocket> passed = socketsOf(old);
        int third = Origins.freePort();
        start("b", "\"127.0.0.1:" + first + "\", \"127.0.0.1:" + third + "\"", false, passed);
        nodes.getFirst().close(Duration.ofSeconds(1));
        assertThat(ask(new InetSocketAddress("127.0.0.1", first))).isEqualTo("b");
        assertThat(ask(new InetSocketAddress("127.0.0.1", third))).isEqualTo("b");
        assertThatThrownBy(() -> ask(new InetSocketAddress("127.0.0.1", second)))
                .as("closed with the old one")
                .isInstanceOf(IOException.class);
    }

    @Test
    void moreThanOneMessageHasRoomForComeAllTheSame() throws Exception {
        List<String> binds = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            binds.add("\"%s\"".formatted(folder.resolve(i + ".sock")));
        }
        String lock = start("a", String.join(", ", binds), true, List.of());
        List<PassedSocket> passed = socketsOf(lock);
        passed.forEach(one -> new SocketCalls().close(one.descriptor()));
        assertThat(passed).hasSize(300);
    }

    @Test
    void whoAsksAndIsGoneKeepsNothingOpen() throws Exception {
        String lock = start("a", "\"127.0.0.1:" + Origins.freePort() + "\"", true, List.of());
        PassedSocket own = socketsOf(lock).getFirst();
        String socket = inode(own);
        // Fewer than may be connected at a time, so that none is refused.
        for (int i = 0; i < 15; i++) {
            try (UnixStream stream = UnixStream.connect(UnixAddress.tight(lock), PATIENCE)) {
                stream.send("_getsocks\n".getBytes(US_ASCII));
            }
        }
        // Long before they have been silent for too long.
        long until = System.nanoTime() + RuntimeSocket.IDLE.toNanos() / 2;
        socketsOf(lock).forEach(one -> new SocketCalls().close(one.descriptor()));
        while (descriptorsOf(socket) > 2 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(descriptorsOf(socket)).as("the listener's and ours").isEqualTo(2);
        new SocketCalls().close(own.descriptor());
    }

    private static long descriptorsOf(String socket) throws IOException {
        long descriptors = 0;
        for (String name : Objects.requireNonNull(new File("/proc/self/fd").list())) {
            try {
                Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", name));
                descriptors += target.toString().equals(socket) ? 1 : 0;
            } catch (NoSuchFileException e) {
                // Closed meanwhile.
            }
        }
        return descriptors;
    }

    @Test
    void whoIsNotToldToPassThemOnDoesNot() throws Exception {
        String lock = start("a", "\"127.0.0.1:" + Origins.freePort() + "\"", false, List.of());
        assertThatThrownBy(() -> socketsOf(lock))
                .isInstanceOf(IOException.class)
                .hasMessage("it passes none on: its stats socket needs \"expose-fd listeners\""
                        + " (lb: runtime.expose-listeners)");
    }
}
