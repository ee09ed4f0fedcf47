package lb.admin.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Sample;
import org.junit.jupiter.api.Test;

class ConditionTextTest {
    private static final Condition NEVER = new Condition.Constant(false);
    private static final Condition HAS_METHOD = new Condition.Present(new Sample.Method());

    @Test
    void whatIsNeverSoTurnedAroundIsAlwaysSo() {
        assertThat(ConditionText.of(new Condition.Not(NEVER))).isEqualTo("always");
        assertThat(ConditionText.of(new Condition.Not(new Condition.Not(NEVER))))
                .isEqualTo("never");
        assertThat(ConditionText.isAlways(new Condition.Not(NEVER))).isTrue();
    }

    @Test
    void whatDecidesNothingIsNotToldBesideWhatDoes() {
        Condition always = new Condition.Not(NEVER);
        assertThat(ConditionText.of(new Condition.All(List.of(always, HAS_METHOD))))
                .isEqualTo(ConditionText.of(HAS_METHOD));
        assertThat(ConditionText.of(new Condition.Any(List.of(NEVER, HAS_METHOD))))
                .isEqualTo(ConditionText.of(HAS_METHOD));
        assertThat(ConditionText.of(new Condition.All(List.of(NEVER, HAS_METHOD))))
                .isEqualTo("never");
    }
}
