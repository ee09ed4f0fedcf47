package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that only connect, by the sockets that are used again and again. */
@Timeout(60)
class ConnectCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
    private EventLoops loops;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll on this machine");
        loops = new EventLoops(1, Sockets.EPOLL);
    }

    @AfterEach
    void close() {
        if (loops != null) {
            loops.close();
        }
    }

    static Stream<String> hosts() {
        return Stream.of("127.0.0.1", "::1");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aServerThatListensPassesAndIsNeverBotheredWithAConnection(String host) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(host))) {
            try (HealthChecks checks = start(List.of(target(server.getLocalSocketAddress(), LONG)))) {
                for (int i = 0; i < 5; i++) {
                    expect(CheckStatus.L4OK, "");
                }
            }
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThat(accepted.getPort()).as("who is accepted first").isEqualTo(client.getLocalPort());
            }
        }
    }

    @Test
    void aServerThatRefusesFailsAndPassesWhenItListensAgain() throws Exception {
        InetSocketAddress address = LoopbackServer.nobody();
        try (HealthChecks checks = start(List.of(target(address, LONG)))) {
            expect(CheckStatus.L4CON, "Connection refused");
            expect(CheckStatus.L4CON, "Connection refused");
            try (ServerSocket server = new ServerSocket(address.getPort(), 50, address.getAddress())) {
                awaitStatus(CheckStatus.L4OK);
            }
            awaitStatus(CheckStatus.L4CON);
        }
    }

    @Test
    void aServerWhoseQueueIsFullTimesOutAgainAndAgain() throws Exception {
        try (LoopbackServer server = LoopbackServer.neverAccepting();
                HealthChecks checks = start(List.of(target(server.address(), Duration.ofMillis(60))))) {
            expect(CheckStatus.L4TOUT, "");
            expect(CheckStatus.L4TOUT, "");
        }
    }

    @Test
    void anAddressThatLeadsNowhereIsAConnectionProblem() throws Exception {
        // No TCP goes to everybody: the kernel does not even try.
        InetSocketAddress everybody = new InetSocketAddress(InetAddress.getByName("255.255.255.255"), 80);
        try (HealthChecks checks = start(List.of(target(everybody, LONG)))) {
            assertThat(poll().status()).isEqualTo(CheckStatus.L4CON);
            assertThat(poll().status()).isEqualTo(CheckStatus.L4CON);
        }
    }

    @Test
    void moreServersThanSocketsAreKeptAreAllChecked() throws Exception {
        List<CheckTarget> targets = new ArrayList<>();
        List<BlockingQueue<CheckResult>> own = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 300; i++) {
                BlockingQueue<CheckResult> one = new LinkedBlockingQueue<>();
                own.add(one);
                targets.add(new RecordingTarget(server.getLocalSocketAddress(), null, settings(LONG), one::add));
            }
            try (HealthChecks checks = start(targets)) {
                for (BlockingQueue<CheckResult> one : own) {
                    for (int i = 0; i < 3; i++) {
                        assertThat(one.poll(20, TimeUnit.SECONDS))
                                .extracting(CheckResult::status)
                                .isEqualTo(CheckStatus.L4OK);
                    }
                }
            }
        }
    }

    @Test
    void aTargetThatThrowsIsCheckedOn() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            CheckTarget target = new RecordingTarget(server.getLocalSocketAddress(), null, settings(LONG), result -> {
                results.add(result);
                throw new IllegalStateException("thrown by a test");
            });
            try (HealthChecks checks = start(List.of(target))) {
                expect(CheckStatus.L4OK, "");
                expect(CheckStatus.L4OK, "");
            }
        }
    }

    @Test
    void nothingIsToldOfACheckThatIsGivenUp() throws Exception {
        try (LoopbackServer server = LoopbackServer.neverAccepting()) {
            HealthChecks checks = start(List.of(target(server.address(), LONG)));
            settle();
            checks.close();
            settle();
            assertThat(results).isEmpty();
        }
    }

    private void settle() {
        loops.group().forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
    }

    private HealthChecks start(List<CheckTarget> targets) {
        return HealthChecks.start(targets, 0, loops.group(), Sockets.EPOLL, NanoClock.SYSTEM);
    }

    private CheckTarget target(SocketAddress address, Duration timeout) {
        return new RecordingTarget(address, null, settings(timeout), results::add);
    }

    private static CheckSettings settings(Duration timeout) {
        return new CheckSettings(new CheckSettings.Connect(), Duration.ofMillis(20), timeout, 2, 3);
    }

    private void expect(CheckStatus status, String info) throws InterruptedException {
        CheckResult result = poll();
        assertThat(result).isEqualTo(new CheckResult(status, CheckResult.NO_CODE, result.millis(), info));
    }

    private void awaitStatus(CheckStatus status) throws InterruptedException {
        CheckResult result = poll();
        while (result.status() != status) {
            result = poll();
        }
    }

    private CheckResult poll() throws InterruptedException {
        CheckResult result = results.poll(20, TimeUnit.SECONDS);
        assertThat(result).as("a result").isNotNull();
        return result;
    }
}
