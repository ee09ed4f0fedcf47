package lb.ha.cloud.provider;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.ha.cloud.AssignedMover;
import lb.ha.cloud.CloudMover;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.AwsAccess;

/** Makes movers of settings. */
public final class CloudProviders implements AutoCloseable {
    private final HttpClient client = CloudHttp.client();
    private final Map<String, String> environment;
    private final MacAddresses macAddresses;
    private final InstantSource clock;

    CloudProviders(Map<String, String> environment, MacAddresses macAddresses, InstantSource clock) {
        this.environment = environment;
        this.macAddresses = macAddresses;
        this.clock = clock;
    }

    /**
     * For this machine.
     *
     * @param environment where AWS's credentials may be
     */
    public static CloudProviders ofMachine(Map<String, String> environment) {
        return new CloudProviders(environment, MacAddresses.ofMachine(), InstantSource.system());
    }

    /** A mover for each target of each, in their order. Nothing is asked yet. */
    public List<AssignedMover> movers(List<CloudSettings> clouds) {
        List<AssignedMover> movers = new ArrayList<>();
        for (CloudSettings cloud : clouds) {
            CloudHttp http = CloudHttp.of(client, cloud.pace().timeout());
            // One for all targets, so that region, interface and credentials are asked for once.
            Map<AwsAccess, Ec2> ec2s = new HashMap<>();
            for (CloudTarget target : cloud.targets()) {
                movers.add(new AssignedMover(cloud.virtualRouter(), cloud.pace(), mover(cloud, target, http, ec2s)));
            }
        }
        return movers;
    }

    private CloudMover mover(CloudSettings cloud, CloudTarget target, CloudHttp http, Map<AwsAccess, Ec2> ec2s) {
        return switch (target) {
            case CloudTarget.AwsElasticIp(AwsAccess access, String allocation) ->
                new AwsElasticIp(ec2(cloud, access, http, ec2s), allocation);
            case CloudTarget.AwsPrivateIp(AwsAccess access, InetAddress address) ->
                new AwsPrivateIp(ec2(cloud, access, http, ec2s), address.getHostAddress());
            case CloudTarget.AwsRoute(AwsAccess access, String table, String destination) ->
                new AwsRoute(ec2(cloud, access, http, ec2s), table, destination);
            case CloudTarget.DigitalOceanReservedIp ip ->
                new DigitalOceanIp(
                        new TokenApi(http, ip.endpoint(), ip.token()),
                        new PlainMetadata(http, Endpoints.within(ip.metadata(), "/metadata/v1/id")),
                        ip.address().getHostAddress());
            case CloudTarget.HetznerFloatingIp ip ->
                new HetznerIp(
                        new TokenApi(http, ip.endpoint(), ip.token()),
                        new PlainMetadata(http, Endpoints.within(ip.metadata(), "/hetzner/v1/metadata/instance-id")),
                        ip.id());
            case CloudTarget.OpenStackFloatingIp ip ->
                new OpenStackIp(
                        new Neutron(http, new Keystone(http, ip.access())),
                        macAddresses,
                        cloud.interfaceName(),
                        ip.address().getHostAddress(),
                        ip.portId());
            case CloudTarget.Webhook hook -> new WebhookMover(http, hook, fields(cloud));
        };
    }

    private Ec2 ec2(CloudSettings cloud, AwsAccess access, CloudHttp http, Map<AwsAccess, Ec2> known) {
        return known.computeIfAbsent(
                access, key -> new Ec2(http, key, macAddresses, cloud.interfaceName(), environment, clock));
    }

    private static Map<String, String> fields(CloudSettings cloud) {
        return Map.of(
                "virtual-ip",
                cloud.virtualRouter(),
                "node",
                cloud.node(),
                "interface",
                cloud.interfaceName(),
                "address",
                cloud.addresses().isEmpty() ? "" : cloud.addresses().getFirst().getHostAddress());
    }

    /** Ends what is under way. Any thread; does not wait for it. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
