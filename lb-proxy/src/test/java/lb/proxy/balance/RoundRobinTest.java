package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundRobinTest {
    @Test
    void thereIsNoNextAmongNobody() {
        RoundRobin<String> turns = equal("");

        assertThat(turns.next()).isNull();
        assertThat(turns.nextExcept("a")).isNull();
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
        turns.use(usable::contains);
        next(turns, chosen);

        turns.use(then::contains);

        assertThat(next(turns, 6)).isEqualTo(goesOn);
    }

    @Test
    void aWeightedOrderGoesOnWhereItWas() {
        RoundRobin<String> turns = weighted(Map.of("a", 4, "b", 2, "c", 1, "d", 1));
        assertThat(next(turns, 8)).isEqualTo("abacabad");
        assertThat(next(turns, 4)).isEqualTo("abac");

        turns.use("acd"::contains);
        assertThat(next(turns, 2)).isEqualTo("aa");

        turns.use("abcd"::contains);
        assertThat(next(turns, 5)).isEqualTo("dabac");
    }

    @Test
    void afterAStandInTheOrderGoesOnWhereItWas() {
        RoundRobin<String> turns = equal("abc");
        next(turns, 1);
        turns.use("a"::equals);
        turns.use(_ -> false);
        turns.useOnly("x");
        assertThat(next(turns, 5)).isEqualTo("xxxxx");
        turns.useOnly("y");
        assertThat(next(turns, 2)).isEqualTo("yy");
        assertThat(turns.nextExcept("y")).isNull();

        turns.use("bc"::contains);

        assertThat(next(turns, 4)).isEqualTo("bcbc");
    }

    @Test
    void anotherThanTheFailedOneIsTheNextInTurn() {
        RoundRobin<String> turns = equal("abc");

        assertThat(turns.nextExcept("a")).isEqualTo("b");
        assertThat(turns.nextExcept("a")).isEqualTo("b");
        assertThat(turns.nextExcept("a")).isEqualTo("c");
        assertThat(turns.nextExcept("x")).isEqualTo("a");
    }

    @Test
    void thereIsNoOtherThanTheOnlyOne() {
        RoundRobin<String> turns = weighted(Map.of("a", 256, "b", 0));

        assertThat(turns.nextExcept("a")).isNull();
        assertThat(turns.nextExcept("b")).isEqualTo("a");
    }

    @Test
    void twoThreadsTogetherKeepTheSharesExactly() throws InterruptedException {
        RoundRobin<String> turns = weighted(Map.of("a", 3, "b", 2, "c", 1));

        Map<String, Long> chosen = chooseFromTwoThreads(turns, 60_000);

        assertThat(chosen).isEqualTo(Map.of("a", 60_000L, "b", 40_000L, "c", 20_000L));
    }

    @Test
    void whileAnUnusedMemberComesAndGoesTwoThreadsKeepTheSharesOfTheOthers() throws InterruptedException {
        RoundRobin<String> turns = weighted(Map.of("a", 3, "b", 2, "c", 1, "d", 0));
        Thread changing = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++) {
                turns.use(i % 2 == 0 ? "abc"::contains : "abcd"::contains);
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
                        chosen.merge(String.valueOf(turns.next()), 1L, Long::sum);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return chosen;
    }

    private static RoundRobin<String> equal(String members) {
        return new RoundRobin<>(members.chars().mapToObj(Character::toString).toList(), member -> 1);
    }

    private static RoundRobin<String> weighted(Map<String, Integer> weights) {
        return new RoundRobin<>(weights.keySet().stream().sorted().toList(), weights::get);
    }

    private static String next(RoundRobin<String> turns, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> turns.next())
                .map(member -> member == null ? "-" : member)
                .collect(Collectors.joining());
    }
}
