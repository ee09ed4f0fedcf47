package lb.ha;

import java.net.InetAddress;
import java.util.List;
import lb.ha.address.AddressPlane;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * What a master has: the addresses, for as long as their lease lasts, the routes that move with them, and what tells the
 * neighbours of them. HA thread only; failures are told, never thrown.
 */
final class Ownership {
    private final VirtualAddresses addresses;
    private final MovedRoutes routes;
    private final Duplicates duplicates;
    private final Announcements announcements;
    private VirtualRouterSettings settings;
    private Lease lease;

    Ownership(VirtualRouterSettings settings, NodeWide wide, AddressPlane plane, Warnings warnings, long now) {
        this.settings = settings;
        this.addresses = new VirtualAddresses(settings, plane, warnings);
        this.routes = new MovedRoutes(settings, wide, plane, warnings);
        this.duplicates = new Duplicates(settings, plane, warnings);
        this.announcements = new Announcements(settings.gratuitousArp(), addresses);
        this.lease = Lease.of(settings.lease(), now);
    }

    /**
     * Is that of other settings from now on. A master takes what is new and gives up what is gone; whatever both have stays untouched.
     *
     * @return null, or why an address could not be taken
     */
    @Nullable
    String become(VirtualRouterSettings next, boolean master, long now) {
        boolean more = !settings.held().containsAll(next.held());
        settings = next;
        String refused = addresses.become(next, master);
        duplicates.become(next);
        announcements.become(next.gratuitousArp(), master, now);
        if (refused != null) {
            return refused;
        }
        routes.become(next, master, now);
        addresses.removeFormer();
        if (master && more) {
            announcements.taken(now);
        }
        return null;
    }

    /** Takes it all. Returns null, or why the addresses could not be taken. */
    @Nullable
    String take(long now) {
        String refused = addresses.add();
        if (refused != null) {
            return refused;
        }
        lease = Lease.of(settings.lease(), now);
        routes.add(now);
        return null;
    }

    /** Has what another process of this node has taken. Returns null, or why the addresses could not be had. */
    @Nullable
    String goOn(long now) {
        String refused = addresses.add();
        if (refused == null) {
            lease = Lease.of(settings.lease(), now);
            routes.goOn(now);
        }
        return refused;
    }

    void release() {
        // First: a route may name one of them as a source.
        routes.remove();
        addresses.remove();
    }

    /** @param taken whether the addresses have come, and are not contested by another node */
    void announce(boolean taken, long now) {
        if (taken) {
            announcements.taken(now);
        } else {
            announcements.contested(now);
        }
    }

    /** Announces nothing any more. */
    void stopAnnouncing() {
        announcements.stop();
    }

    /** Whether the kernel may have taken the addresses of a master back. */
    boolean lapsed(long now) {
        return lease.lapsed(now);
    }

    /** Announces and, for a master, asks for the addresses once more, where it is time to. */
    void judge(boolean master, long now) {
        if (master && now - lease.renewAt() >= 0) {
            lease = addresses.renew() ? lease.renewed(now) : lease.refused(now);
        }
        announcements.judge(now);
    }

    /**
     * Looks whether a stranger has one of the addresses.
     *
     * @param heard the last node whose advert was heard, at {@code heardAt}; null for none
     */
    void lookForDuplicates(boolean master, @Nullable Candidate heard, long heardAt, long now) {
        duplicates.look(master, heard == null ? null : heard.address(), heardAt, now);
    }

    /**
     * Removes what a node that is not master must not have.
     *
     * @param present what of its family is on the virtual router's interface
     */
    void sweep(List<InetAddress> present) {
        routes.sweep();
        addresses.sweep(present);
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param present what of its family is on the virtual router's interface
     * @param noticed whether a route or a rule may have been taken away or replaced
     * @return null, or why an address could not be put back
     */
    @Nullable
    String restore(List<InetAddress> present, boolean noticed, long now) {
        String refused = addresses.restore(present);
        if (refused == null) {
            routes.restore(noticed, now);
        }
        return refused;
    }

    /** When {@link #judge} is due, at the latest. */
    long deadline(boolean master, long earliest) {
        long next = announcements.deadline(earliest);
        return master ? VirtualRouter.earlier(next, lease.renewAt()) : next;
    }

    /** Times that a stranger said to have one of the addresses. */
    long duplicates() {
        return duplicates.total();
    }

    void close() {
        duplicates.close();
        routes.close();
    }
}
