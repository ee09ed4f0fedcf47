package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lb.proxy.resolve.Answer.Failed;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Answer.Found;
import lb.proxy.resolve.Slots.Change;
import lb.proxy.settings.Resolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
    private static final Resolver RESOLVER = resolver(Duration.ZERO);

    @Test
    void severalAddressesOfANameGoToDifferentServers() {
        Slots slots = new Slots(RESOLVER, 3, null, 0);

        assertThat(slots.answered(found(60, "10.0.0.1", "10.0.0.2"), 0))
                .containsExactly(change(0, "10.0.0.1"), change(1, "10.0.0.2"));
    }

    @Test
    void aServerKeepsItsAddressInWhateverOrderAnswersComeIn() {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2"), 0);

        assertThat(slots.answered(found(60, "10.0.0.2", "10.0.0.1"), seconds(1)))
                .isEmpty();
    }

    @Test
    void whoLosesItsAddressTakesAnotherOneAndItsNeighbourStays() {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2"), 0);

        assertThat(slots.answered(found(60, "10.0.0.2", "10.0.0.3"), seconds(1)))
                .containsExactly(change(0, "10.0.0.3"));
    }

    @Test
    void whoLosesItsAddressAndFindsNoOtherHasNone() {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2"), 0);

        assertThat(slots.answered(found(60, "10.0.0.2"), seconds(1)))
                .containsExactly(new Change(0, null, "No IP for server"));
        assertThat(slots.answered(found(60, "10.0.0.2", "10.0.0.1"), seconds(2)))
                .containsExactly(change(0, "10.0.0.1"));
    }

    @Test
    void anObsoleteAddressIsKeptForItsHoldTime() {
        Slots slots = new Slots(resolver(Duration.ofSeconds(5)), 1, null, 0);
        slots.answered(found(60, "10.0.0.1"), 0);

        assertThat(slots.answered(found(60, "10.0.0.2"), seconds(4))).isEmpty();
        assertThat(slots.answered(found(60, "10.0.0.2"), seconds(5))).containsExactly(change(0, "10.0.0.2"));
    }

    @Test
    void theAddressOfAHostThatCannotBeAskedForIsKeptForTheHoldTimeOfThatFailure() {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2"), 0);
        Found other = new Found(found(60, "10.0.0.2").endpoints(), 60, "ns", Failure.TIMEOUT);

        assertThat(slots.answered(other, seconds(21) - 1)).isEmpty();
        assertThat(slots.answered(other, seconds(21))).containsExactly(new Change(0, null, "No IP for server"));
    }

    @Test
    void moreAddressesThanServersAreCounted() {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"), 0);

        assertThat(slots.surplus()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "NX, 20, DNS NX status",
        "TIMEOUT, 21, DNS timeout status",
        "REFUSED, 22, DNS refused status",
        "OTHER, 23, unspecified DNS error",
    })
    void whenAskingFailsAddressesAreKeptForTheHoldTimeOfThatFailure(Failure failure, int hold, String words) {
        Slots slots = new Slots(RESOLVER, 2, null, 0);
        slots.answered(found(60, "10.0.0.1", "10.0.0.2"), seconds(100));

        assertThat(slots.answered(new Failed(failure, ""), seconds(100 + hold) - 1))
                .isEmpty();
        assertThat(slots.answered(new Failed(failure, ""), seconds(100 + hold)))
                .containsExactly(new Change(0, null, words), new Change(1, null, words));
        assertThat(slots.answered(new Failed(failure, ""), seconds(200 + hold))).isEmpty();
    }

    @Test
    void aGoodAnswerBeginsTheHoldTimeAgain() {
        Slots slots = new Slots(RESOLVER, 1, null, 0);
        slots.answered(found(60, "10.0.0.1"), 0);
        slots.answered(new Failed(Failure.NX, ""), seconds(19));
        slots.answered(found(60, "10.0.0.1"), seconds(19));

        assertThat(slots.answered(new Failed(Failure.NX, ""), seconds(38))).isEmpty();
    }

    @Test
    void anInitialAddressCountsUntilTheFirstAnswer() {
        Slots slots = new Slots(RESOLVER, 2, endpoint("10.0.0.9"), 0);

        assertThat(slots.answered(found(60, "10.0.0.9"), 1))
                .as("one address, so one server has it")
                .containsExactly(new Change(1, null, "No IP for server"));
    }

    @Test
    void anotherWeightIsAChange() {
        Slots slots = new Slots(RESOLVER, 1, null, 0);
        Endpoint light = new Endpoint(address("10.0.0.1"), 1);
        Endpoint heavy = new Endpoint(address("10.0.0.1"), 9);
        slots.answered(new Found(List.of(light), 5, "ns"), 0);

        assertThat(slots.answered(new Found(List.of(heavy), 5, "ns"), 1)).containsExactly(new Change(0, heavy, "ns"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "4, 4", "10, 10", "11, 10", "2147483647, 10"})
    void anAnswerIsAskedForAgainAfterItsTtlWithinTheLimits(long ttl, int seconds) {
        assertThat(new Slots(RESOLVER, 1, null, 0).pauseNanos(found(ttl, "10.0.0.1")))
                .isEqualTo(seconds(seconds));
    }

    @Test
    void noTwoServersEverHaveTheSameAddressAndNoneIsLeftUnused() {
        Random random = new Random(5);
        for (int run = 0; run < 200; run++) {
            int count = 1 + random.nextInt(6);
            Slots slots = new Slots(RESOLVER, count, null, 0);
            Endpoint[] held = new Endpoint[count];
            for (int step = 0; step < 50; step++) {
                String[] addresses = random.ints(1 + random.nextInt(8), 1, 10)
                        .distinct()
                        .mapToObj(last -> "10.0.0." + last)
                        .toArray(String[]::new);
                for (Change change : slots.answered(found(1, addresses), step)) {
                    held[change.slot()] = change.to();
                }
                List<Endpoint> used =
                        Arrays.stream(held).filter(one -> one != null).toList();
                assertThat(used).doesNotHaveDuplicates().hasSize(Math.min(count, addresses.length));
                assertThat(used)
                        .isSubsetOf(Arrays.stream(addresses)
                                .map(SlotsTest::endpoint)
                                .toList());
            }
        }
    }

    static Resolver resolver(Duration obsolete) {
        return new Resolver(
                "dns",
                List.of(address("10.0.0.53")),
                3,
                new Resolver.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new Resolver.Hold(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(21),
                        Duration.ofSeconds(22),
                        Duration.ofSeconds(23),
                        obsolete),
                1232);
    }

    private static Change change(int slot, String address) {
        return new Change(slot, endpoint(address), "ns");
    }

    private static Found found(long ttl, String... addresses) {
        return new Found(Arrays.stream(addresses).map(SlotsTest::endpoint).toList(), ttl, "ns");
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint(address(address), Endpoint.NO_WEIGHT);
    }

    private static InetSocketAddress address(String address) {
        return new InetSocketAddress(address, 80);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
