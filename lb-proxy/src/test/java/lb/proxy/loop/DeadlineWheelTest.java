package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineWheelTest {
    private static final long TICK = 10;
    private static final int SLOTS = 8;

    private final List<String> passed = new ArrayList<>();

    @ParameterizedTest(name = "armed at {0} for {1}: passes at {2}")
    @CsvSource({
        // in the first tick
        "1000, 0, 1010",
        "1000, 1, 1010",
        "1000, 10, 1010",
        "1000, 11, 1020",
        // between two ticks
        "1005, 5, 1010",
        "1005, 6, 1020",
        "1009, 1, 1010",
        // the last slot of a turn, the turn, and beyond
        "1000, 70, 1070",
        "1000, 80, 1080",
        "1000, 81, 1090",
        "1000, 160, 1160",
        "1003, 12345, 13350"
    })
    void aDeadlinePassesAtTheFirstTickThatIsNotEarly(long armedAt, long delay, long expected) {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 1000);
        wheel.arm(deadline("a"), armedAt, delay);
        long now = armedAt;
        while (passed.isEmpty()) {
            now++;
            wheel.advance(now);
            assertThat(now).isLessThanOrEqualTo(expected);
        }
        assertThat(now).isEqualTo(expected);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void theNextTickIsThatOfTheFirstDeadlineOrTheLastLookedFor() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 1000);
        assertThat(wheel.nextTick(3)).isEqualTo(3);
        wheel.arm(deadline("a"), 1000, 45);
        assertThat(wheel.nextTick(3)).isEqualTo(3);
        assertThat(wheel.nextTick(7)).isEqualTo(5);
        assertThat(wheel.nanosUntil(5, 1000)).isEqualTo(50);
        assertThat(wheel.nanosUntil(5, 1060)).isEqualTo(-10);
        wheel.advance(1030);
        assertThat(wheel.nextTick(7)).isEqualTo(5);
        wheel.advance(1050);
        assertThat(passed).containsExactly("a");
        assertThat(wheel.nextTick(7)).isEqualTo(12);
    }

    @Test
    void whatAThrowHasLeftIsDueAtOnce() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 1000);
        for (int i = 0; i < 2; i++) {
            wheel.arm(
                    new Deadline(() -> {
                        throw new IllegalStateException("a fault");
                    }),
                    1000,
                    20);
        }
        assertThatThrownBy(() -> wheel.advance(1040)).hasMessage("a fault");
        assertThat(wheel.nanosUntil(wheel.nextTick(7), 1040)).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000, Long.MIN_VALUE, Long.MAX_VALUE - 300})
    void theClockMayHaveAnyOriginAndMayWrap(long origin) {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, origin);
        wheel.arm(deadline("a"), origin + 1, 500);
        wheel.advance(origin + 500);
        assertThat(passed).isEmpty();
        wheel.advance(origin + 510);
        assertThat(passed).containsExactly("a");
    }

    @Test
    void aDeadlineThatIsMovedLaterPassesOnlyThen() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline deadline = deadline("a");
        for (long now = 0; now < 1000; now += 7) {
            wheel.advance(now);
            wheel.arm(deadline, now, 50);
        }
        assertThat(passed).isEmpty();
        wheel.advance(994 + 50 - 1);
        assertThat(passed).isEmpty();
        wheel.advance(1050);
        assertThat(passed).containsExactly("a");
    }

    @Test
    void aSuspendedDeadlineDoesNotPassUntilItIsArmedAgain() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline deadline = deadline("a");
        wheel.arm(deadline, 0, 50);
        wheel.suspend(deadline);
        assertThat(deadline.isArmed()).isFalse();
        for (long now = 0; now < 1000; now += 7) {
            wheel.advance(now);
        }
        assertThat(passed).isEmpty();
        wheel.arm(deadline, 1000, 30);
        wheel.advance(1029);
        assertThat(passed).isEmpty();
        wheel.advance(1030);
        assertThat(passed).containsExactly("a");
    }

    @Test
    void aSuspendedDeadlineLeavesTheWheelWhenItIsDisarmed() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline deadline = deadline("a");
        wheel.suspend(deadline);
        assertThat(wheel.isEmpty()).isTrue();
        wheel.arm(deadline, 0, 50);
        wheel.suspend(deadline);
        wheel.disarm(deadline);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aDeadlineThatIsMovedEarlierPassesThen() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline deadline = deadline("a");
        wheel.arm(deadline, 0, 1000);
        wheel.arm(deadline, 0, 20);
        assertThat(wheel.size()).isEqualTo(1);
        wheel.advance(20);
        assertThat(passed).containsExactly("a");
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void whatIsTakenOffNeverPasses() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline[] three = {deadline("a"), deadline("b"), deadline("c")};
        for (Deadline deadline : three) {
            wheel.arm(deadline, 0, 20);
        }
        wheel.disarm(three[1]);
        wheel.disarm(three[1]);
        assertThat(three[1].isArmed()).isFalse();
        wheel.advance(1000);
        assertThat(passed).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void onePassedDeadlineMayTakeOffAnotherOfTheSameTick() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline[] pair = new Deadline[2];
        pair[0] = new Deadline(() -> {
            passed.add("0");
            wheel.disarm(pair[1]);
        });
        pair[1] = new Deadline(() -> {
            passed.add("1");
            wheel.disarm(pair[0]);
        });
        wheel.arm(pair[0], 0, 20);
        wheel.arm(pair[1], 0, 20);
        wheel.advance(100);
        assertThat(passed).hasSize(1);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aDeadlineMayArmItselfAgainWhenItPasses() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline[] self = new Deadline[1];
        self[0] = new Deadline(() -> {
            passed.add("again");
            wheel.arm(self[0], passed.size() * 30L, 30);
        });
        wheel.arm(self[0], 0, 30);
        for (long now = 0; now <= 120; now++) {
            wheel.advance(now);
        }
        assertThat(passed).hasSize(4);
    }

    @Test
    void armingForNowWhileItPassesWaitsForTheNextTick() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline[] self = new Deadline[1];
        self[0] = new Deadline(() -> {
            passed.add("now");
            wheel.arm(self[0], 20, 0);
        });
        wheel.arm(self[0], 0, 20);
        wheel.advance(20);
        assertThat(passed).hasSize(1);
        wheel.advance(30);
        assertThat(passed).hasSize(2);
    }

    @Test
    void afterALongPauseAllThatIsDuePassesAtOnceAndNothingElse() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        for (int i = 0; i < 100; i++) {
            wheel.arm(deadline("due"), 0, i * 100);
            wheel.arm(deadline("later"), 0, 1_000_001 + i * 100);
        }
        wheel.advance(1_000_000);
        assertThat(passed).hasSize(100).containsOnly("due");
        assertThat(wheel.size()).isEqualTo(100);
        wheel.advance(1_000_001 + 100 * 100 + TICK);
        assertThat(passed).hasSize(200);
    }

    @Test
    void anEmptyWheelThatNobodyAdvancedIsReadyAgain() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        wheel.arm(deadline("a"), 1_000_003, 20);
        wheel.advance(1_000_020);
        assertThat(passed).isEmpty();
        wheel.advance(1_000_030);
        assertThat(passed).containsExactly("a");
    }

    @Test
    void aDelayWithoutEndNeverPasses() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        wheel.arm(deadline("a"), 1000, Long.MAX_VALUE);
        wheel.advance(Long.MAX_VALUE / 2);
        assertThat(passed).isEmpty();
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void aThrowLeavesTheRestToTheNextAdvance() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        wheel.arm(deadline("a"), 0, 20);
        wheel.arm(
                new Deadline(() -> {
                    throw new IllegalStateException("thrown");
                }),
                0,
                20);
        wheel.arm(deadline("b"), 0, 20);
        assertThatThrownBy(() -> wheel.advance(40)).hasMessage("thrown");
        wheel.advance(40);
        assertThat(passed).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void oneDeadlinePassesWithAnotherUpToATickLater() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        Deadline[] three = {deadline("a"), deadline("b"), deadline("c")};
        wheel.arm(three[0], 0, 20);
        wheel.arm(three[1], 0, 30);
        wheel.arm(three[2], 0, 40);
        assertThat(three[1].passesWith(three[0])).isTrue();
        assertThat(three[2].passesWith(three[0])).isFalse();
        wheel.disarm(three[1]);
        assertThat(three[1].passesWith(three[0])).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "10, 0", "10, 1", "10, 6"})
    void badMeasuresAreRefused(long tick, int slots) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DeadlineWheel(tick, slots, 0));
    }

    /** Ten thousand random steps against a list that is searched from end to end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itAgreesWithAListOfTimes(long seed) {
        Random random = new Random(seed);
        DeadlineWheel wheel = new DeadlineWheel(TICK, SLOTS, 0);
        long[] due = new long[20];
        boolean[] armed = new boolean[due.length];
        List<Integer> called = new ArrayList<>();
        Deadline[] deadlines = new Deadline[due.length];
        for (int i = 0; i < due.length; i++) {
            int index = i;
            deadlines[i] = new Deadline(() -> called.add(index));
        }
        long now = 0;
        for (int step = 0; step < 10_000; step++) {
            int i = random.nextInt(due.length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    wheel.disarm(deadlines[i]);
                    armed[i] = false;
                }
                case 1, 2 -> {
                    long delay = random.nextInt(random.nextBoolean() ? 60 : 600);
                    wheel.arm(deadlines[i], now, delay);
                    due[i] = now + delay;
                    armed[i] = true;
                }
                default -> {
                    now += random.nextInt(random.nextInt(50) == 0 ? 2000 : 30);
                    called.clear();
                    wheel.advance(now);
                    for (int j = 0; j < due.length; j++) {
                        if (called.contains(j)) {
                            assertThat(armed[j] && due[j] <= now)
                                    .as("never early")
                                    .isTrue();
                            armed[j] = false;
                        } else if (armed[j]) {
                            assertThat(due[j]).as("at most two ticks late").isGreaterThan(now - 2 * TICK);
                        }
                    }
                }
            }
        }
    }

    private Deadline deadline(String name) {
        return new Deadline(() -> passed.add(name));
    }
}
