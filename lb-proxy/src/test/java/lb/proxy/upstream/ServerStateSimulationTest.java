package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import lb.proxy.settings.Observation.Reaction;
import org.junit.jupiter.api.Test;

/**
 * Thousands of stories of checks, agents, observers and administrators, each held against a model that has no counter
 * that jumps, but remembers what the checks say and how many of them in a row say the opposite.
 */
class ServerStateSimulationTest {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration FAST = Duration.ofMillis(500);
    private static final Duration DOWN = Duration.ofSeconds(10);

    /** What is written out of what a server is. */
    private static final class Model {
        private final int rise;
        private final int fall;
        private boolean up = true;
        private int against;
        private Admin admin = Admin.READY;
        private boolean agentDown;
        private boolean stopping;

        Model(int rise, int fall) {
            this.rise = rise;
            this.fall = fall;
            against = fall - 1;
        }

        void fresh() {
            up = true;
            against = fall - 1;
            stopping = false;
        }

        void checked(CheckStatus.Verdict verdict) {
            if (admin == Admin.MAINT) {
                return;
            }
            boolean asks = verdict == CheckStatus.Verdict.STOPPING;
            boolean passed = verdict == CheckStatus.Verdict.PASSED || (asks && up);
            if (verdict == CheckStatus.Verdict.PASSED) {
                stopping = false;
            } else if (asks && up) {
                stopping = true;
            }
            against = passed == up ? 0 : against + 1;
            if (against == (up ? fall : rise)) {
                up = !up;
                against = 0;
            }
        }

        void observed(Reaction reaction) {
            if (admin == Admin.MAINT || reaction == Reaction.FASTINTER) {
                return;
            }
            boolean saved = switch (reaction) {
                case FASTINTER, FAIL_CHECK -> up && against + 1 < fall;
                case SUDDEN_DEATH -> up && against < fall - 1;
                case MARK_DOWN -> false;
            };
            against = !saved ? 0 : reaction == Reaction.FAIL_CHECK ? against + 1 : fall - 1;
            up = saved;
        }

        ServerState state() {
            if (admin == Admin.MAINT) {
                return new ServerState(Admin.MAINT, Operation.DOWN);
            }
            return new ServerState(
                    admin, !up || agentDown ? Operation.DOWN : stopping ? Operation.STOPPING : Operation.UP);
        }

        Duration interval() {
            return against > 0 ? FAST : up ? SLOW : DOWN;
        }
    }

    @Test
    void anyStoryEndsInTheStateAndThePaceOfTheModel() {
        Random random = new Random(26);
        for (int story = 0; story < 1500; story++) {
            Model model = new Model(1 + random.nextInt(4), 1 + random.nextInt(4));
            BackendFixture fixture = new BackendFixture(BackendFixture.settings(
                    Mode.HTTP, List.of(BackendFixture.server("a-").withCheck(check(model)))));
            ServerControl control = fixture.server(0).control();
            StringBuilder told = new StringBuilder();
            double health = random.nextDouble();
            for (int step = 0; step < 60; step++) {
                fixture.pass(1);
                told.append(step(random, health, fixture, control, model)).append(' ');
                assertThat(control.state())
                        .as("rise %d fall %d after %s", model.rise, model.fall, told)
                        .isEqualTo(model.state());
                assertThat(fixture.check("a").interval())
                        .as("interval with rise %d fall %d after %s", model.rise, model.fall, told)
                        .isEqualTo(model.interval().toNanos());
            }
        }
    }

    private static CheckSettings check(Model model) {
        CheckSettings.Place place = new CheckSettings.Place(null, CheckSettings.PORT_OF_SERVER, null, false);
        return new CheckSettings(
                new CheckSettings.Connect(),
                place,
                new CheckSettings.Pace(SLOW, FAST, DOWN, SLOW),
                model.rise,
                model.fall);
    }

    private static String step(
            Random random, double health, BackendFixture fixture, ServerControl control, Model model) {
        switch (random.nextInt(14)) {
            case 0 -> {
                Admin admin = Admin.values()[random.nextInt(3)];
                control.administer(admin);
                if (model.admin == Admin.MAINT && admin != Admin.MAINT) {
                    model.fresh();
                }
                model.admin = admin;
                return admin.toString();
            }
            case 1 -> {
                boolean down = random.nextBoolean();
                control.agentDown(down, "");
                model.agentDown = down;
                return down ? "agent-down" : "agent-up";
            }
            case 2 -> {
                Reaction reaction = Reaction.values()[random.nextInt(4)];
                control.observed(new Observation(Observation.Layer.LAYER7, 10, reaction), Observed.READ_ERROR);
                model.observed(reaction);
                return reaction.toString();
            }
            case 3 -> {
                checked(fixture, CheckStatus.L7OKC);
                model.checked(CheckStatus.Verdict.STOPPING);
                return "404";
            }
            default -> {
                boolean passed = random.nextDouble() < health;
                checked(fixture, passed ? CheckStatus.L7OK : CheckStatus.L7STS);
                model.checked(passed ? CheckStatus.Verdict.PASSED : CheckStatus.Verdict.FAILED);
                return passed ? "+" : "-";
            }
        }
    }

    private static void checked(BackendFixture fixture, CheckStatus status) {
        var check = Objects.requireNonNull(fixture.check("a"));
        check.checkBegan();
        check.checkEnded(new CheckResult(status, CheckResult.NO_CODE, 0, ""));
    }
}
