package lb.ha.link;

import lb.ha.settings.AddressFamily;

/**
 * Where adverts are sent and heard: one socket.
 *
 * @param interfaceName the network interface
 * @param family of the adverts
 * @param multicast whether the group of VRRP is joined; adverts of peers are heard either way
 */
public record Listening(String interfaceName, AddressFamily family, boolean multicast) {}
