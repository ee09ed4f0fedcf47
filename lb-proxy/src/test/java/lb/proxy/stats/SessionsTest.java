package lb.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final Sessions sessions = new Sessions();

    @Test
    void theGreatestNumberStaysWhenSessionsEnd() {
        sessions.began();
        sessions.began();
        sessions.ended();
        sessions.ended();
        sessions.began();

        assertThat(sessions.current()).isEqualTo(1);
        assertThat(sessions.greatest()).isEqualTo(2);
    }

    @Test
    void whoForgetsTheMostHasWhatIsOpenNow() {
        sessions.began();
        sessions.began();
        sessions.ended();
        sessions.forgetGreatest();

        assertThat(sessions.current()).isEqualTo(1);
        assertThat(sessions.greatest()).isEqualTo(1);
    }

    @Test
    void twoThreadsTogetherLoseNothing() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 50_000; n++) {
                    sessions.began();
                    sessions.began();
                    sessions.ended();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(sessions.current()).isEqualTo(100_000);
        assertThat(sessions.greatest()).isBetween(100_000, 100_001);
    }
}
