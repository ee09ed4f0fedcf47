package lb.proxy.health;

import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Observation;

/**
 * What the checks of one server have found out.
 *
 * @param last the last check that ended; {@link CheckStatus#INI} before the first
 * @param running whether a check runs now
 * @param failures failed checks that changed the counter ({@code chkfail}): those of a server at the bottom do not count
 * @param observedFailures how often live traffic has reached its limit of errors ({@code hanafail})
 */
public record Health(HealthCounter counter, CheckResult last, boolean running, long failures, long observedFailures) {
    private static final CheckResult NONE = new CheckResult(CheckStatus.INI, CheckResult.NO_CODE, 0, "");

    public static Health initial(CheckSettings check) {
        return new Health(HealthCounter.initial(check.rise(), check.fall()), NONE, false, 0, 0);
    }

    public Health checkBegan() {
        return new Health(counter, last, true, failures, observedFailures);
    }

    /** After a check without a verdict, everything but the last check is as before. */
    public Health checkEnded(CheckResult result) {
        if (result.status().verdict() == CheckStatus.Verdict.NONE) {
            return new Health(counter, result, false, failures, observedFailures);
        }
        CheckStatus.Verdict verdict = result.status().verdict();
        // One that asks to be left alone passes, but does not come up by that.
        boolean passed = verdict == CheckStatus.Verdict.PASSED || (verdict == CheckStatus.Verdict.STOPPING && up());
        return after(counter, passed, result, false, observedFailures);
    }

    private Health after(HealthCounter from, boolean passed, CheckResult result, boolean stillRunning, long observed) {
        boolean counts = !passed && counter.value() > 0;
        return new Health(from.after(passed), result, stillRunning, counts ? failures + 1 : failures, observed);
    }

    /**
     * Live traffic has reached its limit of errors.
     *
     * @param result with the status {@link CheckStatus#HANA}
     */
    public Health observed(Observation.Reaction reaction, CheckResult result) {
        HealthCounter from = switch (reaction) {
            case FASTINTER, FAIL_CHECK -> counter;
            case SUDDEN_DEATH -> counter.atMost(counter.rise() + 1);
            case MARK_DOWN -> counter.atMost(counter.rise());
        };
        return reaction == Observation.Reaction.FASTINTER
                ? new Health(counter, last, running, failures, observedFailures + 1)
                : after(from, false, result, running, observedFailures + 1);
    }

    /**
     * What was found out before, by other settings perhaps: where those ask for as many passes and failures, all of it; else whether
     * it was up.
     */
    public Health after(Health before) {
        boolean same = before.counter.rise() == counter.rise() && before.counter.fall() == counter.fall();
        HealthCounter from = same
                ? before.counter
                : new HealthCounter(
                        before.up() ? counter.rise() + counter.fall() - 1 : 0, counter.rise(), counter.fall());
        return new Health(from, before.last, false, before.failures, before.observedFailures);
    }

    /** The same with another counter. */
    public Health with(HealthCounter other) {
        return new Health(other, last, running, failures, observedFailures);
    }

    /** Somebody says that it is as well as can be, or down. */
    public Health assumed(boolean up) {
        int value = up ? counter.rise() + counter.fall() - 1 : 0;
        return new Health(
                new HealthCounter(value, counter.rise(), counter.fall()), last, running, failures, observedFailures);
    }

    /** What a check finds now is not asked for: as it was before it began. */
    public Health checkDropped() {
        return new Health(counter, last, false, failures, observedFailures);
    }

    /** As at the start: up, but the first failure takes it down. */
    public Health fresh() {
        return new Health(
                HealthCounter.initial(counter.rise(), counter.fall()), last, running, failures, observedFailures);
    }

    public boolean up() {
        return counter.up();
    }

    /** From one start of a check to the next, in ns. */
    public long interval(CheckSettings.Pace pace) {
        if (counter.changing()) {
            return pace.fast().toNanos();
        }
        return (up() ? pace.interval() : pace.down()).toNanos();
    }
}
