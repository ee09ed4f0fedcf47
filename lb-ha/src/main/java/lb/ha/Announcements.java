package lb.ha;

import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp.Burst;
import org.jspecify.annotations.Nullable;

/** When a master announces its addresses. HA thread only. */
final class Announcements {
    private final VirtualAddresses addresses;
    private GratuitousArp settings;
    private @Nullable Pending again;
    private @Nullable Pending refresh;

    Announcements(GratuitousArp settings, VirtualAddresses addresses) {
        this.settings = settings;
        this.addresses = addresses;
    }

    /** Announces as another file says from now on; what is due once more stays so. */
    void become(GratuitousArp next, boolean master, long now) {
        boolean other = !next.refresh().equals(settings.refresh()) || next.refreshRepeat() != settings.refreshRepeat();
        settings = next;
        if (master && other) {
            refreshAfter(now);
        }
    }

    /** So many of each address, at a time. */
    private record Pending(int repeat, long at) {
        boolean due(long now) {
            return now - at >= 0;
        }
    }

    /** The addresses were taken just now. */
    void taken(long now) {
        burst(settings.taken(), now);
        refreshAfter(now);
    }

    /** Neighbours may have believed another node. */
    void contested(long now) {
        burst(settings.contested(), now);
    }

    private void burst(Burst burst, long now) {
        addresses.announce(burst.repeat());
        long after = burst.again().toNanos();
        // One that is due earlier stays: else a node that contests again and again would put it off for ever.
        if (after > 0 && burst.repeat() > 0 && again == null) {
            again = new Pending(burst.repeat(), now + after);
        }
    }

    private void refreshAfter(long now) {
        long period = settings.refresh().toNanos();
        refresh = period > 0 ? new Pending(settings.refreshRepeat(), now + period) : null;
    }

    /** Sends what is due. */
    void judge(long now) {
        if (again != null && again.due(now)) {
            int repeat = again.repeat();
            again = null;
            addresses.announce(repeat);
        }
        if (refresh != null && refresh.due(now)) {
            addresses.announce(refresh.repeat());
            refreshAfter(now);
        }
    }

    /** The addresses are another node's now. */
    void stop() {
        again = null;
        refresh = null;
    }

    /** When {@link #judge} has something to do, or a time that is earlier. */
    long deadline(long latest) {
        long earliest = again == null ? latest : VirtualRouter.earlier(latest, again.at());
        return refresh == null ? earliest : VirtualRouter.earlier(earliest, refresh.at());
    }
}
