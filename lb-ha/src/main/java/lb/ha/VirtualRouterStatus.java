package lb.ha;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one virtual router on this node at one moment.
 *
 * @param name as in the file
 * @param interfaceName its network interface
 * @param routerId VRID
 * @param version VRRP version
 * @param addresses virtual addresses that adverts tell of
 * @param excludedAddresses those that move with them and that no advert tells of
 * @param holding where they are put while this node is master, and for how long the kernel lets them be
 * @param state state now
 * @param since wall-clock time of the last change of state
 * @param why what led to the state, in a few words
 * @param yielded whether a person wants other nodes to own the addresses
 * @param configuredPriority this node's own priority
 * @param effectivePriority what it advertises now, lowered by its health; 0 in INITIALIZE
 * @param usable whether this node can serve
 * @param unusableReason why not, or what else is wrong; empty when nothing is
 * @param lowered points that this takes from its priority now: it may take or give them a while later
 * @param masterAddress where the last valid advert came from; null before any
 * @param masterPriority the priority in it, -1 before any
 * @param becameMaster times this node became master
 * @param duplicates times that somebody who takes no part in VRRP said to have one of the addresses of this master
 * @param advertsSent adverts sent
 * @param advertsReceived valid adverts received
 * @param advertsRejected received and rejected, by reason, reasons that never occurred included
 * @param lastRejection the last rejection in words, naming both sides' values; null before any
 * @param preempts whether this node takes the addresses from a living master of lower priority
 * @param timers when what is due
 * @param peers the other nodes that were heard
 * @param transitions what it has done since the start
 */
public record VirtualRouterStatus(
        String name,
        String interfaceName,
        int routerId,
        int version,
        List<InetAddress> addresses,
        List<InetAddress> excludedAddresses,
        Holding holding,
        VrrpState state,
        Instant since,
        String why,
        boolean yielded,
        int configuredPriority,
        int effectivePriority,
        boolean usable,
        String unusableReason,
        int lowered,
        @Nullable InetAddress masterAddress,
        int masterPriority,
        long becameMaster,
        long duplicates,
        long advertsSent,
        long advertsReceived,
        Map<String, Long> advertsRejected,
        @Nullable String lastRejection,
        boolean preempts,
        VrrpTimers timers,
        List<HeardPeer> peers,
        Transitions transitions) {
    public VirtualRouterStatus {
        addresses = List.copyOf(addresses);
        excludedAddresses = List.copyOf(excludedAddresses);
        peers = List.copyOf(peers);
    }
}
