package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.CheckSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks of real servers on loopback. */
@ParameterizedClass
@EnumSource
class CheckTest {
    /** The kinds of sockets; each runs all tests. */
    enum Kind {
        NIO(NioIoHandler.newFactory(), NioSocketChannel::new),
        EPOLL(Epoll.isAvailable() ? EpollIoHandler.newFactory() : null, EpollSocketChannel::new);

        private final @Nullable IoHandlerFactory loops;
        private final ChannelFactory<? extends Channel> sockets;

        Kind(@Nullable IoHandlerFactory loops, ChannelFactory<? extends Channel> sockets) {
            this.loops = loops;
            this.sockets = sockets;
        }
    }

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final CheckSettings.Probe CONNECT = new CheckSettings.Connect();
    private static final CheckSettings.Probe HTTP =
            new CheckSettings.Http("GET", "/health", "www.example.com", 200, 399);

    private final EventLoopGroup loops;
    private final ChannelFactory<? extends Channel> sockets;

    CheckTest(Kind kind) {
        Assumptions.assumeTrue(kind.loops != null, "no epoll on this machine");
        loops = new MultiThreadIoEventLoopGroup(1, kind.loops);
        sockets = kind.sockets;
    }

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aServerThatAcceptsPassesAConnectCheck() throws Exception {
        try (LoopbackServer server = LoopbackServer.silent()) {
            expect(check(server, CONNECT, LONG), CheckStatus.L4OK, -1, "");
        }
    }

    @Test
    void aServerThatRefusesHasAConnectionProblem() throws Exception {
        InetSocketAddress nobody = LoopbackServer.nobody();

        CheckResult result = check(nobody, null, HTTP, LONG);

        expect(result, CheckStatus.L4CON, -1, "Connection refused");
        assertThat(result.reason())
                .isEqualTo("Layer4 connection problem, info: \"Connection refused\", check duration: " + result.millis()
                        + "ms");
    }

    @Test
    void aServerWhoseQueueIsFullTimesOutOnLayer4() throws Exception {
        try (LoopbackServer server = LoopbackServer.neverAccepting()) {
            CheckResult result = check(server, CONNECT, SHORT);

            expect(result, CheckStatus.L4TOUT, -1, "");
            assertThat(result.millis()).isBetween(SHORT.toMillis(), 10_000L);
        }
    }

    @Test
    void aSourceAddressThatIsNotOursIsOurProblem() throws Exception {
        try (LoopbackServer server = LoopbackServer.silent()) {
            CheckResult result = check(server.address(), InetAddress.getByName("192.0.2.1"), CONNECT, LONG);

            expect(result, CheckStatus.SOCKERR, -1, "Cannot assign requested address");
        }
    }

