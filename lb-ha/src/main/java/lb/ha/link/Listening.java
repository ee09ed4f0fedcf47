package lb.ha.link;

import lb.ha.settings.AddressFamily;

/**
 * Where adverts are sent and heard: one socket.
 *
 * @param interfaceName the network interface
 * @param family of the adverts
 * @param multicast whether the group of VRRP is joined; adverts of peers are heard either way
 * @param authenticated whether it is for adverts behind an authentication header (IPv4 only), which are of protocol 51, or
 *     for those without, of protocol 112
 * @param virtualMac whether it is the device with a virtual MAC address: adverts leave it from an address of its interface
 */
public record Listening(
        String interfaceName, AddressFamily family, boolean multicast, boolean authenticated, boolean virtualMac) {
    /** For adverts without an authentication header. */
    public Listening(String interfaceName, AddressFamily family, boolean multicast) {
        this(interfaceName, family, multicast, false, false);
    }
}
