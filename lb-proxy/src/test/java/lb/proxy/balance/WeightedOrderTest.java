package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

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
        "2 1,               aba",
        "1 2,               bab",
        "3 1,               abaa",
        "2 1 1,             abac",
        "5 1 1,             abaacaa",
        "5 1 1 3,           adabadacad",
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

    @Test
    void theOrderIsThatOfThePlainModel() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            int[] weights = random.ints(1 + random.nextInt(9), 0, 1 + random.nextInt(40))
                    .toArray();

            assertThat(WeightedOrder.of(weights))
                    .as("weights %s", Arrays.toString(weights))
                    .isEqualTo(model(weights));
        }
    }

    @Test
    void noMemberIsEverAWholeTurnAheadOfItsShareOrBehindIt() {
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
                            .isBetween(-1.0, 1.0);
                }
            }
        }
    }

    /** So any of them may be left out: what two members had of their shares depends on no third. */
    @Test
    void anyTwoMembersKeepUpWithEachOther() {
        Random random = new Random(8);
        for (int round = 0; round < 100; round++) {
            int[] weights = random.ints(2 + random.nextInt(6), 1, 257).toArray();
            long[] had = new long[weights.length];
            for (int member : WeightedOrder.of(weights)) {
                had[member]++;
                for (int other = 0; other < weights.length; other++) {
                    assertThat(Math.abs(had[member] * weights[other] - had[other] * weights[member]))
                            .as("members %d and %d of %s", member, other, Arrays.toString(weights))
                            .isLessThanOrEqualTo(2L * Math.max(weights[member], weights[other]));
                }
            }
        }
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

    /** Turn by turn, with fractions written out and every member looked at. */
    private static int[] model(int[] weights) {
        int common = Arrays.stream(weights).reduce(0, WeightedOrderTest::greatestCommonDivisor);
        int length = common == 0 ? 0 : Arrays.stream(weights).sum() / common;
        int[] had = new int[weights.length];
        int[] order = new int[length];
        for (int turn = 0; turn < length; turn++) {
            int best = -1;
            for (int member = 0; member < weights.length; member++) {
                long weight = weights[member] / common;
                boolean mayHaveIt = weight > 0 && (long) had[member] * length <= turn * weight;
                if (mayHaveIt
                        && (best < 0 || (had[member] + 1) * (weights[best] / common) < (had[best] + 1) * weight)) {
                    best = member;
                }
            }
            order[turn] = best;
            had[best]++;
        }
        return order;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return java.math.BigInteger.valueOf(a)
                .gcd(java.math.BigInteger.valueOf(b))
                .intValue();
    }

    private static String letters(int[] order) {
        return Arrays.stream(order)
                .mapToObj(member -> String.valueOf((char) ('a' + member)))
                .collect(Collectors.joining());
    }
}
