package lb.ha;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import lb.ha.link.VrrpLink.Admission;
import org.jspecify.annotations.Nullable;

/**
 * Notices when so many adverts come that nobody here listens to that hearing them all could make one that counts late. Then
 * the kernel is to drop, for a second at a time, those of virtual routers that nobody here knows; where so many are of ours,
 * also those of senders of whom no good advert was heard yet. What it drops is not counted; up to the bound, everything is.
 * HA thread only.
 */
final class FloodWatch {
    /** Useless adverts in a second that are heard. */
    static final int MOST_A_SECOND = 1000;

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int MOST_SENDERS = 32;

    private final Set<Integer> routerIds;
    private final Set<InetAddress> senders = new LinkedHashSet<>();
    private long since;
    private int foreign;
    private int bad;
    private boolean shut;
    private boolean sendersOnly;

    FloodWatch(Set<Integer> routerIds, long now) {
        this.routerIds = Set.copyOf(routerIds);
        this.since = now;
    }

    /** One of a virtual router that nobody here knows. */
    void foreign() {
        foreign++;
    }

    /** One of ours that is not as it should be. */
    void bad() {
        bad++;
    }

    /** One that was heard. */
    void heard(InetAddress sender) {
        if (senders.size() < MOST_SENDERS) {
            senders.add(sender);
        }
    }

    /** Whether what is to be let in has changed; {@link #admission} says to what. */
    boolean judge(long now) {
        boolean over = now - since >= SECOND_NANOS;
        boolean flood = !shut && foreign + bad > MOST_A_SECOND;
        boolean before = shut;
        if (flood) {
            sendersOnly = bad > MOST_A_SECOND / 2;
        }
        if (over || flood) {
            since = now;
            foreign = 0;
            bad = 0;
        }
        shut = flood || (shut && !over);
        return shut != before;
    }

    /** What is to be let in; null for everything. */
    @Nullable
    Admission admission() {
        return shut ? new Admission(routerIds, sendersOnly ? Set.copyOf(senders) : Set.of()) : null;
    }
}
