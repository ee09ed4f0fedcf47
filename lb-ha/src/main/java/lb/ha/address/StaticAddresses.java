package lb.ha.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress;

/**
 * Addresses of the machine's own with their networks, by rtnetlink(7).
 *
 * <p>Of the IPv4 addresses of one network on an interface the kernel takes all away with the first, unless the interface's
 * {@code promote_secondaries} is 1, with which the next one becomes the first and routes stay. So it is 1 while one of ours is
 * removed that is the first of others.
 */
final class StaticAddresses {
    private final NetlinkSocket netlink;
    private final NetlinkLists lists;

    StaticAddresses(NetlinkSocket netlink, NetlinkLists lists) {
        this.netlink = netlink;
        this.lists = lists;
    }

    /** False when the same one is there, whoever's. */
    boolean add(String interfaceName, VirtualAddress address) throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        NetlinkRequest.addStaticAddress(netlink.request(), index, address);
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.EEXIST -> false;
            default ->
                throw NetlinkLists.refused("add " + address.words() + " to " + interfaceName, interfaceName, result);
        };
    }

    /** Removes one, and no other with it. Returns whether it was there. */
    boolean remove(String interfaceName, InetAddress address, int prefix) throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        if (index == 0) {
            // It took its addresses with it.
            return false;
        }
        boolean promotes = AddressFamily.of(address) == AddressFamily.IPV4
                && isFirstOfOthers(interfaceName, address, prefix)
                && !promotesSecondaries(interfaceName);
        if (promotes) {
            promoteSecondaries(interfaceName, index, true);
        }
        try {
            NetlinkRequest.removeAddress(netlink.request(), index, address, prefix);
            return NetlinkLists.isRemoved(NetlinkReply.result(netlink.ask()), interfaceName, address);
        } finally {
            if (promotes) {
                promoteSecondaries(interfaceName, index, false);
            }
        }
    }

    private boolean isFirstOfOthers(String interfaceName, InetAddress address, int prefix) throws AddressException {
        Prefix network = Prefix.around(address, prefix);
        String tried = "remove " + AddressText.of(address) + " from " + interfaceName;
        List<NetlinkReply.Address> near = lists.addresses(interfaceName, AddressFamily.IPV4, tried).stream()
                .filter(one -> one.prefix() == prefix)
                .filter(one -> one.local() != null && network.contains(one.local()))
                .toList();
        return near.size() > 1 && near.stream().anyMatch(one -> address.equals(one.local()) && !one.secondary());
    }

    private boolean promotesSecondaries(String interfaceName) throws AddressException {
        NetlinkReply.Link link = lists.link(interfaceName);
        return link == null || link.promotesSecondaries();
    }

    private void promoteSecondaries(String interfaceName, int index, boolean promotes) throws AddressException {
        NetlinkRequest.promoteSecondaries(netlink.request(), index, promotes);
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        if (result.errno() != 0 && result.errno() != Errno.ENODEV) {
            throw AddressException.refused(
                    "set promote_secondaries of " + interfaceName + " to " + (promotes ? 1 : 0)
                            + ", without which other addresses go with one that is removed",
                    result);
        }
    }

    /**
     * Removes those of an interface that an earlier run has left behind for ever.
     *
     * @param wanted those that are to be there: they stay
     * @param removed is given those that were removed, in words
     * @param kept is given those that are to be there
     */
    void removeLeftovers(
            String interfaceName, List<VirtualAddress> wanted, List<String> removed, List<VirtualAddress> kept)
            throws AddressException {
        for (AddressFamily family : AddressFamily.values()) {
            for (NetlinkReply.Address one : leftovers(interfaceName, family)) {
                InetAddress address = one.local();
                if (one.protocol() != NetlinkRequest.PROTOCOL || !one.permanent() || address == null) {
                    continue;
                }
                List<VirtualAddress> same = wanted.stream()
                        .filter(wish -> interfaceName.equals(wish.interfaceName()) && one.isAs(wish))
                        .toList();
                kept.addAll(same);
                if (same.isEmpty()) {
                    remove(interfaceName, address, one.prefix());
                    boolean isVirtual = one.prefix() == VirtualAddress.bits(address);
                    removed.add((isVirtual ? "virtual" : "static") + " address " + AddressText.of(address) + " on "
                            + interfaceName);
                }
            }
        }
    }

    /** Those of some that are there with the mark. */
    List<VirtualAddress> present(List<VirtualAddress> wanted) throws AddressException {
        List<VirtualAddress> present = new ArrayList<>();
        for (VirtualAddress wish : wanted) {
            String name = Objects.requireNonNull(wish.interfaceName());
            if (leftovers(name, wish.family()).stream()
                    .anyMatch(one -> one.protocol() == NetlinkRequest.PROTOCOL && one.permanent() && one.isAs(wish))) {
                present.add(wish);
            }
        }
        return present;
    }

    private List<NetlinkReply.Address> leftovers(String name, AddressFamily family) throws AddressException {
        try {
            return lists.addresses(name, family, "look for what an earlier run has left behind");
        } catch (AddressException e) {
            if (NetworkInterfaces.index(name) == 0) {
                // It went while the others were looked at.
                return List.of();
            }
            throw e;
        }
    }
}
