package lb.proxy.route;

import lb.proxy.settings.Condition;
import lb.proxy.settings.Persisting;
import org.jspecify.annotations.Nullable;

/** When clients keep servers that are down, and when the cookies that name them do not count. Immutable; on any thread. */
public final class PersistRules {
    private final boolean whenDown;
    private final @Nullable Matcher forced;
    private final @Nullable Matcher ignored;

    private PersistRules(Persisting settings) {
        whenDown = settings.whenDown();
        forced = matcher(settings.forced());
        ignored = matcher(settings.ignored());
    }

    private static @Nullable Matcher matcher(@Nullable Condition condition) {
        return condition == null ? null : Matcher.of(condition);
    }

    /** Null where all is as usual. */
    static @Nullable PersistRules of(Persisting settings) {
        return settings.withRdpCookie(null).equals(Persisting.STANDARD) ? null : new PersistRules(settings);
    }

    /** Whether clients keep servers that are down. */
    public boolean whenDown() {
        return whenDown;
    }

    /** Whether this one keeps its server in any case, and goes nowhere else. */
    public boolean isForced(Subject subject) {
        return forced != null && forced.matches(subject);
    }

    /** Whether it keeps its server even if that is down. */
    public boolean isKeptDown(Subject subject) {
        return whenDown || isForced(subject);
    }

    /** Whether its cookie does not count. */
    public boolean isIgnored(Subject subject) {
        return ignored != null && ignored.matches(subject);
    }
}
