package lb.ha.lifeline;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.address.AddressProbe;
import lb.ha.address.AddressProbe.Target;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.lifeline.PeerEvent.Reconnect;
import lb.ha.settings.VirtualRouterSettings;

/**
 * Asks the network whether a peer whose connection has ended is dead: a new connection, then ARP probes or neighbour solicitations. It waits, for a
 * bounded time, so it has a thread of its own.
 */
final class Inquiry implements AutoCloseable {
    private static final int CONNECT_MILLIS = 200;

    /** How long an answer is waited for: longer where the peer is known to be far, or slow. */
    private static final long LEAST_WAIT = Duration.ofMillis(5).toNanos();

    private static final long MOST_WAIT = Duration.ofMillis(50).toNanos();
    private static final int ROUND_TRIPS = 4;

    private final InetAddress own;
    private final AddressProbe probe;

    Inquiry(InetAddress own, AddressProbe probe) {
        this.own = own;
        this.probe = probe;
    }

    /**
     * Asks.
     *
     * @param endedAt of the suspicion
     * @param peer where it listened
     * @param probes how many must go unanswered
     * @param roundTripNanos the last one that was measured, -1 for none
     * @param routers those whose addresses are asked for
     */
    Inquired ask(
            long endedAt,
            InetSocketAddress peer,
            int probes,
            long roundTripNanos,
            List<VirtualRouterSettings> routers) {
        Reconnect reconnect = reconnect(peer);
        if (reconnect != Reconnect.REFUSED) {
            return new Inquired(endedAt, reconnect, Set.of(), Set.of());
        }
        Set<Target> targets =
                routers.stream().flatMap(router -> targets(router).stream()).collect(Collectors.toSet());
        long wait = Math.clamp(ROUND_TRIPS * roundTripNanos, LEAST_WAIT, MOST_WAIT);
        Set<Target> silent = probe.silent(targets, probes, wait);
        Set<String> dead = new HashSet<>();
        Set<String> answered = new HashSet<>();
        for (VirtualRouterSettings router : routers) {
            List<Target> asked = targets(router);
            // One without addresses cannot be asked for: that its owner's process has gone is all that is known.
            boolean all = asked.size() == router.addresses().size() && silent.containsAll(asked);
            (all ? dead : answered).add(router.name());
        }
        return new Inquired(endedAt, reconnect, dead, answered);
    }

    private static List<Target> targets(VirtualRouterSettings router) {
        return router.held().stream()
                .filter(held -> router.addresses().contains(held.address()))
                .map(held -> new Target(router.interfaceOf(held), held.address()))
                .toList();
    }

    private Reconnect reconnect(InetSocketAddress peer) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(own, 0));
            // Ended by a reset: it was never meant to be one, and is to leave nothing behind on either side.
            socket.setSoLinger(true, 0);
            socket.connect(peer, CONNECT_MILLIS);
            return Reconnect.ACCEPTED;
        } catch (ConnectException e) {
            // The JDK's words for ECONNREFUSED; a network that is unreachable comes as the same exception.
            return String.valueOf(e.getMessage()).startsWith("Connection refused")
                    ? Reconnect.REFUSED
                    : Reconnect.NO_ANSWER;
        } catch (IOException e) {
            return Reconnect.NO_ANSWER;
        }
    }

    /** A port of this node on which nobody listens: the first one, of a service that nobody has had for decades. */
    InetSocketAddress closedPort() {
        return new InetSocketAddress(own, 1);
    }

    /**
     * Goes through an inquiry that nobody is concerned by: what a JVM does for the first time takes it tens of
     * milliseconds, which would be part of an outage.
     */
    void warmUp() {
        reconnect(closedPort());
        probe.silent(List.of(new Target("lo", InetAddress.ofLiteral("0.0.0.0"))), 1, 1);
    }

    @Override
    public void close() {
        probe.close();
    }
}
