package lb.admin.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.AwsAccess;
import lb.ha.settings.CloudTarget.AwsCredentialSource;
import lb.proxy.settings.Network;

/** Reads what AWS moves with one virtual address. */
final class AwsReader {
    private AwsReader() {}

    /** @param own addresses of the virtual router */
    static void read(Section aws, List<? extends InetAddress> own, List<CloudTarget> targets) {
        var metadata = CloudReader.url(aws, CloudKeys.METADATA, false);
        var endpoint = aws.has(CloudKeys.AWS_ENDPOINT) ? CloudReader.url(aws, CloudKeys.AWS_ENDPOINT, false) : null;
        var credentials = credentials(aws);
        var region = aws.get(CloudKeys.AWS_REGION);
        var networkInterface = aws.get(CloudKeys.NETWORK_INTERFACE);
        var elasticIp = aws.get(CloudKeys.ELASTIC_IP);
        var privateIp = aws.get(CloudKeys.PRIVATE_IP);
        var routes = routes(aws);
        var ownAddresses = aws.has(CloudKeys.PRIVATE_IP) && !Boolean.FALSE.equals(privateIp);
        if (!aws.has(CloudKeys.ELASTIC_IP) && !aws.has(CloudKeys.ROUTES) && !ownAddresses) {
            aws.error("cloud.aws moves nothing (expected: one of elastic-ip, private-ip, routes)");
        }
        if (metadata == null) {
            return;
        }
        var access = new AwsAccess(region, endpoint, metadata, networkInterface, credentials);
        if (elasticIp != null) {
            targets.add(new CloudTarget.AwsElasticIp(access, elasticIp));
        }
        if (ownAddresses) {
            for (InetAddress address : own) {
                if (address instanceof Inet4Address) {
                    targets.add(new CloudTarget.AwsPrivateIp(access, address));
                } else {
                    // AssignIpv6Addresses takes none from another interface.
                    aws.wrong(
                            CloudKeys.PRIVATE_IP,
                            "%s is IPv6; expected: IPv4 addresses, which alone AWS lets one interface take from another"
                                    .formatted(address.getHostAddress()));
                }
            }
        }
        for (var route : routes) {
            targets.add(new CloudTarget.AwsRoute(access, route.table(), route.destination()));
        }
    }

    private record Route(String table, String destination) {}

    private static List<Route> routes(Section aws) {
        var written = aws.value(CloudKeys.ROUTES);
        var routes = new ArrayList<Route>();
        if (written == null) {
            return routes;
        }
        var elements = written.elements();
        if (elements.isEmpty()) {
            written.expected(CloudKeys.ROUTES.form().expected());
        }
        for (var element : elements) {
            var route = Section.of(element, CloudKeys.ROUTE, aws.title(), "cloud.aws.routes.");
            if (route == null) {
                continue;
            }
            var table = route.required(CloudKeys.ROUTE_TABLE_ID);
            var destination = route.required(CloudKeys.DESTINATION);
            if (table != null && destination != null) {
                routes.add(new Route(table, destination(route, destination)));
            }
        }
        return routes;
    }

    /** IPv6 as it is written: there are several ways, and AWS has one. */
    private static String destination(Section route, Network parsed) {
        var written = route.value(CloudKeys.DESTINATION);
        return parsed.bits() == 32 || written == null
                ? parsed.toString()
                : written.scalar().orElseThrow();
    }

    private static AwsCredentialSource credentials(Section aws) {
        var id = aws.get(CloudKeys.ACCESS_KEY_ID);
        var written = aws.has(CloudKeys.SECRET_ACCESS_KEY) || aws.has(CloudKeys.SECRET_ACCESS_KEY_FILE);
        if (!aws.has(CloudKeys.ACCESS_KEY_ID)) {
            if (written) {
                aws.missing(
                        CloudKeys.ACCESS_KEY_ID, CloudKeys.ACCESS_KEY_ID.form().expected());
            }
            return new CloudTarget.EnvironmentOrRole();
        }
        var secret = CloudReader.secret(aws, CloudKeys.SECRET_ACCESS_KEY, CloudKeys.SECRET_ACCESS_KEY_FILE);
        return id == null || secret == null
                ? new CloudTarget.EnvironmentOrRole()
                : new CloudTarget.AccessKey(id, secret);
    }
}
