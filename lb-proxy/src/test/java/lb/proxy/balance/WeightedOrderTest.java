package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedOrderTest {
    @ParameterizedTest
    @CsvSource({
        "1,                 a",
        "7,                 a",
        "1 1,               ab",
        "256 256 256,       abc",
        "2 1,               aab",
        "1 2,               bba",
        "3 1,               aaab",
        "2 1 1,             abac",
        "5 1 1,             aaabaac",
        "5 1 1 3,           adabadadac",
        "10 5 5,            abac",
        "0 4 0 4,           bd",
        "0,                 ''",
        "0 0,               ''",
    })
    void weightsGiveThisOrder(String weights, String order) {
        int[] numbers =
                Arrays.stream(weights.split(" ")).mapToInt(Integer::parseInt).toArray();

        assertThat(letters(WeightedOrder.of(numbers))).isEqualTo(order);
    }

    @Test
    void noMembersMakeAnEmptyOrder() {
        assertThat(WeightedOrder.of(new int[0])).isEmpty();
    }

    /** The orders were taken from HAProxy 2.6 itself; {@code BalanceAgainstHaproxyTest} asks it again. */
    @ParameterizedTest
    @CsvSource({
        "3 2 1, abacab, aababc",
        "7 3 2 1, aabacabadacba, aababacabacad",
        "1 2 3, cbcacb, acbcbc",
        "2 2 1, ababc, ababc",
        "9 1, aaaaaaaaab, aaaaaaaaab",
        "13 5 2, aabaacabaabaaabacaab, aabaabaabcaaaabaabac",
        "6 4 3 2 1, abacdbaeacbadbac, ababcacdababcade",
        "2 3 5 7 11, edecbedecdeaedbcedecedbedeca, abedcecdebedeacdeebdecedcede",
    })
    void theOrdersAreHaproxys(String weights, String roundRobin, String fixed) {
        int[] numbers =
                Arrays.stream(weights.split(" ")).mapToInt(Integer::parseInt).toArray();

        assertThat(letters(WeightedOrder.of(numbers))).isEqualTo(roundRobin);
        assertThat(letters(StaticOrder.of(numbers))).isEqualTo(fixed);
    }

    @Test
    void noMemberIsEverMoreThanTwoTurnsAheadOfItsShareOrBehindIt() {
        Random random = new Random(6);
        for (int round = 0; round < 100; round++) {
            int[] weights = random.ints(2 + random.nextInt(8), 1, 257).toArray();
            int[] order = WeightedOrder.of(weights);
            double sum = Arrays.stream(weights).sum();
            long[] had = new long[weights.length];
            for (int turn = 0; turn < order.length; turn++) {
                had[order[turn]]++;
                for (int member = 0; member < weights.length; member++) {
                    double share = (turn + 1) * weights[member] / sum;
                    assertThat(had[member] - share)
                            .as("member %d of %s after turn %d", member, Arrays.toString(weights), turn)
                            .isBetween(-2.0, 2.0);
                }
            }
        }
    }

    @Test
    void theOrderOfAThousandServersIsMadeInNoTime() {
        int[] weights = new int[1000];
        Arrays.fill(weights, 16);
        weights[0] = 1;

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> WeightedOrder.of(weights));
    }

    @Test
    void aThousandServersOfAllWeightsHaveEachItsWeightOfTurns() {
        int[] weights = new Random(7).ints(1000, 0, 257).toArray();
        weights[0] = 1; // nothing in common
        int[] had = new int[1000];

        for (int member : WeightedOrder.of(weights)) {
            had[member]++;
        }

        assertThat(had).isEqualTo(weights);
    }

    private static String letters(int[] order) {
        return Arrays.stream(order)
                .mapToObj(member -> String.valueOf((char) ('a' + member)))
                .collect(Collectors.joining());
    }
}
