package lb.admin.config;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.ha.settings.CloudPace;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.AwsAccess;
import lb.ha.settings.CloudTarget.AwsCredentialSource;
import lb.ha.settings.CloudTarget.OpenStackAccess;
import lb.ha.settings.CloudTarget.OpenStackCredentials;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** Reads what a cloud moves with one virtual address. */
final class CloudReader {
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

    private final Value written;
    private final Section cloud;
    private final VirtualRouterSettings router;

    private CloudReader(Value written, Section cloud, VirtualRouterSettings router) {
        this.written = written;
        this.cloud = cloud;
        this.router = router;
    }

    /** Null when there is no cloud, or what is wrong with it was said. */
    static @Nullable CloudSettings read(Section virtualIp, VirtualRouterSettings router, String node) {
        var written = virtualIp.value(CloudKeys.CLOUD);
        var cloud = virtualIp.section(CloudKeys.CLOUD, CloudKeys.TABLE);
        if (written == null || cloud == null) {
            return null;
        }
        var targets = new CloudReader(written, cloud, router).targets();
        var pace = new CloudPace(
                cloud.get(CloudKeys.SETTLE, shortened(router.advertInterval())),
                cloud.orStandard(CloudKeys.TIMEOUT),
                cloud.orStandard(CloudKeys.TRIES),
                cloud.orStandard(CloudKeys.CHECK_INTERVAL));
        return targets.isEmpty()
                ? null
                : new CloudSettings(
                        router.name(), node, router.interfaceName(), List.copyOf(router.addresses()), pace, targets);
    }

    private static Duration shortened(Duration advertInterval) {
        var longest = CloudPace.DEFAULT.settle();
        return advertInterval.compareTo(longest) > 0 ? longest : advertInterval;
    }

    private List<CloudTarget> targets() {
        var targets = new ArrayList<CloudTarget>();
        var aws = cloud.section(CloudKeys.AWS, CloudKeys.AWS_TABLE);
        if (aws != null) {
            aws(aws, targets);
        }
        var digitalOcean = cloud.section(CloudKeys.DIGITALOCEAN, CloudKeys.DIGITALOCEAN_TABLE);
        if (digitalOcean != null) {
            var address = digitalOcean.required(CloudKeys.RESERVED_IP);
            var token = secret(digitalOcean, CloudKeys.TOKEN, CloudKeys.TOKEN_FILE);
            var endpoint = url(digitalOcean, CloudKeys.DIGITALOCEAN_ENDPOINT, true);
            var metadata = url(digitalOcean, CloudKeys.METADATA, false);
            if (address != null && token != null && endpoint != null && metadata != null) {
                targets.add(new CloudTarget.DigitalOceanReservedIp(endpoint, metadata, token, address));
            }
        }
        var openStack = cloud.section(CloudKeys.OPENSTACK, CloudKeys.OPENSTACK_TABLE);
        if (openStack != null) {
            openStack(openStack, targets);
        }
        var hetzner = cloud.section(CloudKeys.HETZNER, CloudKeys.HETZNER_TABLE);
        if (hetzner != null) {
            var id = hetzner.required(CloudKeys.HETZNER_IP);
            var token = secret(hetzner, CloudKeys.TOKEN, CloudKeys.TOKEN_FILE);
            var endpoint = url(hetzner, CloudKeys.HETZNER_ENDPOINT, true);
            var metadata = url(hetzner, CloudKeys.METADATA, false);
            if (id != null && token != null && endpoint != null && metadata != null) {
                targets.add(new CloudTarget.HetznerFloatingIp(endpoint, metadata, token, id));
            }
        }
        WebhookReader.read(cloud, targets);
        if (movesNothing()) {
            cloud.error("cloud moves nothing (expected: one of aws, digitalocean, openstack, hetzner, webhooks)");
        }
        return targets;
    }

    /** Whether nothing is written that could have been meant as something to move. */
    private boolean movesNothing() {
        var webhooks = cloud.value(WebhookKeys.WEBHOOKS);
        return written.keys().stream()
                .filter(key ->
                        CloudKeys.PACE.stream().noneMatch(pace -> pace.name().equals(key)))
                .allMatch(key -> key.equals(WebhookKeys.WEBHOOKS.name())
                        && webhooks != null
                        && webhooks.isObject()
                        && webhooks.isEmpty());
    }

