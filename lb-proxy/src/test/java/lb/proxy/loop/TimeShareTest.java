package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import org.junit.jupiter.api.Test;

class TimeShareTest {
    private long now = 5;
    private final ReachedLimit limit = new ReachedLimit(Limit.PASSWORD_HASHES, "", "a quarter");
    private final TimeShare share = new TimeShare(() -> now, limit);

    @Test
    void aSecondMayGoAtOnceAndThenAQuarterOfTheTime() {
        assertThat(pieces(10)).isEqualTo(100);
        assertThat(limit.times()).isEqualTo(1);
        pass(300);
        assertThat(pieces(10)).isEqualTo(10);
    }

    @Test
    void whatTookTooLongIsWaitedFor() {
        assertThat(takes(5000)).isTrue();
        pass(3 * 4000 - 1);
        assertThat(takes(1)).isFalse();
        pass(2);
        assertThat(takes(1)).isTrue();
    }

    @Test
    void noMoreThanASecondIsSavedUp() {
        pass(TimeUnit.DAYS.toMillis(1));
        assertThat(takes(1000)).isTrue();
        assertThat(takes(1000)).isFalse();
    }

    /** How many of so many milliseconds may follow each other. */
    private int pieces(long millis) {
        int pieces = 0;
        while (takes(millis)) {
            pieces++;
        }
        return pieces;
    }

    private boolean takes(long millis) {
        boolean may = share.begin();
        if (may) {
            pass(millis);
            share.end();
        }
        return may;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
