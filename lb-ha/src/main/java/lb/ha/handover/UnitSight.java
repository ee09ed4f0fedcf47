package lb.ha.handover;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import lb.ha.VirtualRouterStatus;
import lb.ha.handover.Peers.Node;
import lb.ha.handover.Peers.Standing;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * What is known now of virtual routers that move together: what they do on this node, and what others say of them. Any thread;
 * never waits.
 *
 * @param unit the name of the first
 * @param members the names of all
 */
record UnitSight(String unit, Set<String> members, Peers peers, VirtualRouters routers) {
    UnitSight {
        members = Set.copyOf(members);
    }

    private List<VirtualRouterStatus> own() {
        return routers.status().stream()
                .filter(router -> members.contains(router.name()))
                .toList();
    }

    /** Whether this node owns the addresses, of one of them at least. */
    boolean isOwner() {
        return own().stream().anyMatch(router -> router.state() == VrrpState.MASTER);
    }

    /** Whether this node is a backup that can serve, and may. */
    boolean isAble() {
        List<VirtualRouterStatus> own = own();
        return !own.isEmpty()
                && own.stream()
                        .allMatch(router -> router.state() == VrrpState.BACKUP && router.usable() && !router.yielded());
    }

    /** Whether somebody is served here. */
    boolean isUsable() {
        return own().stream().allMatch(VirtualRouterStatus::usable);
    }

    /** Whether other nodes are to own the addresses. */
    boolean isYielded() {
        return own().stream().allMatch(VirtualRouterStatus::yielded);
    }

    /** Whether a node could preempt this one anyway. */
    boolean isOutrankedBy(String node) {
        int priority = own().stream()
                .mapToInt(VirtualRouterStatus::effectivePriority)
                .max()
                .orElse(0);
        return peers.now(unit).stream().anyMatch(peer -> peer.node().equals(node) && peer.priority() > priority);
    }

    boolean isConnected(String node) {
        return peers.now(unit).stream()
                .anyMatch(peer -> peer.connected() && peer.node().equals(node));
    }

    /** What others say now. */
    Others others() {
        return new Others(peers.now(unit));
    }

    /** What others have said until one moment, so that what follows from it fits together. */
    record Others(List<Node> known) {
        Others {
            known = List.copyOf(known);
        }

        /** Who is ready to take over, the highest priority first. */
        List<String> candidates() {
            return known.stream()
                    .filter(Node::isReady)
                    .sorted(Comparator.comparingInt(Node::priority).reversed())
                    .map(Node::node)
                    .toList();
        }

        /** Another node that owns the addresses, and can be asked for them; null for none. */
        @Nullable
        String owner() {
            return known.stream()
                    .filter(peer -> peer.connected() && peer.standing() == Standing.OWNER)
                    .map(Node::node)
                    .findFirst()
                    .orElse(null);
        }

        /** Whether no other node could take over, by what is known of each. Where nothing is known, VRRP finds out. */
        boolean isNobodyThere() {
            return !known.isEmpty() && known.stream().allMatch(peer -> peer.standing() == Standing.NOT_READY);
        }

        /** Whether all other nodes that are known have ended. */
        boolean areAllGone() {
            return !known.isEmpty() && known.stream().allMatch(Node::isGone);
        }
    }
}
