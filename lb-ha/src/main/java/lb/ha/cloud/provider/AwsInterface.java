package lb.ha.cloud.provider;

import java.util.List;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.Whereabouts;

/** This node's network interface by EC2's account. */
final class AwsInterface {
    private AwsInterface() {}

    /** What EC2 knows of it; that it has to exist finds a wrong id and a wrong region at the start. */
    static Xml require(Ec2 ec2) throws CloudException, InterruptedException {
        String id = ec2.networkInterface();
        List<Xml> found = ec2.call("DescribeNetworkInterfaces", Map.of("NetworkInterfaceId.1", id))
                .all("networkInterfaceSet", "item");
        if (found.isEmpty()) {
            throw CloudException.lasting("there is no " + id + " in " + ec2.region());
        }
        return found.getFirst();
    }

    static Whereabouts whereabouts(Ec2 ec2, String holder) throws CloudException, InterruptedException {
        if (holder.equals(ec2.networkInterface())) {
            return new Whereabouts.Here();
        }
        return new Whereabouts.Elsewhere(holder.isEmpty() ? "nobody" : Text.plain(holder));
    }
}
