package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.OutlierDetection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutliersTest {
    private static OutlierDetection settings(int errorPercent, double latencyFactor) {
        return new OutlierDetection(
                5,
                errorPercent,
                latencyFactor,
                100,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                10);
    }

    private static Window window(long requests, long errors, double meanMillis) {
        return new Window(requests, errors, Math.round((requests - errors) * meanMillis * 1e6));
    }

    @Test
    void aServerWithTooManyErrorsIsOne() {
        assertThat(Outliers.of(
                        settings(20, 0),
                        List.of(window(100, 19, 1), window(100, 20, 1), window(99, 99, 0), window(0, 0, 0))))
                .containsExactly(null, "20 errors in 100 requests", null, null);
    }

    @Test
    void aServerThatIsSlowBesideTheMedianIsOne() {
        assertThat(Outliers.of(
                        settings(0, 3),
                        List.of(window(100, 0, 10), window(100, 0, 12), window(100, 0, 36), window(100, 0, 35.9))))
                .containsExactly(null, null, null, null);
        assertThat(Outliers.of(settings(0, 3), List.of(window(100, 0, 10), window(100, 0, 12), window(1000, 0, 36))))
                .containsExactly(null, null, "responses take 36.0 ms on average, those of the median server 12.0 ms");
    }

    @Test
    void nobodyIsSlowBesideOneOtherOrBesideSomeWhoHadTooFewRequests() {
        assertThat(Outliers.of(settings(0, 3), List.of(window(100, 0, 1), window(100, 0, 100))))
                .containsOnlyNulls();
        assertThat(Outliers.of(settings(0, 3), List.of(window(100, 0, 1), window(99, 0, 1), window(100, 0, 100))))
                .containsOnlyNulls();
    }

    @Test
    void nothingIsAskedForNobodyIsOne() {
        assertThat(Outliers.of(settings(0, 0), List.of(window(100, 100, 0), window(100, 0, 1), window(100, 0, 900))))
                .containsOnlyNulls();
    }

    @ParameterizedTest(name = "{1} of {0} ejected, {2} usable, at most {3} %: {4}")
    @CsvSource({
        "10, 0, 10, 10, true",
        "10, 1, 9, 10, false",
        "3, 0, 3, 10, true",
        "3, 1, 2, 10, false",
        "3, 1, 2, 70, true",
        "3, 2, 1, 100, false",
        "3, 0, 1, 100, false",
        "1, 0, 1, 100, false",
        "10, 0, 10, 0, false"
    })
    void soManyMayBeLeftOut(int all, int ejected, int usable, int percent, boolean may) {
        OutlierDetection settings = new OutlierDetection(
                5, 0, 0, 50, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(300), percent);
        assertThat(Outliers.mayEject(settings, all, ejected, usable)).isEqualTo(may);
    }

    @Test
    void eachTimeIsLongerUntilTheServerBehaves() {
        long base = TimeUnit.SECONDS.toNanos(30);
        long most = TimeUnit.SECONDS.toNanos(80);
        Ejection ejection = Ejection.NONE.eject(0, base, most);
        assertThat(ejection.isOver(base - 1)).isFalse();
        assertThat(ejection.behaved()).isEqualTo(ejection);
        assertThat(ejection.isOver(base)).isTrue();
        ejection = ejection.back().eject(0, base, most);
        assertThat(ejection.until()).isEqualTo(2 * base);
        ejection = ejection.back().eject(0, base, most);
        assertThat(ejection.until()).isEqualTo(most);
        ejection = ejection.back().behaved().behaved();
        assertThat(ejection.eject(0, base, most).until()).isEqualTo(2 * base);
        assertThat(ejection.behaved().behaved()).isEqualTo(Ejection.NONE);
        assertThat(Ejection.NONE.isOver(Long.MAX_VALUE)).isFalse();
    }
}
