package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReachedLimitTest {
    @Test
    void everyTimeIsCounted() {
        ReachedLimit limit = new ReachedLimit(Limit.FRONTEND_CONNECTIONS, "www", "10");
        for (int i = 0; i < 3; i++) {
            limit.reached();
        }
        assertThat(limit.times()).isEqualTo(3);
    }

    @Test
    void theLineNamesLimitValueConsequenceAndKey() {
        assertThat(Limit.FRONTEND_CONNECTIONS.sentence("www", "2000"))
                .isEqualTo(
                        "frontend \"www\": the limit max-connections = 2000 is reached: further connections wait until"
                                + " others end; to change it: frontends.www.max-connections");
        assertThat(Limit.PROCESS_CONNECTIONS.sentence("", "2000"))
                .isEqualTo("the limit max-connections = 2000 is reached: further connections wait until others end;"
                        + " to change it: max-connections");
    }

    @ParameterizedTest
    @EnumSource
    void everyLimitHasALineWithItsValue(Limit limit) {
        assertThat(limit.sentence("px", "4711")).contains("4711").doesNotContain("  ");
    }
}
