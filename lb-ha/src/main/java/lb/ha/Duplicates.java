package lb.ha;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.ClaimListener;
import lb.ha.address.ClaimListener.Claim;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who else has the addresses of a master (RFC 5227): somebody who takes no part in VRRP, which knows nothing of
 * such an address conflict. It is told, and counted; the address stays, since to give it up would help nobody. A node that
 * takes part and is master too is another matter, which VRRP settles when the two hear each other; it is told apart by its
 * hardware address. HA thread only; failures are told, never thrown.
 */
final class Duplicates {
    /** For how long a claim waits for the answer of a peer to whom it may belong. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** Beyond it claims are passed over: somebody plays with us. */
    private static final int MOST_CLAIMANTS = 64;

    /** Hardware addresses that claim those of peers; beyond it the one heard longest ago is forgotten. */
    private static final int MOST_PEERS = 256;

    private final AddressPlane plane;
    private final Warnings warnings;
    private final Map<String, ClaimListener> listeners = new LinkedHashMap<>();

    /** Which peer has each hardware address; the one that was heard last is last. */
    private final Map<String, InetAddress> peers = new LinkedHashMap<>();

    private final Map<Claimant, Long> waiting = new LinkedHashMap<>();
    private VirtualRouterSettings settings;
    private Set<InetAddress> peerAddresses = Set.of();
    private boolean master;
    private long since;
    private long total;

    Duplicates(VirtualRouterSettings settings, AddressPlane plane, Warnings warnings) {
        this.settings = settings;
        this.plane = plane;
        this.warnings = warnings;
    }

    /** Looks for who has the addresses of those settings from now on. */
    void become(VirtualRouterSettings next) {
        if (!next.held().equals(settings.held())) {
            // The next look begins anew.
            close();
        }
        settings = next;
    }

    /** Somebody who says to have an address. */
    private record Claimant(String interfaceName, Claim claim) {}

    /** Times that a stranger said to have one of the addresses. */
    long total() {
        return total;
    }

    /**
     * Looks at what was heard.
     *
     * @param isMaster whether this node has the addresses
     * @param lastHeard where the last advert came from; null before any
     * @param heardAt when
     */
    void look(boolean isMaster, @Nullable InetAddress lastHeard, long heardAt, long now) {
        if (!isMaster) {
            close();
            return;
        }
        Set<InetAddress> known = new LinkedHashSet<>();
        if (settings.peers() instanceof Unicast unicast) {
            known.addAll(unicast.peers());
        }
        if (lastHeard != null) {
            known.add(lastHeard);
        }
        if (!master || !known.equals(peerAddresses)) {
            listen(known, now);
        }
        listeners.forEach((name, listener) -> hear(name, listener, now));
        judge(lastHeard, heardAt, now);
    }

    /** Hears nothing any more: this node is not master. */
    void close() {
        master = false;
        listeners.values().forEach(ClaimListener::close);
        listeners.clear();
        waiting.clear();
    }

    private void listen(Set<InetAddress> known, long now) {
        boolean begins = !master;
        peerAddresses = known;
        master = true;
        if (begins) {
            since = now;
            peers.clear();
        }
        Map<String, List<InetAddress>> byInterface = new LinkedHashMap<>();
        byInterface.put(settings.interfaceName(), new ArrayList<>(known));
        for (VirtualAddress address : settings.held()) {
            byInterface
                    .computeIfAbsent(settings.interfaceOf(address), _ -> new ArrayList<>())
                    .add(address.address());
        }
        byInterface.forEach((name, addresses) -> {
            try {
                ClaimListener listener = listeners.get(name);
                if (listener == null) {
                    listener = plane.listen(name, addresses);
                    listeners.put(name, listener);
                } else if (name.equals(settings.interfaceName())) {
                    listener.listenFor(addresses);
                }
                // Asked once: a stranger who is silent now is heard when he speaks.
                if (begins) {
                    for (InetAddress address : addresses) {
                        ask(listener, address);
                    }
                }
            } catch (AddressException | RuntimeException e) {
                warnings.tell("listen", Warnings.sentence("hear on " + name + " who else has its addresses", e));
            }
        });
    }

    private static void ask(ClaimListener listener, InetAddress address) {
        if (address instanceof Inet4Address four) {
            listener.ask(four);
        }
    }

    private void hear(String name, ClaimListener listener, long now) {
        for (Claim claim : listener.heard()) {
            if (peerAddresses.contains(claim.address())) {
                remember(claim);
            } else if (waiting.size() < MOST_CLAIMANTS
                    && waiting.putIfAbsent(new Claimant(name, claim), now) == null
                    && !peers.containsKey(claim.hardwareAddress())) {
                ClaimListener here = listeners.get(settings.interfaceName());
                if (here != null) {
                    peerAddresses.forEach(peer -> ask(here, peer));
                }
            }
        }
    }

    private void remember(Claim ofPeer) {
        peers.remove(ofPeer.hardwareAddress());
        if (peers.size() == MOST_PEERS) {
            peers.remove(peers.keySet().iterator().next());
        }
        peers.put(ofPeer.hardwareAddress(), ofPeer.address());
    }

    private void judge(@Nullable InetAddress lastHeard, long heardAt, long now) {
        Set<Claimant> judged = new HashSet<>();
        waiting.forEach((claimant, at) -> {
            String whose = peer(claimant.claim(), lastHeard, heardAt, now);
            if (whose != null) {
                judged.add(claimant);
                // While it gives way it may still answer.
                if (at - since >= PATIENCE_NANOS) {
                    warnings.tell(
                            "second master",
                            words(claimant) + ", " + whose + ": a second master, which VRRP settles when they hear"
                                    + " each other");
                }
            } else if (peerAddresses.isEmpty() || now - at >= PATIENCE_NANOS) {
                judged.add(claimant);
                total++;
                warnings.tell(
                        "duplicate",
                        words(claimant) + ", which is of no node of this virtual router: remove it there, or clients"
                                + " reach now one and now the other");
            }
        });
        waiting.keySet().removeAll(judged);
    }

    private static String words(Claimant claimant) {
        Claim claim = claimant.claim();
        return AddressText.of(claim.address()) + " is also used by " + claim.hardwareAddress() + " on "
                + claimant.interfaceName();
    }

    /** Which node that takes part in VRRP it is; null when it is none. */
    private @Nullable String peer(Claim claim, @Nullable InetAddress lastHeard, long heardAt, long now) {
        InetAddress known = peers.get(claim.hardwareAddress());
        if (known != null) {
            return "which is " + AddressText.of(known);
        }
        boolean ipv6 = settings.family() == AddressFamily.IPV6;
        String virtual = String.format(Locale.ROOT, "00:00:5e:00:0%d:%02x", ipv6 ? 2 : 1, settings.routerId());
        if (claim.hardwareAddress().equals(virtual)) {
            return "the MAC address of this virtual router";
        }
        // Nobody is asked for the hardware address of a node of IPv6: adverts since then have to do.
        boolean contested = lastHeard != null
                && heardAt - since > 0
                && now - heardAt < 3 * settings.advertInterval().toNanos() + PATIENCE_NANOS;
        return ipv6 && lastHeard != null && contested ? "perhaps " + AddressText.of(lastHeard) : null;
    }
}
