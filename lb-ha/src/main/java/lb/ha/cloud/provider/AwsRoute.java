package lb.ha.cloud.provider;

import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;

/** Moves a route: ReplaceRoute, of one that is there already. */
record AwsRoute(Ec2 ec2, String tableId, String destination) implements CloudMover {
    @Override
    public String name() {
        return "aws route " + destination + " of " + tableId;
    }

    @Override
    public void check() throws CloudException, InterruptedException {
        look();
        if (AwsInterface.require(ec2).text("sourceDestCheck").equals("true")) {
            throw CloudException.lasting(
                    ec2.networkInterface() + " has its source/destination check on, so it gets nothing"
                            + " that is for " + destination + " (expected: off)");
        }
        ec2.dryRun("ReplaceRoute", replacement());
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        ec2.call("ReplaceRoute", replacement());
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        Xml found = ec2.call("DescribeRouteTables", Map.of("RouteTableId.1", tableId));
        for (Xml route : found.all("routeTableSet", "item", "routeSet", "item")) {
            if (route.text(isIpv6() ? "destinationIpv6CidrBlock" : "destinationCidrBlock")
                    .equals(destination)) {
                return AwsInterface.whereabouts(ec2, route.text("networkInterfaceId"));
            }
        }
        throw CloudException.lasting(
                "there is no route to " + destination + " in " + tableId + " (expected: one that can be replaced)");
    }

    private boolean isIpv6() {
        return destination.indexOf(':') >= 0;
    }

    private Map<String, String> replacement() throws CloudException, InterruptedException {
        return Map.of(
                "RouteTableId",
                tableId,
                isIpv6() ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock",
                destination,
                "NetworkInterfaceId",
                ec2.networkInterface());
    }
}
