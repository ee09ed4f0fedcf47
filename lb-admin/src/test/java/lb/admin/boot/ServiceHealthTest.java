package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import lb.admin.config.Serving;
import lb.ha.NodeHealth.Verdict;
import lb.proxy.health.Strength;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {
    private static final Strength WHOLE = new Strength(2, 2, 200, 200);
    private static final Strength HALF = new Strength(1, 2, 100, 200);

    private final Map<String, Serving> serves =
            Map.of("web", new Serving(List.of("shop", "blog"), Map.of("pages", 40)));

    @Test
    void aVirtualRouterIsUsableWhileEveryFrontendThatItServesIs() {
        assertThat(verdict("web", name -> true, WHOLE)).isEqualTo(Verdict.USABLE);
    }

    @Test
    void oneUnusableFrontendIsNamed() {
        Verdict verdict = verdict("web", Set.of("shop")::contains, WHOLE);
        assertThat(verdict).isEqualTo(new Verdict(false, "frontend blog has no usable server"));
    }

    @Test
    void allUnusableFrontendsAreNamedUpToFive() {
        assertThat(verdict("web", name -> false, WHOLE))
                .isEqualTo(new Verdict(false, "frontends shop, blog have no usable server"));
        var many = Map.of("web", new Serving(List.of("a", "b", "c", "d", "e", "f", "g"), Map.of()));
        assertThat(new ServiceHealth(many, name -> false, name -> WHOLE, () -> "").verdict("web"))
                .isEqualTo(new Verdict(false, "frontends a, b, c, d, e and 2 more have no usable server"));
    }

    @Test
    void aVirtualRouterThatServesNothingIsAlwaysUsable() {
        assertThat(verdict("other", name -> false, HALF)).isEqualTo(Verdict.USABLE);
    }

    @Test
    void nothingIsUsableInAProcessThatStandsStill() {
        var verdict = new ServiceHealth(serves, name -> true, name -> WHOLE, () -> "event loop 0 does not turn")
                .verdict("web");
        assertThat(verdict).isEqualTo(new Verdict(false, "event loop 0 does not turn", true));
    }

    @Test
    void aBackendThatCountsOneByOneLowersThePriorityInProportion() {
        assertThat(verdict("web", name -> true, HALF))
                .isEqualTo(new Verdict(true, "backend pages has 1 of 2 servers usable", false, 0, 20));
    }

    @Test
    void whatIsMissingInABackendComesOnTopOfAFrontendThatIsUnusable() {
        assertThat(verdict("web", name -> false, new Strength(0, 2, 0, 200)))
                .isEqualTo(new Verdict(
                        false,
                        "frontends shop, blog have no usable server; backend pages has 0 of 2 servers usable",
                        false,
                        0,
                        40));
    }

    private Verdict verdict(String virtualRouter, Predicate<String> usable, Strength strength) {
        return new ServiceHealth(serves, usable, name -> strength, () -> "").verdict(virtualRouter);
    }
}
