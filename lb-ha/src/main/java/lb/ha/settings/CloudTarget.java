package lb.ha.settings;

import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that a cloud moves to the master. */
public sealed interface CloudTarget {

    /** An elastic IP of AWS: AssociateAddress. */
    record AwsElasticIp(AwsAccess access, String allocationId) implements CloudTarget {}

    /** A secondary private IP of AWS: AssignPrivateIpAddresses. */
    record AwsPrivateIp(AwsAccess access, InetAddress address) implements CloudTarget {}

    /**
     * A route of AWS: ReplaceRoute.
     *
     * @param destination of the route as AWS knows it, such as {@code 10.99.0.0/24}
     */
    record AwsRoute(AwsAccess access, String tableId, String destination) implements CloudTarget {}

    /** A reserved IP (once: floating IP) of DigitalOcean. */
    record DigitalOceanReservedIp(URI endpoint, URI metadata, Secret token, InetAddress address)
            implements CloudTarget {}

    /** A floating IP of Hetzner Cloud, by its number. */
    record HetznerFloatingIp(URI endpoint, URI metadata, Secret token, long id) implements CloudTarget {}

    /**
     * A floating IP of OpenStack.
     *
     * @param portId null for the port that has the MAC address of the interface
     */
    record OpenStackFloatingIp(
            OpenStackAccess access,
            InetAddress address,
            @Nullable String portId) implements CloudTarget {}

    /**
     * Anything that is told by an HTTP request.
     *
     * @param name which of the virtual router's
     * @param check asked at the start, to know that a move would be possible; null for nothing
     * @param verify asked whether the move has happened; null for believing the answer of the move
     */
    record Webhook(
            String name,
            WebhookRequest move,
            @Nullable WebhookRequest check,
            @Nullable WebhookRequest verify) implements CloudTarget {}

    /**
     * How to reach EC2.
     *
     * @param region null for the one that the instance is in
     * @param endpoint null for the region's own
     * @param metadata where the instance's metadata is served
     * @param networkInterface null for the one with the MAC address of the interface
     */
    record AwsAccess(
            @Nullable String region,
            @Nullable URI endpoint,
            URI metadata,
            @Nullable String networkInterface,
            AwsCredentialSource credentials) {}

    /** Where credentials of AWS come from. */
    sealed interface AwsCredentialSource {}

    /** {@code AWS_ACCESS_KEY_ID} and the like where they are set, else the role of the instance. */
    record EnvironmentOrRole() implements AwsCredentialSource {}

    /** Written in the file. */
    record AccessKey(String id, Secret secret) implements AwsCredentialSource {}

    /**
     * How to reach OpenStack.
     *
     * @param authUrl of Keystone, with or without {@code /v3}
     * @param endpoint of Neutron, null for the one in Keystone's catalog
     * @param region whose endpoint is taken from the catalog, null for the first
     */
    record OpenStackAccess(
            URI authUrl, @Nullable URI endpoint, @Nullable String region, OpenStackCredentials credentials) {}

    /** Who we are to Keystone. */
    sealed interface OpenStackCredentials {}

    /** An application credential. */
    record ApplicationCredential(String id, Secret secret) implements OpenStackCredentials {}

    /** A user, in a project. */
    record UserPassword(String user, String userDomain, Secret password, String project, String projectDomain)
            implements OpenStackCredentials {}

    /**
     * A request of a person's own making. In the URL, the headers and the body, {@code {virtual-ip}}, {@code {node}},
     * {@code {address}} and {@code {interface}} stand for what they say.
     *
     * @param headers hidden when printed
     * @param lowestStatus of an answer that means yes
     * @param highestStatus of an answer that means yes
     * @param contains what the answer has to contain, empty for anything
     */
    record WebhookRequest(
            String method,
            Secret url,
            Map<String, Secret> headers,
            @Nullable Secret body,
            int lowestStatus,
            int highestStatus,
            String contains) {
        public WebhookRequest {
            headers = Map.copyOf(headers);
        }
    }
}
