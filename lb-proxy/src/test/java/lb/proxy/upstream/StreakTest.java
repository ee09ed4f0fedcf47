package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreakTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void eachTimeTheLimitIsFullTheNextRowBegins(int limit) {
        Streak streak = new Streak(limit);
        for (int error = 1; error <= 3 * limit; error++) {
            assertThat(streak.grow()).as("error %d", error).isEqualTo(error % limit == 0);
        }
    }

    @Test
    void aSuccessAtTheSameMomentDoesNotPutTheLimitOff() throws Exception {
        for (int round = 0; round < 200; round++) {
            Streak streak = new Streak(2);
            Thread successes = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    streak.end();
                }
            });
            for (int i = 0; i < 500; i++) {
                streak.grow();
            }
            successes.join();
            boolean next = streak.grow();
            boolean second = streak.grow();
            assertThat(next || second).as("round %d", round).isTrue();
        }
    }
}
