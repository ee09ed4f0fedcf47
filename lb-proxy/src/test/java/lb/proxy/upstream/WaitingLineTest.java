package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.stats.Sessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingLineTest {
    private final Deque<String> free = new ArrayDeque<>();
    private final List<String> served = new ArrayList<>();
    private final WaitingLine<String> line = new WaitingLine<>(free::poll);

    private WaitingLine.Place<String> enter(String name) {
        WaitingLine.Place<String> place = new WaitingLine.Place<>(room -> served.add(name + room));
        line.enter(place);
        return place;
    }

    private void make(String room) {
        free.add(room);
        line.serve();
    }

    @Test
    void whoCameFirstIsServedFirst() {
        enter("a");
        enter("b");
        enter("c");
        assertThat(line.length()).isEqualTo(3);
        make("1");
        make("2");
        assertThat(served).containsExactly("a1", "b2");
        make("3");
        assertThat(served).containsExactly("a1", "b2", "c3");
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.longest()).isEqualTo(3);
    }

    @Test
    void whatBecameFreeJustBeforeIsGrantedOnComing() {
        free.add("1");
        WaitingLine.Place<String> place = enter("a");
        assertThat(served).containsExactly("a1");
        assertThat(place.position()).isEqualTo(1);
        assertThat(line.longest()).isZero();
    }

    @Test
    void anyoneMayLeaveAndTheOthersKeepTheirOrder() {
        WaitingLine.Place<String> a = enter("a");
        WaitingLine.Place<String> b = enter("b");
        WaitingLine.Place<String> c = enter("c");
        WaitingLine.Place<String> d = enter("d");
        assertThat(line.leave(b)).isTrue();
        assertThat(line.leave(b)).isFalse();
        make("1");
        assertThat(line.leave(a)).as("served before").isFalse();
        assertThat(line.leave(d)).isTrue();
        enter("e");
        make("2");
        make("3");
        make("4");
        assertThat(served).containsExactly("a1", "c2", "e3");
        assertThat(line.leave(c)).isFalse();
        assertThat(line.isEmpty()).isTrue();
        assertThat(free).containsExactly("4");
    }

    @Test
    void aPlaceCanBeUsedAgain() {
        WaitingLine.Place<String> a = enter("a");
        line.leave(a);
        line.enter(a);
        make("1");
        line.enter(a);
        make("2");
        assertThat(served).containsExactly("a1", "a2");
    }

    /** Measured on HAProxy 2.6.12: those served while he waited, and himself. */
    @Test
    void thePositionCountsWhoWasServedBeforeAndOneself() {
        WaitingLine.Place<String> a = enter("a");
        WaitingLine.Place<String> b = enter("b");
        WaitingLine.Place<String> c = enter("c");
        make("1");
        line.leave(b);
        line.leave(c);
        assertThat(List.of(a.position(), b.position(), c.position())).containsExactly(1, 2, 2);
    }

    /** As backends use it: room is an atomic counter, newcomers look for it only while nobody waits. */
    @Test
    void noRoomIsUsedTwiceAndNoWakeIsLostBetweenThreads() throws Exception {
        int limit = 3;
        int each = 20_000;
        Sessions sessions = new Sessions();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        WaitingLine<Sessions> queue = new WaitingLine<>(() -> sessions.tryBegin(limit) ? sessions : null);
        CountDownLatch finished = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    if (!(queue.isEmpty() && sessions.tryBegin(limit))) {
                        CountDownLatch turn = new CountDownLatch(1);
                        queue.enter(new WaitingLine.Place<>(_ -> turn.countDown()));
                        try {
                            turn.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    most.accumulateAndGet(sessions.current(), Math::max);
                    done.incrementAndGet();
                    sessions.ended();
                    if (!queue.isEmpty()) {
                        queue.serve();
                    }
                }
                finished.countDown();
            });
        }
        assertThat(finished.await(30, TimeUnit.SECONDS))
                .as("all served; done %s, waiting %s", done, queue.length())
                .isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(sessions.greatest()).isLessThanOrEqualTo(limit);
        assertThat(sessions.current()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }
}
