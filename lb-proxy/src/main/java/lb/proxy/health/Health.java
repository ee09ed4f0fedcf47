package lb.proxy.health;

import lb.proxy.settings.CheckSettings;

/**
 * What the checks of one server have found out.
 *
 * @param last the last check that ended; {@link CheckStatus#INI} before the first
 * @param running whether a check runs now
 * @param failures failed checks that changed the counter ({@code chkfail}): those of a server at the bottom do not count
 */
public record Health(HealthCounter counter, CheckResult last, boolean running, long failures) {
    private static final CheckResult NONE = new CheckResult(CheckStatus.INI, CheckResult.NO_CODE, 0, "");

    public static Health initial(CheckSettings check) {
        return new Health(HealthCounter.initial(check.rise(), check.fall()), NONE, false, 0);
    }

    public Health checkBegan() {
        return new Health(counter, last, true, failures);
    }

    /** After a check without a verdict, everything but the last check is as before. */
    public Health checkEnded(CheckResult result) {
        if (result.status().verdict() == CheckStatus.Verdict.NONE) {
            return new Health(counter, result, false, failures);
        }
        CheckStatus.Verdict verdict = result.status().verdict();
        // One that asks to be left alone passes, but does not come up by that.
        boolean passed = verdict == CheckStatus.Verdict.PASSED || (verdict == CheckStatus.Verdict.STOPPING && up());
        boolean counts = !passed && counter.value() > 0;
        return new Health(counter.after(passed), result, false, counts ? failures + 1 : failures);
    }

    /** What a check finds now is not asked for: as it was before it began. */
    public Health checkDropped() {
        return new Health(counter, last, false, failures);
    }

    /** As at the start: up, but the first failure takes it down. */
    public Health fresh() {
        return new Health(HealthCounter.initial(counter.rise(), counter.fall()), last, running, failures);
    }

    /** Down, whatever the checks say until they pass again. */
    public Health markedDown() {
        return new Health(new HealthCounter(0, counter.rise(), counter.fall()), last, running, failures);
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
