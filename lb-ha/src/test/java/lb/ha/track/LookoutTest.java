package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookoutTest {
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger value = new AtomicInteger();
    private long now = 1;

    private Lookout lookout(Look look) {
        return new Lookout("lb-test", look, Duration.ofMillis(1), changes::incrementAndGet, () -> now);
    }

    @Test
    void itTellsOnlyOfWhatHasChanged() {
        Lookout lookout = lookout(value::get);
        lookout.lookOnce();
        assertThat(changes).hasValue(0);
        value.set(3);
        now = 2;
        lookout.lookOnce();
        lookout.lookOnce();
        assertThat(changes).hasValue(1);
        assertThat(lookout.seen()).isEqualTo(new Lookout.Seen(3, 2, null));
    }

    @Test
    void whatCannotBeSeenStandsAsItWas() {
        Lookout lookout = lookout(() -> {
            if (value.get() < 0) {
                throw new IOException("cannot read file /x: Input/output error");
            }
            return value.get();
        });
        value.set(2);
        lookout.lookOnce();
        value.set(-1);
        lookout.lookOnce();
        assertThat(lookout.seen()).isEqualTo(new Lookout.Seen(2, 1, "cannot read file /x: Input/output error"));
        assertThat(changes).hasValue(1);
    }

    @Test
    void itLooksAgainAndAgainUntilItIsClosed() throws Exception {
        CountDownLatch thrice = new CountDownLatch(3);
        Lookout lookout = lookout(() -> {
            thrice.countDown();
            return 0;
        });
        lookout.start();
        assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
        lookout.close();
    }

    @Test
    void oneThatHangsKeepsNobodyFromGoingOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Lookout lookout = lookout(() -> {
            while (true) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    // As a read from a file server that is gone.
                }
            }
        });
        lookout.start();
        lookout.awaitFirst(1_000_000);
        assertThat(lookout.seen().times()).isZero();
        lookout.close();
    }

    /** What was told goes with the lookout: a reload may end it. */
    @Test
    void eachLookIsNewsOnce() {
        Lookout lookout = lookout(value::get);
        lookout.lookOnce();
        Lookout.Seen first = lookout.seen();
        assertThat(lookout.isNews(first)).isTrue();
        assertThat(lookout.isNews(first)).isFalse();
        now = 2;
        lookout.lookOnce();
        assertThat(lookout.isNews(lookout.seen())).isTrue();
        assertThat(lookout.isNews(lookout.seen())).isFalse();
    }
}
