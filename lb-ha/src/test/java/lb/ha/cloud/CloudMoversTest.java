package lb.ha.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.ha.NanoClock;
import lb.ha.settings.CloudPace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread around the machines, in real time. */
@Timeout(20)
class CloudMoversTest {
    private static final CloudPace PACE =
            new CloudPace(Duration.ofMillis(1), Duration.ofSeconds(5), 3, Duration.ofHours(1));

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sentences = new LinkedBlockingQueue<>();
    private final AtomicBoolean here = new AtomicBoolean();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile Throwable fault;
    private volatile boolean busy;

    private final CloudMovers movers = CloudMovers.start(
            List.of(new AssignedMover("web", PACE, new Scripted())),
            new CloudEvents() {
                @Override
                public void told(String sentence) {
                    sentences.add(sentence);
                }

                @Override
                public void failed(String sentence) {
                    sentences.add("failed: " + sentence);
                }
            },
            new Random(1),
            NanoClock.SYSTEM,
            InstantSource.system());

    private final class Scripted implements CloudMover {
        @Override
        public String name() {
            return "test thing";
        }

        @Override
        public void check() {
            asked.add("check");
        }

        @Override
        public void take() throws CloudException, InterruptedException {
            asked.add("take");
            if (fault instanceof RuntimeException e) {
                throw e;
            }
            if (fault instanceof Error e) {
                throw e;
            }
            if (busy) {
                throw CloudException.passing("503");
            }
            if (hangs) {
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
            }
            here.set(true);
        }

        @Override
        public Whereabouts look() {
            asked.add("look");
            return here.get() ? new Whereabouts.Here() : new Whereabouts.Elsewhere("nobody");
        }
    }

    @AfterEach
    void stop() {
        movers.close();
    }

    private String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void anElectionMovesAndIsTold() throws InterruptedException {
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("other");
        movers.elected("web");
        assertThat(next(asked)).isEqualTo("take");
        assertThat(next(asked)).isEqualTo("look");
        assertThat(next(sentences)).matches("virtual router web: test thing is here after \\d+ ms");
        MoverStatus status = awaited(MoverPhase.MOVED);
        assertThat(status.tries()).isEqualTo(1);
        assertThat(status.moves()).isEqualTo(1);
        assertThat(status.failures()).isZero();
        assertThat(status.lastMove()).isNotNull();
        assertThat(status.lastMoveTook()).isNotNull();
    }

    @Test
    void aMoveUnderWayIsBrokenOffWhenTheElectionIsLost() throws InterruptedException {
        hangs = true;
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(asked)).isEqualTo("take");
        movers.lost("web");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(next(asked)).isEqualTo("check");
        assertThat(awaited(MoverPhase.IDLE).moves()).isZero();
    }

    @Test
    void aFaultOfOursFailsTheMoveAndTellsNothingThatWasSent() throws InterruptedException {
        fault = new IllegalStateException("Bearer secret-token");
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(sentences))
                .isEqualTo("failed: virtual router web: test thing is not here: a fault in lb itself:"
                        + " java.lang.IllegalStateException");
        assertThat(awaited(MoverPhase.FAILED).failures()).isEqualTo(1);
    }

    @Test
    void anErrorOfOursFailsTheMoveToo() throws InterruptedException {
        fault = new StackOverflowError("Bearer secret-token");
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(sentences)).endsWith("is not here: a fault in lb itself: java.lang.StackOverflowError");
        awaited(MoverPhase.FAILED);
    }

    @Test
    void aMoveThatIsAskedForAgainIsToldOnceAndShown() throws InterruptedException {
        busy = true;
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(sentences))
                .isEqualTo("failed: virtual router web: test thing is not here yet: 503; asked again");
        MoverStatus status = movers.status().getFirst();
        assertThat(status.phase()).isEqualTo(MoverPhase.MOVING);
        assertThat(status.why()).isEqualTo("503");
        assertThat(next(sentences)).isEqualTo("failed: virtual router web: test thing is not here: 503");
    }

    @Test
    void aMoveThatIsAskedForAgainAndSucceedsShowsNoReasonAnyMore() throws InterruptedException {
        busy = true;
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(sentences)).contains("is not here yet: 503");
        busy = false;
        assertThat(next(sentences)).contains("is here after");
        assertThat(awaited(MoverPhase.MOVED).why()).isEmpty();
    }

    @Test
    void eachContestThatIsHeardAfterAnotherWasTakenIsTakenToo() throws InterruptedException {
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(asked)).isEqualTo("take");
        assertThat(next(asked)).isEqualTo("look");
        awaited(MoverPhase.MOVED);
        for (int i = 0; i < 2; i++) {
            movers.contested("nobody's");
            movers.contested("web");
            assertThat(next(asked)).isEqualTo("look");
        }
    }

    @Test
    void aMoveThatHangsDoesNotHoldUpTheStop() throws InterruptedException {
        hangs = true;
        assertThat(next(asked)).isEqualTo("check");
        movers.elected("web");
        assertThat(next(asked)).isEqualTo("take");
        movers.close();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private MoverStatus awaited(MoverPhase phase) {
        while (movers.status().getFirst().phase() != phase) {
            Thread.onSpinWait();
        }
        return movers.status().getFirst();
    }
}
