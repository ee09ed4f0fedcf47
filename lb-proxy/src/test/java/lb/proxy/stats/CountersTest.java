package lb.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CountersTest {
    @ParameterizedTest
    @EnumSource(Counter.class)
    void aCounterIsTheSumOverTheLoopsAndNoOther(Counter counter) {
        Counters counters = new Counters(3);

        counters.add(0, counter, 1);
        counters.add(2, counter, 40);
        counters.add(2, counter, 1L << 40);

        for (Counter any : Counter.values()) {
            assertThat(counters.sum(any)).as(any.name()).isEqualTo(any == counter ? (1L << 40) + 41 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Counter.class)
    void aCounterFillsAColumnOfCountersThatNoOtherFills(Counter counter) {
        assertThat(counter.column().kind()).isEqualTo(Column.Kind.COUNTER);
        assertThat(Counter.values())
                .filteredOn(any -> any.column() == counter.column())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "100, RESPONSES_1XX",
        "199, RESPONSES_1XX",
        "200, RESPONSES_2XX",
        "304, RESPONSES_3XX",
        "404, RESPONSES_4XX",
        "599, RESPONSES_5XX",
        "600, RESPONSES_OTHER",
        "99, RESPONSES_OTHER",
        "0, RESPONSES_OTHER",
        "-1, RESPONSES_OTHER",
        "-200, RESPONSES_OTHER"
    })
    void aStatusIsCountedInItsClass(int status, Counter counter) {
        assertThat(Counter.ofStatus(status)).isEqualTo(counter);
    }

    @Test
    void whatIsClearedBeginsAtZeroButTheTotalGoesOn() {
        Counters counters = new Counters(2);
        counters.add(0, Counter.SESSIONS, 3);
        counters.add(1, Counter.SESSIONS, 4);
        counters.clear();
        counters.add(1, Counter.SESSIONS, 2);
        assertThat(counters.sum(Counter.SESSIONS)).isEqualTo(2);
        assertThat(counters.total(Counter.SESSIONS)).isEqualTo(9);
        counters.clear();
        assertThat(counters.sum(Counter.SESSIONS)).isZero();
    }

    @Test
    void loopsThatCountAtOnceLoseNothing() throws InterruptedException {
        Counters counters = new Counters(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int loop = i;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 100_000; n++) {
                    counters.add(loop, Counter.BYTES_IN, 2);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counters.sum(Counter.BYTES_IN)).isEqualTo(400_000);
    }
}
