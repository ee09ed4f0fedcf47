package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.ha.NodeHealth.Verdict;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {
    private final Map<String, List<String>> serves = Map.of("web", List.of("shop", "blog"));

    @Test
    void aVirtualRouterIsUsableWhileEveryFrontendThatItServesIs() {
        assertThat(new ServiceHealth(serves, name -> true, () -> "").verdict("web"))
                .isEqualTo(Verdict.USABLE);
    }

    @Test
    void oneUnusableFrontendIsNamed() {
        var verdict = new ServiceHealth(serves, Set.of("shop")::contains, () -> "").verdict("web");
        assertThat(verdict.usable()).isFalse();
        assertThat(verdict.reason()).isEqualTo("frontend blog has no usable server");
    }

    @Test
    void aVirtualRouterThatServesNothingIsAlwaysUsable() {
        assertThat(new ServiceHealth(serves, name -> false, () -> "").verdict("other"))
                .isEqualTo(Verdict.USABLE);
    }

    @Test
    void nothingIsUsableInAProcessThatStandsStill() {
        var verdict = new ServiceHealth(serves, name -> true, () -> "event loop 0 does not turn").verdict("web");
        assertThat(verdict).isEqualTo(new Verdict(false, "event loop 0 does not turn", true));
    }
}
