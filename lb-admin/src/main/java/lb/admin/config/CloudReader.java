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
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
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
                : new CloudSettings(router.name(), node, router.interfaceName(), held(router), pace, targets);
    }

    /** Those that adverts tell of, and the others. */
    private static List<InetAddress> held(VirtualRouterSettings router) {
        return router.held().stream().map(VirtualAddress::address).toList();
    }

    private static Duration shortened(Duration advertInterval) {
        var longest = CloudPace.DEFAULT.settle();
        return advertInterval.compareTo(longest) > 0 ? longest : advertInterval;
    }

    private List<CloudTarget> targets() {
        var targets = new ArrayList<CloudTarget>();
        var aws = cloud.section(CloudKeys.AWS, CloudKeys.AWS_TABLE);
        if (aws != null) {
            AwsReader.read(aws, held(router), targets);
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
            OpenStackReader.read(openStack, targets);
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

    /** The value, or the standard one; null when it is wrong, which was said. */
    static @Nullable URI url(Section section, Key<String> key, boolean carriesSecrets) {
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
