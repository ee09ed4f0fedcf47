package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthChecksTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void everyServerIsCheckedAgainAndAgainUntilClosed() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            List<BlockingQueue<CheckResult>> results = new ArrayList<>();
            List<CheckTarget> targets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                BlockingQueue<CheckResult> own = new LinkedBlockingQueue<>();
                results.add(own);
                targets.add(new RecordingTarget(server.address(), null, http(Duration.ofMillis(20)), own::add));
            }

            try (HealthChecks checks = HealthChecks.start(targets, 5, loops, Sockets.NIO, NanoClock.SYSTEM)) {
                for (BlockingQueue<CheckResult> own : results) {
                    for (int times = 0; times < 3; times++) {
                        assertThat(own.poll(20, TimeUnit.SECONDS))
                                .as("a result")
                                .extracting(CheckResult::status)
                                .isEqualTo(CheckStatus.L7OK);
                    }
                }
            }
            settle();
            results.forEach(BlockingQueue::clear);
            settle();
            assertThat(results).allSatisfy(own -> assertThat(own).isEmpty());
        }
    }

    @ParameterizedTest(name = "a clock that overflows in {0} minutes")
    @ValueSource(longs = {1_000_000, 30})
    void aServerIsCheckedAfterTheFastIntervalWhenThereIsAHurry(long minutes) throws Exception {
        long ahead = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(minutes) - System.nanoTime();
        NanoClock clock = () -> System.nanoTime() + ahead;
        BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
        AtomicReference<Runnable> hurry = new AtomicReference<>();
        CheckSettings settings = new CheckSettings(
                new CheckSettings.Connect(),
                new CheckSettings.Place(null, CheckSettings.PORT_OF_SERVER, null, false),
                new CheckSettings.Pace(
                        Duration.ofHours(1), Duration.ofMillis(10), Duration.ofHours(1), Duration.ofSeconds(5)),
                2,
                3);
        try (LoopbackServer server = LoopbackServer.silent()) {
            CheckTarget target =
                    new Hurried(new RecordingTarget(server.address(), null, settings, results::add), hurry);
            try (HealthChecks checks = HealthChecks.start(List.of(target), 5, loops, Sockets.NIO, clock)) {
                assertThat(results).isEmpty();
                for (int i = 0; i < 3; i++) {
                    hurry.get().run();
                    hurry.get().run();
                    assertThat(results.poll(20, TimeUnit.SECONDS))
                            .as("a result long before the hour is over")
                            .isNotNull();
                }
            }
            hurry.get().run();
            settle();
            assertThat(results).isEmpty();
        }
    }

    /** One that hands on the way to have it checked soon. */
    private record Hurried(CheckTarget target, AtomicReference<Runnable> way) implements CheckTarget {
        @Override
        public SocketAddress address() {
            return target.address();
        }

        @Override
        public @Nullable InetAddress source() {
            return target.source();
        }

        @Override
        public TcpOptions tcp() {
            return target.tcp();
        }

        @Override
        public CheckSettings check() {
            return target.check();
        }

        @Override
        public long interval() {
            return target.interval();
        }

        @Override
        public void onHurry(Runnable hurry) {
            way.set(hurry);
        }

        @Override
        public void checkBegan() {}

        @Override
        public void checkEnded(CheckResult result) {
            target.checkEnded(result);
        }
    }

    @Test
    void aServerHasNeverTwoChecksAtATime() throws Exception {
        AtomicInteger running = new AtomicInteger();
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        try (LoopbackServer server = LoopbackServer.silent()) {
            CheckSettings check = new CheckSettings(
                    new CheckSettings.Http("GET", "/", "x", 200, 399),
                    Duration.ofMillis(5),
                    Duration.ofMillis(40),
                    2,
                    3);
            CheckTarget target =
                    new Overlap(new RecordingTarget(server.address(), null, check, result -> {}), running, seen);

            try (HealthChecks checks = HealthChecks.start(List.of(target), 5, loops, Sockets.NIO, NanoClock.SYSTEM)) {
                for (int i = 0; i < 8; i++) {
                    assertThat(seen.poll(20, TimeUnit.SECONDS))
                            .as("checks running")
                            .isEqualTo(i % 2 == 0 ? 1 : 0);
                }
            }
        }
    }

    @Test
    void aTargetThatThrowsIsCheckedOn() throws Exception {
        BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
        CheckTarget target = new RecordingTarget(LoopbackServer.nobody(), null, http(Duration.ofMillis(10)), result -> {
            results.add(result);
            throw new IllegalStateException("thrown by a test");
        });

        try (HealthChecks checks = HealthChecks.start(List.of(target), 5, loops, Sockets.NIO, NanoClock.SYSTEM)) {
            assertThat(results.poll(20, TimeUnit.SECONDS)).as("first").isNotNull();
            assertThat(results.poll(20, TimeUnit.SECONDS)).as("second").isNotNull();
        }
    }

    @Test
    void checksOfNothingCanBeStartedAndClosed() {
        HealthChecks.start(List.of(), 5, loops, Sockets.NIO, NanoClock.SYSTEM).close();
    }

    /** Until everything that the loops were asked before has been done. */
    private void settle() {
        loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
    }

    private static CheckSettings http(Duration interval) {
        return new CheckSettings(
                new CheckSettings.Http("GET", "/", "x", 200, 399), interval, Duration.ofSeconds(20), 2, 3);
    }

    private record Overlap(RecordingTarget target, AtomicInteger running, BlockingQueue<Integer> seen)
            implements CheckTarget {
        @Override
        public java.net.SocketAddress address() {
            return target.address();
        }

        @Override
        public java.net.InetAddress source() {
            return null;
        }

        @Override
        public TcpOptions tcp() {
            return target.tcp();
        }

        @Override
        public long interval() {
            return target.interval();
        }

        @Override
        public CheckSettings check() {
            return target.check();
        }

        @Override
        public void checkBegan() {
            seen.add(running.incrementAndGet());
        }

        @Override
        public void checkEnded(CheckResult result) {
            seen.add(running.decrementAndGet());
        }
    }
}
