package lb.ha;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import lb.ha.link.VrrpLink.Admission;
import org.jspecify.annotations.Nullable;

/**
 * Notices when so many adverts come that nobody here listens to that hearing them all could make one that counts late. Then
 * the kernel is to drop, for a second at a time, those of virtual routers that nobody here knows; where so many are of ours,
 * also those of senders of whom no good advert was heard lately, for as long as every virtual router here hears its master:
 * when one does not, a node that was never heard may be the next. What it drops is not counted; up to the bound, everything
 * is. One for each interface and family. HA thread only.
 */
final class FloodWatch {
    /** Useless adverts in a second that are heard. */
    static final int MOST_A_SECOND = 1000;

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int MOST_SENDERS = 32;
    private static final long REMEMBERED_NANOS = 60 * SECOND_NANOS;

    private final Set<Integer> routerIds;
    private final Set<InetAddress> peers;

    /** When each was heard, the one that was not for the longest time first. */
    private final Map<InetAddress, Long> senders = new LinkedHashMap<>();

    private long since;
    private int foreign;
    private int bad;
    private boolean shut;
    private boolean sendersOnly;

    /**
     * @param routerIds those that are listened to here
     * @param peers senders that the file names
     */
    FloodWatch(Collection<Integer> routerIds, Collection<InetAddress> peers, long now) {
        this.routerIds = Set.copyOf(routerIds);
        this.peers = Set.copyOf(peers);
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
    void heard(InetAddress sender, long now) {
        senders.remove(sender);
        if (senders.size() == MOST_SENDERS) {
            senders.remove(senders.keySet().iterator().next());
        }
        senders.put(sender, now);
    }

    /**
     * Whether what is to be let in has changed; {@link #admission} says to what.
     *
     * @param mastersHeard whether every virtual router here is a backup that hears its master
     */
    boolean judge(boolean mastersHeard, long now) {
        boolean over = now - since >= SECOND_NANOS;
        boolean flood = !shut && foreign + bad > MOST_A_SECOND;
        boolean before = shut;
        if (flood) {
            sendersOnly = mastersHeard && bad > MOST_A_SECOND / 2;
            senders.values().removeIf(at -> now - at > REMEMBERED_NANOS);
        }
        boolean widened = shut && sendersOnly && !mastersHeard;
        if (widened) {
            sendersOnly = false;
        }
        if (over || flood) {
            since = now;
            foreign = 0;
            bad = 0;
        }
        shut = flood || (shut && !over);
        return shut != before || (widened && shut);
    }

    /** What is to be let in; null for everything. */
    @Nullable
    Admission admission() {
        if (!shut) {
            return null;
        }
        Set<InetAddress> only = new LinkedHashSet<>();
        if (sendersOnly) {
            only.addAll(senders.keySet());
            only.addAll(peers);
        }
        return new Admission(routerIds, only);
    }
}
