package lb.ha.cloud.provider;

import java.util.List;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;

/** Moves a secondary private IP: AssignPrivateIpAddresses with AllowReassignment. */
record AwsPrivateIp(Ec2 ec2, String address) implements CloudMover {
    private static final String ASSIGN = "AssignPrivateIpAddresses";

    @Override
    public String name() {
        return "aws private-ip " + address;
    }

    /**
     * This action knows no dry run. So it is asked to assign what the interface has already, its primary address, without
     * taking it from anybody: that changes nothing, and who may not assign is told so.
     */
    @Override
    public void check() throws CloudException, InterruptedException {
        Xml own = AwsInterface.require(ec2);
        String primary = own.text("privateIpAddress");
        if (primary.isEmpty()) {
            throw CloudException.lasting(ec2.networkInterface() + " has no private IPv4 address");
        }
        ec2.allowed(
                ASSIGN,
                Map.of(
                        "NetworkInterfaceId",
                        ec2.networkInterface(),
                        "PrivateIpAddress.1",
                        primary,
                        "AllowReassignment",
                        "false"));
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        ec2.call(
                ASSIGN,
                Map.of(
                        "NetworkInterfaceId",
                        ec2.networkInterface(),
                        "PrivateIpAddress.1",
                        address,
                        "AllowReassignment",
                        "true"));
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        List<Xml> addresses = AwsInterface.require(ec2).all("privateIpAddressesSet", "item");
        boolean here = addresses.stream()
                .anyMatch(item -> item.text("privateIpAddress").equals(address));
        return here
                ? new Whereabouts.Here()
                : new Whereabouts.Elsewhere("another interface than " + ec2.networkInterface());
    }
}
