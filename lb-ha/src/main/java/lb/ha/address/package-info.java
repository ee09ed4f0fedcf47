/** Virtual addresses on interfaces, and their announcement: the {@link lb.ha.address.AddressPlane} seam and netlink. */
package lb.ha.address;
