package lb.ha.address;

import lb.ha.linux.TestNamespace;

/** Two namespaces on one wire, eth0 of a node and eth0 of its neighbour, and the addresses of the node. */
final class Neighbours implements AutoCloseable {
    private final TestNamespace node = new TestNamespace();
    private final TestNamespace neighbour;
    private final NetlinkAddressPlane plane;

    /** @param nodes address of the node with the length of its prefix, as is that of its neighbour */
    Neighbours(String nodes, String neighbours) {
        TestNamespace other = null;
        try {
            other = new TestNamespace();
            node.connect("eth0", other, "eth0");
            add(node, nodes);
            add(other, neighbours);
            plane = node.call(NetlinkAddressPlane::open);
        } catch (RuntimeException | Error e) {
            // So that a failure leaves no namespace behind and hides no reason.
            if (other != null) {
                other.close();
            }
            node.close();
            throw e;
        }
        neighbour = other;
    }

    private static void add(TestNamespace namespace, String address) {
        if (address.contains(":")) {
            namespace.ip("address", "add", address, "dev", "eth0", "nodad");
        } else {
            namespace.ip("address", "add", address, "dev", "eth0");
        }
    }

    TestNamespace node() {
        return node;
    }

    TestNamespace neighbour() {
        return neighbour;
    }

    NetlinkAddressPlane plane() {
        return plane;
    }

    @Override
    public void close() {
        plane.close();
        neighbour.close();
        node.close();
    }
}
