package lb.ha.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * The lifeline as this node takes part in it: one connection to each other node.
 *
 * @param node this node's name
 * @param listen this node's own address, never a wildcard, and the port
 * @param key this node's private key
 * @param certificate the certificate of that key: the others know this node by it
 * @param peers the other nodes, 1 or more; their addresses differ
 * @param helloInterval time between hellos, 10 ms or more
 */
public record LifelineSettings(
        String node,
        InetSocketAddress listen,
        PrivateKey key,
        X509Certificate certificate,
        List<Peer> peers,
        Duration helloInterval) {
    public LifelineSettings {
        peers = List.copyOf(peers);
    }

    /**
     * Another node. It listens on the same port, and connects from the address that it listens on.
     *
     * @param node its name
     * @param address its own address
     * @param certificate the one that it shows; no other is accepted
     */
    public record Peer(String node, InetAddress address, X509Certificate certificate) {}

    /** Without the key. */
    @Override
    public String toString() {
        return "LifelineSettings[" + node + ", " + listen + ", peers="
                + peers.stream().map(Peer::node).toList() + ", " + helloInterval + "]";
    }
}