    private void aws(Section aws, List<CloudTarget> targets) {
        var metadata = url(aws, CloudKeys.METADATA, false);
        var endpoint = aws.has(CloudKeys.AWS_ENDPOINT) ? url(aws, CloudKeys.AWS_ENDPOINT, false) : null;
        var credentials = awsCredentials(aws);
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
            for (InetAddress address : router.addresses()) {
                targets.add(new CloudTarget.AwsPrivateIp(access, address));
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

    private static AwsCredentialSource awsCredentials(Section aws) {
        var id = aws.get(CloudKeys.ACCESS_KEY_ID);
        var written = aws.has(CloudKeys.SECRET_ACCESS_KEY) || aws.has(CloudKeys.SECRET_ACCESS_KEY_FILE);
        if (!aws.has(CloudKeys.ACCESS_KEY_ID)) {
            if (written) {
                aws.missing(
                        CloudKeys.ACCESS_KEY_ID, CloudKeys.ACCESS_KEY_ID.form().expected());
            }
            return new CloudTarget.EnvironmentOrRole();
        }
        var secret = secret(aws, CloudKeys.SECRET_ACCESS_KEY, CloudKeys.SECRET_ACCESS_KEY_FILE);
        return id == null || secret == null
                ? new CloudTarget.EnvironmentOrRole()
                : new CloudTarget.AccessKey(id, secret);
    }

    private static void openStack(Section openStack, List<CloudTarget> targets) {
        var address = openStack.required(CloudKeys.OPENSTACK_IP);
        if (!openStack.has(CloudKeys.AUTH_URL)) {
            openStack.missing(CloudKeys.AUTH_URL, CloudKeys.URL.expected());
        }
        var authUrl = openStack.has(CloudKeys.AUTH_URL) ? url(openStack, CloudKeys.AUTH_URL, true) : null;
        var endpoint =
                openStack.has(CloudKeys.NEUTRON_ENDPOINT) ? url(openStack, CloudKeys.NEUTRON_ENDPOINT, true) : null;
        var region = openStack.get(CloudKeys.OPENSTACK_REGION);
        var port = openStack.get(CloudKeys.PORT);
        var credentials = openStackCredentials(openStack);
        if (address != null && authUrl != null && credentials != null) {
            var access = new OpenStackAccess(authUrl, endpoint, region, credentials);
            targets.add(new CloudTarget.OpenStackFloatingIp(access, address, port));
        }
    }

    private static @Nullable OpenStackCredentials openStackCredentials(Section openStack) {
        var application = openStack.section(CloudKeys.CREDENTIAL, CloudKeys.CREDENTIAL_TABLE);
        var user = openStack.section(CloudKeys.USER, CloudKeys.USER_TABLE);
        if (openStack.has(CloudKeys.CREDENTIAL) && openStack.has(CloudKeys.USER)) {
            openStack.wrong(CloudKeys.USER, "expected: application-credential or user, not both");
            return null;
        }
        if (application != null) {
            var id = application.required(CloudKeys.CREDENTIAL_ID);
            var secret = anySecret(application, CloudKeys.CREDENTIAL_SECRET, CloudKeys.CREDENTIAL_SECRET_FILE);
            return id == null || secret == null ? null : new CloudTarget.ApplicationCredential(id, secret);
        }
        if (user != null) {
            var name = user.required(CloudKeys.USER_NAME);
            var password = anySecret(user, CloudKeys.USER_PASSWORD, CloudKeys.USER_PASSWORD_FILE);
            var project = user.required(CloudKeys.PROJECT);
            var userDomain = user.orStandard(CloudKeys.USER_DOMAIN);
            var projectDomain = user.orStandard(CloudKeys.PROJECT_DOMAIN);
            return name == null || password == null || project == null
                    ? null
                    : new CloudTarget.UserPassword(name, userDomain, password, project, projectDomain);
        }
        if (!openStack.has(CloudKeys.CREDENTIAL) && !openStack.has(CloudKeys.USER)) {
            openStack.missing(CloudKeys.CREDENTIAL, CloudKeys.CREDENTIAL.form().expected() + ", or user");
        }
        return null;
    }

    /** One that goes into a header field. */
    static @Nullable Secret secret(Section section, Key<?> key, Key<?> fileKey) {
        var secret = Secrets.read(section, key, fileKey);
        if (secret == null) {
            return null;
        }
        if (!TOKEN.matcher(secret.text()).matches()) {
            secret.from()
                    .error(
                            secret.text().isEmpty()
                                    ? "is empty"
                                    : "is no token (expected: 1 to 4096 characters, without spaces)");
            return null;
        }
        return new Secret(secret.text());
    }

    private static @Nullable Secret anySecret(Section section, Key<?> key, Key<?> fileKey) {
        var secret = Secrets.read(section, key, fileKey);
        if (secret != null && secret.text().isEmpty()) {
            secret.from().error("is empty");
            return null;
        }
        return secret == null ? null : new Secret(secret.text());
    }

    /** The value, or the standard one; null when it is wrong, which was said. */
    private static @Nullable URI url(Section section, Key<String> key, boolean carriesSecrets) {
        var given = section.value(key);
        var text = given == null ? key.standard().orElseThrow() : given.parsed(CloudKeys.URL);
        if (text == null) {
            return null;
        }
        var uri = URI.create(text);
        if (uri.getHost() == null || uri.getPort() > 65_535) {
            section.wrong(key, "expected: " + CloudKeys.URL.expected());
            return null;
        }
        if (given != null && carriesSecrets) {
            warnOfPlainText(given, uri);
        }
        return uri;
    }

    static void warnOfPlainText(Value given, URI uri) {
        var host = uri.getHost();
        var near = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if ("http".equals(uri.getScheme()) && !near) {
            given.warning("sends its secrets without TLS (expected: https://)");
        }
    }
}
