package lb.ha.cloud.provider;

import java.util.List;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;
import org.jspecify.annotations.Nullable;

/**
 * Moves a floating IP of OpenStack to this node's port.
 *
 * @param givenPort null for the one with the MAC address of the interface
 */
record OpenStackIp(
        Neutron neutron,
        MacAddresses macAddresses,
        String interfaceName,
        String address,
        @Nullable String givenPort) implements CloudMover {
    @Override
    public String name() {
        return "openstack floating-ip " + address;
    }

    /** There is no dry run: a role that may read and not write is found only by the move. */
    @Override
    public void check() throws CloudException, InterruptedException {
        look();
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        String body = "{\"floatingip\":{\"port_id\":\"" + port() + "\"}}";
        neutron.answer("PUT", "/floatingips/" + id(floatingIp(), "floating IP"), body);
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        String own = port();
        String holder = floatingIp().at("port_id").text();
        if (holder.equals(own)) {
            return new Whereabouts.Here();
        }
        return new Whereabouts.Elsewhere(holder.isEmpty() ? "nobody" : "port " + Text.plain(holder));
    }

    private Json floatingIp() throws CloudException, InterruptedException {
        List<Json> found = neutron.answer("GET", "/floatingips?floating_ip_address=" + address, null)
                .at("floatingips")
                .elements();
        if (found.isEmpty()) {
            throw CloudException.lasting("this project has no floating IP " + address);
        }
        return found.getFirst();
    }

    private String port() throws CloudException, InterruptedException {
        String query = givenPort == null
                ? "mac_address=" + SigV4.encoded(macAddresses.of(interfaceName), false)
                : "id=" + SigV4.encoded(givenPort, false);
        List<Json> found =
                neutron.answer("GET", "/ports?" + query, null).at("ports").elements();
        if (found.size() != 1) {
            throw CloudException.lasting("this project has " + (found.isEmpty() ? "no port" : found.size() + " ports")
                    + " with " + query.replace("%3A", ":").replace('=', ' '));
        }
        return id(found.getFirst(), "port");
    }

    private static String id(Json of, String what) throws CloudException {
        String id = of.at("id").text();
        if (!id.matches("[A-Za-z0-9-]{1,64}")) {
            throw CloudException.passing("OpenStack tells as the id of a " + what + ": " + Text.plain(id));
        }
        return id;
    }
}
