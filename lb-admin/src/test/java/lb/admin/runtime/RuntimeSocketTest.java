package lb.admin.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime socket with real connections, by path and by name. */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class RuntimeSocketTest {
    private static final UnixPermissions PRIVATE = new UnixPermissions(0600, null, null);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private RuntimeSocket start(UnixAddress address, Duration idle) throws RuntimeSocketException {
        RuntimeSocket started =
                RuntimeSocket.start(address, PRIVATE, Level.ADMIN, false, TestCommands.of(done::add), idle, null);
        opened.add(started);
        return started;
    }

    private Path path() {
        return folder.resolve("lb.sock");
    }

    private UnixAddress file() {
        return UnixAddress.file(path().toString());
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        opened.add(channel);
        channel.connect(UnixDomainSocketAddress.of(path()));
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private static String rest(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "tight", "padded"})
    void itIsAskedByPathAndByNameAndLeavesNothingBehind(String kind) throws Exception {
        String name = "lb-test-" + UUID.randomUUID();
        UnixAddress address = switch (kind) {
            case "file" -> file();
            case "tight" -> UnixAddress.tight(name);
            default -> UnixAddress.padded(name);
        };
        RuntimeSocket socket = start(address, LONG);
        try (RuntimeClient client = new RuntimeClient(address, LONG)) {
            assertThat(client.ask("show this")).isEqualTo("show this []\n");
            assertThat(client.ask("show this;show that")).isEqualTo("show this []\n\nshow that []\n");
            assertThat(client.ask("change")).isEmpty();
            socket.close();
            assertThat(folder).isEmptyDirectory();
            assertThatThrownBy(() -> client.ask("show this"))
                    .isInstanceOf(RuntimeSocketException.class)
                    .hasMessageStartingWith(
                            "no lb runs here: tried its runtime socket " + address + ", nobody answers there");
        }
    }

    @Test
    void itsFileIsForItsOwnerUnlessItIsSaidOtherwise() throws Exception {
        start(file(), LONG);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> start(file(), LONG))
                .isInstanceOf(RuntimeSocketException.class)
                .hasMessage("runtime socket: cannot listen on " + path()
                        + ": the address is in use; stop what listens there, or choose another one");
    }

    @Test
    void overTcpAnybodyMayDoWhatTheLevelAllows() throws Exception {
        InetSocketAddress address = freeAddress();
        opened.add(RuntimeSocket.start(address, Level.USER, false, TestCommands.of(done::add), LONG));
        assertThat(overTcp(address, "show this;change\r\n"))
                .startsWith("show this []\n\nPermission denied: \"change\" needs level admin");
        assertThat(overTcp(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\nchange\r\n"))
                .isEmpty();
        assertThat(done).containsExactly("show this[]");
        assertThatThrownBy(() -> RuntimeSocket.start(address, Level.USER, false, TestCommands.of(done::add), LONG))
                .isInstanceOf(RuntimeSocketException.class)
                .hasMessageStartingWith("runtime socket: cannot listen on 127.0.0.1:" + address.getPort() + ": ");
    }

    @Test
    void aSharedAddressIsTheNextSocketsOnceTheFirstLeavesIt() throws Exception {
        InetSocketAddress address = freeAddress();
        RuntimeSocket old = RuntimeSocket.start(address, Level.USER, true, TestCommands.of(_ -> {}), LONG);
        opened.add(old);
        opened.add(RuntimeSocket.start(address, Level.USER, true, TestCommands.of(done::add), LONG));
        old.leaveShared();
        for (int i = 0; i < 10; i++) {
            overTcp(address, "show this\n");
        }
        assertThat(done).hasSize(10).containsOnly("show this[]");
    }

    @Test
    void ofAnAnswerOnlyWhatIsTakenIsMadeAndWhoTakesNothingIsSentAway() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Iterator<Integer> endless = Stream.generate(made::incrementAndGet).iterator();
        Command all = Command.show(
                "show all",
                "what there is",
                Level.USER,
                _ -> Answer.of(
                        "", endless, (_, to) -> to.append("x".repeat(1023)).append('\n'), ""));
        opened.add(RuntimeSocket.start(
                file(), PRIVATE, Level.ADMIN, false, new Commands(List.of(all)), Duration.ofMillis(200), null));
        SocketChannel channel = connect();
        send(channel, "show all\n");
        InputStream in = Channels.newInputStream(channel);
        int taken = in.readNBytes(10_000_000).length / 1024;
        assertThatThrownBy(() -> {
                    while (true) {
                        send(channel, "\n");
                    }
                })
                .as("the other end closes")
                .isInstanceOf(IOException.class);
        assertThat(made.get()).as("KiB made").isBetween(taken, taken + 2_000);
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
    }

    private static String overTcp(InetSocketAddress address, String text) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void aCommandThatIsCutOffIsNotDone() throws Exception {
        start(file(), LONG);
        SocketChannel channel = connect();
        send(channel, "change we");
        channel.shutdownOutput();
        assertThat(rest(channel)).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void whoHasSaidAllIsAnsweredAllTheSame() throws Exception {
        start(file(), LONG);
        SocketChannel channel = connect();
        send(channel, "prompt\r\nshow this\nshow that\n");
        channel.shutdownOutput();
        assertThat(rest(channel)).isEqualTo("\n> show this []\n\n> show that []\n\n> ");
    }

    @Test
    void whoTakesItsAnswersLateGetsThemAll() throws Exception {
        start(file(), LONG);
        SocketChannel channel = connect();
        String words = "w".repeat(10_000);
        Thread asking = Thread.startVirtualThread(() -> {
            try {
                send(channel, "prompt\n" + ("show this " + words + "\n").repeat(200) + "quit\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(rest(channel)).isEqualTo("\n> " + ("show this [" + words + "]\n\n> ").repeat(200));
        asking.join();
    }

    @Test
    void aLineWithoutAnEndIsRefusedAtItsLimit() throws Exception {
        start(file(), LONG);
        SocketChannel channel = connect();
        send(channel, "x".repeat(LineAssembly.LONGEST + 1));
        assertThat(rest(channel)).isEqualTo("Refused: a line of more than 16384 bytes\n\n");
    }

    @Test
    void whoSaysNothingIsSentAwayWithAPromptToo() throws Exception {
        start(file(), Duration.ofMillis(100));
        SocketChannel silent = connect();
        SocketChannel prompted = connect();
        send(prompted, "prompt\n");
        assertThat(rest(silent)).isEmpty();
        assertThat(rest(prompted)).isEqualTo("\n> ");
    }

    @Test
    void moreThanTwentyAreTold() throws Exception {
        start(file(), LONG);
        SocketChannel first = connect();
        for (int i = 1; i < RuntimeSocket.MOST_CONNECTIONS; i++) {
            connect();
        }
        assertThat(rest(connect())).isEqualTo("Refused: there are 20 connections already\n\n");
        send(first, "show this\n");
        assertThat(rest(first)).isEqualTo("show this []\n\n");
    }
}
