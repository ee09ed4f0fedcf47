package lb.admin.keepalived;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.config.NodeIdentity;

/** The machine that a file is for, which the file itself does not name. */
record Machine(NodeIdentity identity) {
    private static final Pattern NO_PART_OF_NAME = Pattern.compile("[^A-Za-z0-9_.:-]+");
    private static final int LONGEST_NAME = 64;

    /** What conditions of the file are compared with: what the user calls the node, else its host name without a domain. */
    String configId() {
        String told = identity.node();
        return told == null ? identity.hostName().replaceFirst("\\..*", "") : told;
    }

    /** What this node is called here. */
    String nodeName() {
        String told = identity.node();
        if (told != null) {
            return told;
        }
        String name = name(configId().toLowerCase(Locale.ROOT));
        return name.isEmpty() ? "this-node" : name;
    }

    /** A word of the file as a name of ours; empty where nothing of it may be part of one. */
    static String name(String word) {
        String plain = NO_PART_OF_NAME.matcher(word).replaceAll("-");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    }

    /** The first address that an interface has of a family; of IPv6 a link-local one. */
    Optional<InetAddress> addressOf(String interfaceName, boolean ipv6) {
        return identity.interfaces().stream()
                .filter(device -> device.name().equals(interfaceName))
                .flatMap(device -> device.addresses().stream())
                .map(NodeIdentity.InterfaceAddress::address)
                .filter(address -> ipv6
                        ? address.isLinkLocalAddress() && !(address instanceof Inet4Address)
                        : address instanceof Inet4Address)
                .findFirst();
    }

    /** Whether a peer is behind a router: in none of the networks of this machine, if it is the one that is meant. */
    boolean isRouted(InetAddress peer, String source) {
        List<NodeIdentity.InterfaceAddress> own = identity.interfaces().stream()
                .flatMap(device -> device.addresses().stream())
                .toList();
        return own.stream().anyMatch(one -> one.address().getHostAddress().equals(source))
                && own.stream().noneMatch(one -> one.hasInItsNetwork(peer));
    }
}
