package lb.ha;

import java.util.ArrayList;
import java.util.List;
import lb.ha.NodeHealth.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Virtual routers of this node that own their addresses together or not at all (keepalived: {@code vrrp_sync_group}). One
 * that moves alone is a group of its own. HA thread only.
 *
 * <ul>
 *   <li>None becomes master before each of the others is, or could be: a master that is silent for one of them and speaks
 *       to another is alive.
 *   <li>One that gives way to another node takes the others along.
 *   <li>One that is told to yield, or to resume, does so with the others.
 *   <li>One that cannot take part keeps the others out.
 *   <li>One that cannot serve, or serves less well, lowers the priority of all: else the peer would preempt one and wait
 *       for the rest for ever. What lowers several counts once, by the most of it.
 * </ul>
 */
final class SyncGroup {
    private final String name;
    private final HandOver handOver;
    private final List<VirtualRouter> members = new ArrayList<>();
    private boolean together;
    private boolean leaving;
    private boolean dissolved;

    /** @param name as in the file; empty for one that moves alone */
    SyncGroup(String name, HandOver handOver) {
        this.name = name;
        this.handOver = handOver;
    }

    void join(VirtualRouter member) {
        members.add(member);
    }

    /** Whether one moves by itself. */
    boolean isAlone() {
        return members.size() == 1;
    }

    /** How well all of them can serve: as the one that does worst, in each respect. */
    Verdict verdict(VirtualRouter asking) {
        Verdict worst = asking.verdict();
        for (VirtualRouter member : members) {
            if (member != asking) {
                worst = worse(worst, member, member.verdict());
            }
        }
        return worst;
    }

    private Verdict worse(Verdict known, VirtualRouter member, Verdict other) {
        boolean says = !other.reason().isEmpty() && (known.reason().isEmpty() || (known.usable() && !other.usable()));
        return new Verdict(
                known.usable() && other.usable(),
                says ? because(member, other.reason()) : known.reason(),
                known.fault() || other.fault(),
                Math.max(known.lowered(), other.lowered()),
                Math.max(known.poorer(), other.poorer()));
    }

    /** Why one must not take part though it could: another cannot. Null when there is no such reason. */
    @Nullable
    String keepsOut(VirtualRouter asking, long now) {
        for (VirtualRouter member : members) {
            String problem = member == asking ? null : member.problem(now);
            if (problem != null) {
                return because(member, problem);
            }
        }
        return null;
    }

    /**
     * When all of them that are backup may become master, as things are.
     *
     * @param fallback for a group with none
     */
    long masterDownAt(long fallback, long now) {
        long latest = fallback;
        boolean any = false;
        for (VirtualRouter member : members) {
            Long at = member.masterDownAt(now);
            if (at != null) {
                latest = any && at - latest < 0 ? latest : at;
                any = true;
            }
        }
        return latest;
    }

    /** Whether one of them owns its addresses. */
    private boolean isMaster() {
        return members.stream().anyMatch(VirtualRouter::isMaster);
    }

    /** Leaves the addresses to other nodes, until {@link #resume}. Owners stay it until that is without harm. */
    void stepAside(long now) {
        members.forEach(member -> member.yielded(true));
        leaving = isMaster();
        if (leaving && !handOver.equals(HandOver.NONE)) {
            handOver.leave(unit());
        } else {
            leave("yielded", false, now);
        }
    }

    /** Stands for election as ever. */
    void resume() {
        members.forEach(member -> member.yielded(false));
        leaving = false;
        handOver.stay(unit());
    }

    /**
     * Gives the addresses of all up: their clients have been led away.
     *
     * @param yielded whether only if no {@link #resume} has come meanwhile
     */
    void letGo(String why, boolean stopping, boolean yielded, long now) {
        boolean owned = members.stream().allMatch(VirtualRouter::isMaster);
        try {
            if (!yielded || members.getFirst().isYielded()) {
                leave(why, stopping, now);
            }
        } finally {
            handOver.gone(unit(), owned && !isMaster());
        }
    }

    /**
     * All become master: the owner has given the addresses up for this node. Not if another one has claimed any since.
     *
     * @param since when the owner has said so
     */
    void takeOver(String why, long since, long now) {
        try {
            if (members.stream().noneMatch(member -> member.isClaimedSince(since, now))) {
                members.forEach(member -> member.succeed(why, now));
            }
        } finally {
            handOver.taken(unit(), isMaster());
        }
    }

    /** This node would preempt the owner. Returns whether it is to wait, because that one hands over. */
    boolean isAwaited() {
        return handOver.awaited(unit());
    }

    /**
     * Whether those that own their addresses, and are to leave them once that is without harm, stand with their own priority until
     * then.
     */
    boolean keepsPriority() {
        return leaving && handOver.keepsPriority(unit());
    }

    /** The name by which others know what moves together here. */
    private String unit() {
        return members.getFirst().name();
    }

    private void leave(String why, boolean stopping, long now) {
        leaving = false;
        together(() -> members.forEach(member -> member.leave(why, stopping, now)));
    }

    /** One of them was master and is not any longer: nor are the others from now on. */
    void left(VirtualRouter who, String why, boolean backup, long now) {
        leaving = false;
        if (together || dissolved) {
            return;
        }
        together(() -> members.stream()
                .filter(member -> member != who)
                .forEach(member -> member.follow(because(who, why), backup, now)));
    }

    /** What one does here is not to be followed by the others, who do it, too. */
    private void together(Runnable work) {
        together = true;
        try {
            work.run();
        } finally {
            together = false;
        }
    }

    /** From now on each leaves by itself, with a reason of its own. */
    void dissolve() {
        dissolved = true;
    }

    private String because(VirtualRouter member, String why) {
        return member.name() + " of sync group " + name + ": " + why;
    }
}
