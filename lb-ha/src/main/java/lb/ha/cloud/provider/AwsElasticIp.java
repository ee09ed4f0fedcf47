package lb.ha.cloud.provider;

import java.util.List;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;

/** Moves an elastic IP: AssociateAddress with AllowReassociation, which needs no disassociation before. */
record AwsElasticIp(Ec2 ec2, String allocationId) implements CloudMover {
    @Override
    public String name() {
        return "aws elastic-ip " + allocationId;
    }

    @Override
    public void check() throws CloudException, InterruptedException {
        // A dry run does not say that there is no such address or interface.
        look();
        AwsInterface.require(ec2);
        ec2.dryRun("AssociateAddress", association());
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        ec2.call("AssociateAddress", association());
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        Xml found = ec2.call("DescribeAddresses", Map.of("AllocationId.1", allocationId));
        List<Xml> addresses = found.all("addressesSet", "item");
        if (addresses.isEmpty()) {
            throw CloudException.lasting("there is no " + allocationId + " in " + ec2.region());
        }
        return AwsInterface.whereabouts(ec2, addresses.getFirst().text("networkInterfaceId"));
    }

    private Map<String, String> association() throws CloudException, InterruptedException {
        return Map.of(
                "AllocationId",
                allocationId,
                "NetworkInterfaceId",
                ec2.networkInterface(),
                "AllowReassociation",
                "true");
    }
}
