package lb.ha.settings;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Which IP an address is of. A virtual router is of one (RFC 9568 section 5.2.3: VRIDs of the two are apart). */
public enum AddressFamily {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String label;

    AddressFamily(String label) {
        this.label = label;
    }

    public static AddressFamily of(InetAddress address) {
        return address instanceof Inet6Address ? IPV6 : IPV4;
    }

    /** As people write it. */
    public String label() {
        return label;
    }
}
