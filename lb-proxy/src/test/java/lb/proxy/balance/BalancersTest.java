package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each way of choosing by its shares, and by how many keys move. */
class BalancersTest {
    private static final List<String> SERVERS = List.of("a", "b", "c", "d");
    private static final Map<String, Integer> ONE_TO_FOUR = Map.of("a", 1, "b", 2, "c", 3, "d", 4);
    private static final ToIntFunction<String> EQUAL = _ -> 1;
    private static final int KEYS = 20_000;

    /** Of chi-square with 3 degrees of freedom only one in a thousand is above. */
    private static final double RARE = 16.27;

    private final Map<String, Integer> load = new HashMap<>();

    private int load(String server) {
        return load.getOrDefault(server, 0);
    }

    @Test
    void theFirstOneWithRoomIsChosen() {
        First<String> first = new First<>(SERVERS, EQUAL);

        assertThat(first.next(Balancer.NO_KEY, Balancer.ANY)).isEqualTo("a");
        assertThat(first.next(Balancer.NO_KEY, server -> server.compareTo("c") >= 0))
                .isEqualTo("c");
        assertThat(first.next(Balancer.NO_KEY, _ -> false)).isNull();
        first.weigh(server -> server.equals("a") ? 0 : 1);
        assertThat(first.next(Balancer.NO_KEY, Balancer.ANY)).isEqualTo("b");
    }

    @Test
    void theLeastLoadedFillsUpByWeight() {
        LeastLoaded<String> least = new LeastLoaded<>(SERVERS, ONE_TO_FOUR::get, this::load);

        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String chosen = least.next(Balancer.NO_KEY, Balancer.ANY);
            load.merge(chosen, 1, Integer::sum);
            order.append(chosen);
        }

