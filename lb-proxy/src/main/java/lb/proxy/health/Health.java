package lb.proxy.health;

import lb.proxy.settings.CheckSettings;

/**
 * What the checks of one server have found out.
 *
 * @param last the last check that ended; {@link CheckStatus#INI} before the first
 * @param running whether a check runs now
 * @param failures failed checks that changed the counter ({@code chkfail}): those of a server at the bottom do not count
 * @param state up or down, and for how long
 */
public record Health(HealthCounter counter, CheckResult last, boolean running, long failures, UpDown state) {
    private static final CheckResult NONE = new CheckResult(CheckStatus.INI, CheckResult.NO_CODE, 0, "");

    public static Health initial(CheckSettings check, long now) {
        return new Health(HealthCounter.initial(check.rise(), check.fall()), NONE, false, 0, UpDown.initial(true, now));
    }

    public Health checkBegan() {
        return new Health(counter, last, true, failures, state);
    }

    /** After a check without a verdict, everything but the last check is as before. */
    public Health checkEnded(CheckResult result, long now) {
        if (result.status().verdict() == CheckStatus.Verdict.NONE) {
            return new Health(counter, result, false, failures, state);
        }
        boolean passed = result.status().verdict() == CheckStatus.Verdict.PASSED;
        HealthCounter next = counter.after(passed);
        boolean counts = !passed && counter.value() > 0;
        return new Health(next, result, false, counts ? failures + 1 : failures, state.become(next.up(), now));
    }

    public boolean up() {
        return counter.up();
    }
}
