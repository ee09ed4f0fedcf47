package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundRobinTest {
    @Test
    void thereIsNoNextAmongNobody() {
        RoundRobin<String> turns = equal("");

        assertThat(turns.next(Balancer.ANY)).isNull();
        assertThat(other(turns, "a")).isNull();
    }

    @Test
    void twoEqualMembersAlternate() {
        assertThat(next(equal("ab"), 8)).isEqualTo("abababab");
    }

    @ParameterizedTest
    @CsvSource({
        // usable, chosen, then usable, goes on with
        "abcd, 1, acd,  cdacda",
        "abcd, 2, abd,  dabdab",
        "abcd, 3, ab,   ababab",
        "abcd, 4, abcd, abcdab",
        "acd,  1, abcd, cdabcd",
        "acd,  3, abcd, abcdab",
        "ab,   1, a,    aaaaaa",
        "a,    3, ab,   ababab",
        "ab,   1, cd,   cdcdcd",
        "abcd, 6, '',   ------",
    })
    void whoeverWasNextIsStillNextWhenOthersComeAndGo(String usable, int chosen, String then, String goesOn) {
        RoundRobin<String> turns = equal("abcd");
        use(turns, usable::contains);
        next(turns, chosen);

        use(turns, then::contains);

        assertThat(next(turns, 6)).isEqualTo(goesOn);
    }

    @Test
    void aWeightedOrderGoesOnWhereItWas() {
        Map<String, Integer> weights = Map.of("a", 4, "b", 2, "c", 1, "d", 1);
        RoundRobin<String> turns = weighted(weights);
        assertThat(next(turns, 8)).isEqualTo("abacabad");
        assertThat(next(turns, 4)).isEqualTo("abac");

        turns.weigh(member -> member.equals("b") ? 0 : weights.get(member));
        assertThat(next(turns, 2)).isEqualTo("aa");

        turns.weigh(weights::get);
        assertThat(next(turns, 5)).isEqualTo("dabac");
    }

    @Test
    void afterAStandInTheOrderGoesOnWhereItWas() {
        RoundRobin<String> turns = equal("abc");
        next(turns, 1);
        use(turns, "a"::equals);
        use(turns, _ -> false);
        use(turns, "c"::equals);
        assertThat(next(turns, 5)).isEqualTo("ccccc");
        assertThat(other(turns, "c")).isNull();

        use(turns, "bc"::contains);

        assertThat(next(turns, 4)).isEqualTo("cbcb");
    }

    @Test
    void anotherWeightMakesTheOrderAnew() {
        RoundRobin<String> turns = equal("abc");
        assertThat(next(turns, 6)).isEqualTo("abcabc");

        turns.weigh(member -> member.equals("a") ? 2 : 1);
        assertThat(next(turns, 8)).isEqualTo("abacabac");

        turns.weigh(_ -> 256);
        assertThat(next(turns, 6)).isEqualTo("abcabc");
    }

    @Test
    void theFixedOrderGoesOnToo() {
        RoundRobin<String> turns =
                RoundRobin.fixed(List.of("a", "b", "c"), member -> member.equals("a") ? 3 : member.equals("b") ? 2 : 1);

        assertThat(next(turns, 12)).isEqualTo("aababcaababc");
    }

    @Test
    void anotherThanTheFailedOneIsTheNextInTurn() {
        RoundRobin<String> turns = equal("abc");

        assertThat(other(turns, "a")).isEqualTo("b");
        assertThat(other(turns, "a")).isEqualTo("b");
        assertThat(other(turns, "a")).isEqualTo("c");
        assertThat(other(turns, "x")).isEqualTo("a");
    }

    @Test
    void thereIsNoOtherThanTheOnlyOne() {
        RoundRobin<String> turns = weighted(Map.of("a", 256, "b", 0));

        assertThat(other(turns, "a")).isNull();
        assertThat(other(turns, "b")).isEqualTo("a");
    }

    @Test
    void twoThreadsTogetherKeepTheSharesExactly() throws InterruptedException {
        RoundRobin<String> turns = weighted(Map.of("a", 3, "b", 2, "c", 1));

        Map<String, Long> chosen = chooseFromTwoThreads(turns, 60_000);

        assertThat(chosen).isEqualTo(Map.of("a", 60_000L, "b", 40_000L, "c", 20_000L));
    }

    @Test
    void whileAnUnusedMemberComesAndGoesTwoThreadsKeepTheSharesOfTheOthers() throws InterruptedException {
        Map<String, Integer> weights = Map.of("a", 3, "b", 2, "c", 1, "d", 0);
        RoundRobin<String> turns = weighted(weights);
        Thread changing = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++) {
                boolean with = i % 2 == 0;
                turns.weigh(member -> member.equals("d") ? (with ? 0 : -1) : weights.get(member));
            }
        });

        Map<String, Long> chosen = chooseFromTwoThreads(turns, 60_000);

        changing.join();
        assertThat(chosen).isEqualTo(Map.of("a", 60_000L, "b", 40_000L, "c", 20_000L));
    }

    private static Map<String, Long> chooseFromTwoThreads(RoundRobin<String> turns, int each)
            throws InterruptedException {
        Map<String, Long> chosen = new ConcurrentHashMap<>();
        CountDownLatch together = new CountDownLatch(2);
        List<Thread> threads = IntStream.range(0, 2)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    together.countDown();
                    for (int i = 0; i < each; i++) {
                        chosen.merge(String.valueOf(turns.next(Balancer.ANY)), 1L, Long::sum);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return chosen;
    }

    private static void use(RoundRobin<String> turns, Predicate<String> usable) {
        turns.weigh(member -> usable.test(member) ? 1 : 0);
    }

    private static @Nullable String other(RoundRobin<String> turns, String avoided) {
        return turns.next(member -> !member.equals(avoided));
    }

    private static RoundRobin<String> equal(String members) {
        return RoundRobin.smooth(members.chars().mapToObj(Character::toString).toList(), member -> 1);
    }

    private static RoundRobin<String> weighted(Map<String, Integer> weights) {
        return RoundRobin.smooth(weights.keySet().stream().sorted().toList(), weights::get);
    }

    private static String next(RoundRobin<String> turns, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> turns.next(Balancer.ANY))
                .map(member -> member == null ? "-" : member)
                .collect(Collectors.joining());
    }
}