        assertThat(order.toString()).startsWith("abcd");
        assertThat(load).isEqualTo(Map.of("a", 3, "b", 6, "c", 9, "d", 12));
    }

    @Test
    void idleServersGetTheirSessionsInTurnWhateverTheirWeights() {
        LeastLoaded<String> least = new LeastLoaded<>(SERVERS, ONE_TO_FOUR::get, this::load);

        assertThat(next(least, 10)).isEqualTo("abcdabcdab");
    }

    @Test
    void theLeastLoadedThatIsWantedIsChosen() {
        LeastLoaded<String> least = new LeastLoaded<>(SERVERS, EQUAL, this::load);
        load.putAll(Map.of("a", 4, "b", 3, "c", 2, "d", 1));

        assertThat(least.next(Balancer.NO_KEY, server -> !server.equals("d"))).isEqualTo("c");
        assertThat(least.next(Balancer.NO_KEY, "b"::equals)).isEqualTo("b");
        assertThat(least.next(Balancer.NO_KEY, "a"::equals)).isEqualTo("a");
        assertThat(least.next(Balancer.NO_KEY, _ -> false)).isNull();
        least.weigh(_ -> 0);
        assertThat(least.next(Balancer.NO_KEY, Balancer.ANY)).isNull();
    }

    @Test
    void aSingleDrawSharesByWeight() {
        Random random = new Random(1);
        RandomDraws<String> draws = new RandomDraws<>(SERVERS, ONE_TO_FOUR::get, 1, _ -> 0, random::nextInt);

        assertThat(chiSquare(draws, ONE_TO_FOUR, KEYS)).isLessThan(RARE);
    }

    @Test
    void twoDrawsKeepTheGreatestLoadNearTheMean() {
        List<String> many = IntStream.range(0, 100).mapToObj(i -> "s" + i).toList();

        assertThat(greatestAfterTenEach(many, 1)).isGreaterThan(15);
        assertThat(greatestAfterTenEach(many, 2)).isLessThanOrEqualTo(14);
    }

    private static int greatestAfterTenEach(List<String> servers, int draws) {
        Random random = new Random(2);
        Map<String, Integer> open = new HashMap<>();
        RandomDraws<String> balancer =
                new RandomDraws<>(servers, EQUAL, draws, server -> open.getOrDefault(server, 0), random::nextInt);
        for (int i = 0; i < 10 * servers.size(); i++) {
            open.merge(balancer.next(Balancer.NO_KEY, Balancer.ANY), 1, Integer::sum);
        }
        return open.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    @Test
    void aDrawnServerThatIsNotWantedIsPassedOver() {
        RandomDraws<String> draws = new RandomDraws<>(SERVERS, EQUAL, 2, _ -> 0, _ -> 3);

        assertThat(draws.next(Balancer.NO_KEY, Balancer.ANY)).isEqualTo("d");
        assertThat(draws.next(Balancer.NO_KEY, "c"::equals)).isEqualTo("c");
        assertThat(draws.next(Balancer.NO_KEY, _ -> false)).isNull();
        draws.weigh(_ -> 0);
        assertThat(draws.next(Balancer.NO_KEY, Balancer.ANY)).isNull();
    }

    @Test
    void aMapSharesKeysExactlyByWeight() {
        KeyMap<String> map = new KeyMap<>(SERVERS, ONE_TO_FOUR::get);

        Map<String, Integer> had = new TreeMap<>();
        for (int key = 0; key < 1000; key++) {
            had.merge(map.next(key, Balancer.ANY), 1, Integer::sum);
        }

        assertThat(had).isEqualTo(Map.of("a", 100, "b", 200, "c", 300, "d", 400));
    }

    @Test
    void keysKeepTheirServersAndWhoHasNoneGoesInTurn() {
        for (Balancer<String> balancer : List.of(new KeyMap<>(SERVERS, EQUAL), ring(EQUAL, 0))) {
            String mine = balancer.next(12345, Balancer.ANY);
            assertThat(next(balancer, 8)).isEqualTo("abcdabcd");
            assertThat(balancer.next(12345, Balancer.ANY)).isEqualTo(mine);
            assertThat(balancer.next(12345, server -> !server.equals(mine)))
                    .isNotNull()
                    .isNotEqualTo(mine);
            assertThat(balancer.next(12345, _ -> false)).isNull();
            balancer.weigh(_ -> 0);
            assertThat(balancer.next(12345, Balancer.ANY)).isNull();
            assertThat(balancer.next(Balancer.NO_KEY, Balancer.ANY)).isNull();
        }
    }

    @Test
    void aRingSharesKeysByWeight() {
        for (int weight : new int[] {1, 10, 64}) {
            KeyRing<String> ring = ring(server -> weight * ONE_TO_FOUR.get(server), 0);

            Map<String, Integer> had = new TreeMap<>();
            Arrays.stream(keys()).forEach(key -> had.merge(ring.next(key, Balancer.ANY), 1, Integer::sum));

            ONE_TO_FOUR.forEach((server, share) -> assertThat(had.get(server) / (double) KEYS)
                    .as("share of %s with weights of %d", server, weight)
                    .isCloseTo(share / 10.0, within(share / 10.0 * 0.25)));
        }
    }

    @Test
    void onARingOnlyTheKeysOfAServerThatLeavesMoveAndTheyComeBackWithIt() {
        KeyRing<String> ring = ring(EQUAL, 0);
        Map<Long, String> before = owners(ring);

        ring.weigh(server -> server.equals("b") ? 0 : 1);
        Map<Long, String> without = owners(ring);
        before.forEach((key, owner) -> {
            if (!owner.equals("b")) {
                assertThat(without.get(key)).as("owner of %d", key).isEqualTo(owner);
            }
        });
        Map<String, Long> heirs = before.entrySet().stream()
                .filter(entry -> entry.getValue().equals("b"))
                .collect(Collectors.groupingBy(entry -> without.get(entry.getKey()), Collectors.counting()));
        long orphans = heirs.values().stream().mapToLong(Long::longValue).sum();
        assertThat(heirs.values()).hasSize(3).allMatch(share -> share > orphans / 5);

        ring.weigh(EQUAL);
        assertThat(owners(ring)).isEqualTo(before);
    }

    @Test
    void onARingAServerOfTwiceTheWeightOnlyTakesKeys() {
        KeyRing<String> ring = ring(EQUAL, 0);
        Map<Long, String> before = owners(ring);

        ring.weigh(server -> server.equals("c") ? 2 : 1);

        owners(ring).forEach((key, owner) -> {
            if (!owner.equals("c")) {
                assertThat(before.get(key)).isEqualTo(owner);
            }
        });
    }

    @Test
    void aRingAfterManyChangesIsTheSameAsANewOne() {
        Random random = new Random(5);
        KeyRing<String> ring = ring(ONE_TO_FOUR::get, 0);
        for (int change = 0; change < 20; change++) {
            Map<String, Integer> weights =
                    Map.of("a", random.nextInt(5), "b", random.nextInt(5), "c", random.nextInt(2), "d", 4);
            ring.weigh(weights::get);
            assertThat(owners(ring)).as("with %s", weights).isEqualTo(owners(ring(weights::get, 0)));
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMoveKeysOnARing() {
        Map<Long, String> before = owners(ring(EQUAL, 0));

        assertThat(owners(new KeyRing<>(SERVERS.reversed(), EQUAL, name -> name, 0, _ -> 0, () -> 0)))
                .isEqualTo(before);
    }

    @Test
    void withABoundNoServerHasMoreThanTheFactorOfItsShare() {
        int[] sessions = new int[1];
        KeyRing<String> ring =
                new KeyRing<>(SERVERS, ONE_TO_FOUR::get, name -> name, 125, this::load, () -> sessions[0]);

        // All the same key, so that without a bound one would get them all.
        for (sessions[0] = 1; sessions[0] <= 1000; sessions[0]++) {
            load.merge(ring.next(7, Balancer.ANY), 1, Integer::sum);
        }

        ONE_TO_FOUR.forEach((server, weight) ->
                assertThat(load(server)).as(server).isLessThanOrEqualTo((int) Math.ceil(1000 * 1.25 * weight / 10)));
        assertThat(load.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
    }

    @Test
    void aPeakCountsAtOnceAndFadesByAndBy() {
        PeakEwma latency = new PeakEwma(TimeUnit.SECONDS.toNanos(10), 0);
        latency.responded(millis(10), true, millis(1));
        assertThat(latency.cost(0, millis(1))).isCloseTo(millis(10), within(2_000.0));

        latency.responded(millis(500), true, millis(2));
        assertThat(latency.cost(0, millis(2))).isCloseTo(millis(500), within(2_000.0));
        assertThat(latency.cost(3, millis(2))).isCloseTo(4 * (double) millis(500), within(10_000.0));

        latency.responded(millis(10), true, millis(10_002));
        double mixed = millis(10) + (millis(500) - millis(10)) / Math.E;
        assertThat(latency.cost(0, millis(10_002))).isCloseTo(mixed, within(mixed / 1000));
        assertThat(latency.cost(0, millis(20_002))).isCloseTo(mixed / Math.E, within(mixed / 1000));
    }

    @Test
    void anErrorThatIsFastDoesNotMakeAServerCheap() {
        PeakEwma latency = new PeakEwma(TimeUnit.SECONDS.toNanos(10), 0);
        latency.responded(millis(100), true, 0);
        latency.responded(1, false, millis(1));
        assertThat(latency.cost(0, millis(1))).isGreaterThan(millis(99));

        latency.responded(millis(200), false, millis(1));
        assertThat(latency.cost(0, millis(1))).isGreaterThan(millis(199));
    }

    @Test
    void whoGoesOnFailingFastStaysAsDearAsBefore() {
        PeakEwma latency = new PeakEwma(TimeUnit.SECONDS.toNanos(10), 0);
        latency.responded(millis(100), true, 0);
        for (int seconds = 1; seconds <= 60; seconds++) {
            latency.responded(1, false, millis(1000L * seconds));
        }
        assertThat(latency.cost(0, millis(60_000))).isGreaterThan(millis(99));
    }

    @Test
    void whoHasDoneNothingButFailIsDear() {
        PeakEwma latency = new PeakEwma(TimeUnit.SECONDS.toNanos(10), 0);
        latency.responded(1, false, 0);
        assertThat(latency.cost(0, 0)).isGreaterThan(millis(999));
        assertThat(latency.cost(0, millis(100_000))).isLessThan(millis(1));
    }

    @Test
    void aServerOfTwiceTheTimeGetsFewerAndOneThatRecoversIsTriedAgain() {
        long[] now = {0};
        Map<String, PeakEwma> latencies = new TreeMap<>();
        SERVERS.forEach(server -> latencies.put(server, new PeakEwma(TimeUnit.SECONDS.toNanos(1), 0)));
        Random random = new Random(3);
        RandomDraws<String> draws = new RandomDraws<>(
                SERVERS, EQUAL, 2, server -> latencies.get(server).cost(0, now[0]), random::nextInt);

        Map<String, Integer> slow = run(draws, latencies, now, 100);
        for (int seconds = 0; seconds < 20; seconds += 4) {
            run(draws, latencies, now, 10);
        }
        Map<String, Integer> recovered = run(draws, latencies, now, 10);

        assertThat(slow.get("a")).isBetween(1, 300);
        assertThat(recovered.get("a")).isGreaterThan(600);
    }

    private static Map<String, Integer> run(
            Balancer<String> draws, Map<String, PeakEwma> latencies, long[] now, long millisOfA) {
        Map<String, Integer> had = new TreeMap<>(Map.of("a", 0));
        for (int i = 0; i < 4000; i++) {
            now[0] += millis(1);
            String chosen = draws.next(Balancer.NO_KEY, Balancer.ANY);
            had.merge(chosen, 1, Integer::sum);
            latencies.get(chosen).responded(chosen.equals("a") ? millis(millisOfA) : millis(10), true, now[0]);
        }
        return had;
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    private KeyRing<String> ring(ToIntFunction<String> weight, int factor) {
        return new KeyRing<>(SERVERS, weight, name -> name, factor, this::load, () -> 1);
    }

    private static long[] keys() {
        return new Random(4).longs(KEYS, 0, 1L << 32).toArray();
    }

    private static Map<Long, String> owners(Balancer<String> balancer) {
        Map<Long, String> owners = new HashMap<>();
        for (long key : keys()) {
            owners.put(key, String.valueOf(balancer.next(key, Balancer.ANY)));
        }
        return owners;
    }

    private static double chiSquare(Balancer<String> balancer, Map<String, Integer> weights, int choices) {
        Map<String, Integer> had = new TreeMap<>();
        for (int i = 0; i < choices; i++) {
            had.merge(balancer.next(Balancer.NO_KEY, Balancer.ANY), 1, Integer::sum);
        }
        double total = weights.values().stream().mapToInt(Integer::intValue).sum();
        return weights.entrySet().stream()
                .mapToDouble(entry -> {
                    double expected = choices * entry.getValue() / total;
                    double off = had.getOrDefault(entry.getKey(), 0) - expected;
                    return off * off / expected;
                })
                .sum();
    }

    private static String next(Balancer<String> balancer, int times) {
        return IntStream.range(0, times)
                .mapToObj(_ -> String.valueOf(balancer.next(Balancer.NO_KEY, Balancer.ANY)))
                .collect(Collectors.joining());
    }
}
