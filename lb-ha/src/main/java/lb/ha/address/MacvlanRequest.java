package lb.ha.address;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Requests of rtnetlink(7) about macvlan devices. The one that makes one:
 *
 * <pre>
 *  struct nlmsghdr (16) | struct ifinfomsg (16) | IFLA_IFNAME | IFLA_LINK: the interface | IFLA_ADDRESS: 6 bytes
 *  | IFLA_GROUP: ours
 *  | IFLA_LINKINFO { IFLA_INFO_KIND: "macvlan", IFLA_INFO_DATA { IFLA_MACVLAN_MODE: 2, vepa } }
 * </pre>
 */
final class MacvlanRequest {
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_GROUP = 27;

    private static final int RTM_DELLINK = 17;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int VEPA = 2;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final byte[] KIND = "macvlan\0".getBytes(StandardCharsets.US_ASCII);

    private MacvlanRequest() {}

    /**
     * A new one, not up yet.
     *
     * @param group a number that it is known by before it has an alias, which the kernel passes over here
     * @param parent number of its interface
     * @param hardwareAddress 6 bytes
     */
    static void create(ByteBuffer into, String name, int parent, byte[] hardwareAddress, int group) {
        NetlinkRequest.newLink(into);
        NetlinkRequest.attribute(into, NetlinkRequest.IFLA_IFNAME, name.length() + 1)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0);
        NetlinkRequest.attribute(into, IFLA_LINK, 4).putInt(parent);
        NetlinkRequest.attribute(into, NetlinkRequest.IFLA_ADDRESS, hardwareAddress.length)
                .put(hardwareAddress);
        NetlinkRequest.attribute(into, IFLA_GROUP, 4).putInt(group);
        int mode = ATTRIBUTE_HEADER + 4;
        int kind = ATTRIBUTE_HEADER + KIND.length;
        NetlinkRequest.attribute(into, IFLA_LINKINFO, kind + ATTRIBUTE_HEADER + mode);
        NetlinkRequest.attribute(into, IFLA_INFO_KIND, KIND.length).put(KIND);
        NetlinkRequest.attribute(into, IFLA_INFO_DATA, mode);
        NetlinkRequest.attribute(into, IFLA_MACVLAN_MODE, 4).putInt(VEPA);
        NetlinkRequest.end(into);
    }

    /** A device's alias, by which it is known whose it is. */
    static void alias(ByteBuffer into, int interfaceIndex, String alias) {
        NetlinkRequest.changeLink(into, interfaceIndex, 0);
        byte[] bytes = alias.getBytes(StandardCharsets.US_ASCII);
        NetlinkRequest.attribute(into, IFLA_IFALIAS, bytes.length).put(bytes);
        NetlinkRequest.end(into);
    }

    /** A device away. */
    static void delete(ByteBuffer into, int interfaceIndex) {
        NetlinkRequest.aboutLink(into, RTM_DELLINK, interfaceIndex);
        NetlinkRequest.end(into);
    }
}