    @Test
    void aCheckComesFromItsSourceAddress() throws Exception {
        InetAddress source = InetAddress.getByName("127.0.0.77");
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            expect(check(server.address(), source, HTTP, LONG), CheckStatus.L7OK, 200, "");
            assertThat(server.lastClient()).isEqualTo(source);
        }
    }

    @Test
    void aSocketThatCannotBeMadeIsNoVerdictOnTheServer() throws Exception {
        EventLoop loop = loops.next();
        CompletableFuture<CheckResult> result = new CompletableFuture<>();
        CheckTarget target = target(LoopbackServer.nobody(), null, CONNECT, LONG);

        loop.submit(() -> checkOf(target, result)
                        .start(
                                loop,
                                () -> {
                                    throw new ChannelException("Too many open files");
                                },
                                LONG.toNanos()))
                .get();

        expect(result.get(10, TimeUnit.SECONDS), CheckStatus.EXHAUSTED, -1, "Too many open files");
    }

    @Test
    void anHttpServerThatIsWellPasses() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            expect(check(server, HTTP, LONG), CheckStatus.L7OK, 204, "");
            assertThat(server.lastRequest())
                    .isEqualTo("GET /health HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void aStatusOutOfTheBoundsDoesNotPass() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.0 500 Oh no\r\n\r\n")) {
            CheckResult result = check(server, HTTP, LONG);

            expect(result, CheckStatus.L7STS, 500, "Oh no");
            assertThat(result.reason())
                    .isEqualTo("Layer7 wrong status, code: 500, info: \"Oh no\", check duration: " + result.millis()
                            + "ms");
        }
    }

    @Test
    void theBoundsOfTheStatusAreInclusive() throws Exception {
        CheckSettings.Probe only404 = new CheckSettings.Http("GET", "/", "x", 404, 404);
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 404 Not Found\r\n\r\n")) {
            expect(check(server, only404, LONG), CheckStatus.L7OK, 404, "");
        }
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 405\r\n\r\n")) {
            expect(check(server, only404, LONG), CheckStatus.L7STS, 405, "");
        }
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 403\r\n\r\n")) {
            expect(check(server, only404, LONG), CheckStatus.L7STS, 403, "");
        }
    }

    @Test
    void aServerThatNeverAnswersTimesOutOnLayer7() throws Exception {
        try (LoopbackServer server = LoopbackServer.silent()) {
            CheckResult result = check(server, HTTP, SHORT);

            expect(result, CheckStatus.L7TOUT, -1, "");
            assertThat(result.millis()).isBetween(SHORT.toMillis(), 10_000L);
        }
    }

    @Test
    void bytesThatDripDoNotPutOffTheDeadline() throws Exception {
        try (LoopbackServer server = LoopbackServer.dripping("HTTP/1.1 200 " + "x".repeat(2000), 10)) {
            CheckResult result = check(server, HTTP, Duration.ofMillis(150));

            expect(result, CheckStatus.L7TOUT, -1, "");
        }
    }

    @Test
    void aStatusLineInPiecesIsRead() throws Exception {
        try (LoopbackServer server = LoopbackServer.dripping("HTTP/1.1 200 OK\r\n", 1)) {
            expect(check(server, HTTP, LONG), CheckStatus.L7OK, 200, "");
        }
    }

    @Test
    void garbageIsAnInvalidResponse() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("SSH-2.0-OpenSSH_9.2\r\n")) {
            expect(check(server, HTTP, LONG), CheckStatus.L7RSP, -1, "");
        }
    }

    @Test
    void aServerThatClosesWithoutAnAnswerIsInvalid() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 200")) {
            expect(check(server, HTTP, LONG), CheckStatus.L7RSP, -1, "");
        }
        try (LoopbackServer server = LoopbackServer.answering("")) {
            expect(check(server, HTTP, LONG), CheckStatus.L7RSP, -1, "");
        }
    }

    @Test
    void aServerThatResetsIsASocketError() throws Exception {
        try (LoopbackServer server = LoopbackServer.resetting()) {
            expect(check(server, HTTP, LONG), CheckStatus.SOCKERR, -1, "Connection reset by peer");
        }
    }

    @Test
    void aServerThatFloodsIsReadNoFurtherThanTheLimit() throws Exception {
        try (LoopbackServer server = LoopbackServer.flooding("HTTP/1.1 200 ", 'x')) {
            expect(check(server, HTTP, LONG), CheckStatus.L7RSP, -1, "");
        }
        try (LoopbackServer server = LoopbackServer.flooding("HTTP/1.1 200 OK\r\n", 'x')) {
            expect(check(server, HTTP, LONG), CheckStatus.L7OK, 200, "");
        }
    }

    @Test
    void aServerThatTalksFirstIsFineForAConnectCheck() throws Exception {
        try (LoopbackServer server = LoopbackServer.flooding("220 mail", 'x')) {
            expect(check(server, CONNECT, LONG), CheckStatus.L4OK, -1, "");
        }
    }

    @Test
    void aCheckGivenUpHasNoResultAndLeavesNoConnection() throws Exception {
        EventLoop loop = loops.next();
        CompletableFuture<CheckResult> result = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.silent()) {
            Check check = checkOf(target(server.address(), null, HTTP, LONG), result);
            loop.submit(() -> check.start(loop, sockets, LONG.toNanos())).get();
            server.awaitClient();

            loop.submit(check::cancel).get();

            server.awaitClientGone();
            assertThat(result).isNotDone();
        }
    }

    private CheckResult check(LoopbackServer server, CheckSettings.Probe probe, Duration timeout) throws Exception {
        return check(server.address(), null, probe, timeout);
    }

    private CheckResult check(
            InetSocketAddress address, @Nullable InetAddress source, CheckSettings.Probe probe, Duration timeout)
            throws Exception {
        EventLoop loop = loops.next();
        CompletableFuture<CheckResult> result = new CompletableFuture<>();
        CheckTarget target = target(address, source, probe, timeout);
        loop.submit(() -> checkOf(target, result).start(loop, sockets, timeout.toNanos()))
                .get();
        try {
            return result.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no result of " + probe + " to " + address, e);
        }
    }

    private static Check checkOf(CheckTarget target, CompletableFuture<CheckResult> result) {
        return new Check(
                new Destination(target.address(), target.source(), null),
                Steps.of(target.check()),
                NanoClock.SYSTEM,
                (finding, millis) -> result.complete(finding.result(millis)));
    }

    private static void expect(CheckResult result, CheckStatus status, int code, String info) {
        assertThat(result).isEqualTo(new CheckResult(status, code, result.millis(), info));
    }

    private static CheckTarget target(
            InetSocketAddress address, @Nullable InetAddress source, CheckSettings.Probe probe, Duration timeout) {
        return new RecordingTarget(
                address, source, new CheckSettings(probe, Duration.ofSeconds(1), timeout, 2, 3), result -> {});
    }
}
