package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import lb.proxy.settings.RetryBudget;
import org.junit.jupiter.api.Test;

class RetriesTest {
    @Test
    void retriesAreAPartOfTheOpenSessions() {
        Retries retries = new Retries(new RetryBudget(20, 0));
        assertThat(retries.begin(4)).isFalse();
        assertThat(retries.begin(10)).isTrue();
        assertThat(retries.begin(10)).isTrue();
        assertThat(retries.begin(10)).isFalse();
        retries.ended();
        assertThat(retries.begin(10)).isTrue();
        assertThat(retries.begin(15)).isTrue();
    }

    @Test
    void someAreAlwaysAllowed() {
        Retries retries = new Retries(new RetryBudget(0, 2));
        assertThat(retries.begin(1)).isTrue();
        assertThat(retries.begin(1000)).isTrue();
        assertThat(retries.begin(1000)).isFalse();
    }

    @Test
    void withoutABudgetEachSessionMayRetry() {
        Retries retries = new Retries(RetryBudget.UNLIMITED);
        for (int session = 1; session <= 100; session++) {
            assertThat(retries.begin(session)).isTrue();
        }
    }
}
