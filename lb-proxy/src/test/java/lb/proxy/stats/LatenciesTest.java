package lb.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lb.proxy.stats.PhaseTimes.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatenciesTest {
    private final Latencies latencies = new Latencies(2);

    private Quantiles lately() {
        return Latencies.lately(List.of(latencies), Phase.RESPONSE);
    }

    private void add(int loop, int times, long millis) {
        for (int i = 0; i < times; i++) {
            latencies.add(loop, Phase.RESPONSE, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "15, 0",
        "16, 1",
        "127, 7",
        "128, 8",
        "143, 8",
        "144, 9",
        "255, 15",
        "256, 16",
        "4026531839, 206",
        "4026531840, 207",
        "9000000000000000, 207",
    })
    void aTimeIsInItsBucket(long micros, int bucket) {
        assertThat(LatencyBuckets.of(micros * 1000)).isEqualTo(bucket);
        assertThat(LatencyBuckets.of(micros * 1000 + 999)).isEqualTo(bucket);
    }

    @Test
    void bucketsFollowOneAnotherWithoutGaps() {
        for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
            assertThat(LatencyBuckets.of(LatencyBuckets.micros(bucket) * 1000)).isEqualTo(bucket);
            assertThat(LatencyBuckets.of(LatencyBuckets.micros(bucket + 1) * 1000 - 1))
                    .isEqualTo(bucket);
        }
    }

    @Test
    void quantilesOfAnyTimesAreWrongByASixteenthAtMost() {
        Random random = new Random(7);
        long[] all = new long[10_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) (200_000 * Math.exp(3 * random.nextGaussian()));
            latencies.add(i % 2, Phase.RESPONSE, all[i]);
        }
        Arrays.sort(all);
        Quantiles found = lately();
        assertThat(found.count()).isEqualTo(all.length);
        assertIsAbout(found.p50(), all[4_999]);
        assertIsAbout(found.p90(), all[8_999]);
        assertIsAbout(found.p99(), all[9_899]);
    }

    private static void assertIsAbout(long micros, long nanos) {
        assertThat(Math.abs(micros - nanos / 1e3)).isLessThanOrEqualTo(Math.max(8, nanos / 1e3 / 16 + 1));
    }

    @Test
    void withoutExchangesNothingIsKnownAndNoMemoryIsTaken() {
        assertThat(lately()).isEqualTo(new Quantiles(0, -1, -1, -1));
        latencies.add(0, Phase.RESPONSE, -1);
        latencies.note();
        assertThat(lately().count()).isZero();
    }

    @Test
    void whatIsOlderThanTheNoteBeforeTheLastIsForgotten() {
        add(0, 10, 100);
        latencies.note();
        add(1, 30, 1);
        assertThat(lately().count()).isEqualTo(40);
        latencies.note();
        assertThat(lately().count()).isEqualTo(30);
        assertThat(lately().p99()).isBetween(900L, 1100L);
        latencies.note();
        assertThat(lately().count()).isZero();
        add(0, 1, 5);
        assertThat(lately().count()).isEqualTo(1);
        latencies.forget();
        assertThat(lately().count()).isZero();
    }

    @Test
    void serversAreAddedUp() {
        Latencies other = new Latencies(2);
        add(0, 99, 1);
        other.add(0, Phase.RESPONSE, TimeUnit.SECONDS.toNanos(1));
        Quantiles both = Latencies.lately(List.of(latencies, other), Phase.RESPONSE);
        assertThat(both.count()).isEqualTo(100);
        assertThat(both.p99()).isBetween(900L, 1100L);
        other.add(1, Phase.RESPONSE, TimeUnit.SECONDS.toNanos(1));
        assertThat(Latencies.lately(List.of(latencies, other), Phase.RESPONSE).p99())
                .isBetween(930_000L, 1_070_000L);
    }

    @Test
    void theDistributionSinceTheStartHasAllOfThemInItsBuckets() {
        long[] micros = {0, 255, 256, 511, 512, 1_000, 67_108_863, 67_108_864, 9_000_000_000L};
        for (long one : micros) {
            latencies.add(one % 2 == 0 ? 0 : 1, Phase.RESPONSE, TimeUnit.MICROSECONDS.toNanos(one));
        }
        latencies.note();
        latencies.note();
        Distribution ever = Latencies.ever(List.of(latencies), Phase.RESPONSE);
        assertThat(ever.count()).isEqualTo(micros.length);
        assertThat(ever.sumNanos())
                .isEqualTo(TimeUnit.MICROSECONDS.toNanos(Arrays.stream(micros).sum()));
        for (int bound = 0; bound < Distribution.BOUNDS_MICROS.size(); bound++) {
            long end = Distribution.BOUNDS_MICROS.get(bound);
            long below = ever.counts().subList(0, bound + 1).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(below)
                    .as("below %d µs", end)
                    .isEqualTo(Arrays.stream(micros).filter(one -> one < end).count());
        }
        assertThat(ever.counts().getLast()).isEqualTo(2);
    }

    @Test
    void whateverTimesComeInWhateverOrderNoneIsLostWhenRoomIsMade() {
        Random random = new Random(3);
        long[] expected = new long[LatencyBuckets.COUNT];
        long nanos = 0;
        for (int i = 0; i < 20_000; i++) {
            long time = random.nextLong() >>> (1 + random.nextInt(63));
            time %= TimeUnit.HOURS.toNanos(1);
            Phase phase = Phase.values()[random.nextInt(4)];
            latencies.add(i % 2, phase, time);
            if (phase == Phase.CONNECT) {
                expected[LatencyBuckets.of(time)]++;
                nanos += time;
            }
        }
        assertThat(Latencies.ever(List.of(latencies), Phase.CONNECT)).isEqualTo(Distribution.of(expected, nanos));
        assertThat(Latencies.lately(List.of(latencies), Phase.CONNECT)).isEqualTo(Quantiles.of(expected));
    }

    @Test
    void aCountThatIsFullIsCarriedAndItsNeighbourStaysAsItWas() {
        long millisecond = TimeUnit.MILLISECONDS.toNanos(1);
        LatencyCounts counts = new LatencyCounts(7);
        int phase = Phase.TOTAL.ordinal();
        for (long time : new long[] {millisecond, 0, 20_000 * millisecond}) {
            LatencyCounts larger = counts.add(phase, time);
            assertThat(larger).isNotNull();
            counts = larger;
            assertThat(counts.add(phase, time)).isNull();
        }
        for (int i = 1; i < 7; i++) {
            assertThat(counts.add(phase, millisecond)).isNull();
        }
        LatencyCounts carrying = counts.add(phase, millisecond);
        assertThat(carrying).isNotNull();
        for (int i = 0; i < 3; i++) {
            assertThat(carrying.add(phase, millisecond)).isNull();
        }
        LatencyCounts wider = carrying.add(Phase.QUEUE.ordinal(), 0);
        assertThat(wider).isNotNull();
        long[] all = new long[LatencyBuckets.COUNT];
        wider.addTo(all, phase);
        assertThat(all[LatencyBuckets.of(millisecond)]).isEqualTo(7 + 3);
        assertThat(Arrays.stream(all).sum()).isEqualTo(7 + 5);
        assertThat(wider.nanos(phase)).isEqualTo(20_010 * millisecond);
    }
}
