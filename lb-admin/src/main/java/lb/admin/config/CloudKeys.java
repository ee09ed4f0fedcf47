package lb.admin.config;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.ha.settings.CloudPace;
import lb.proxy.settings.Network;

/** What a cloud moves with a virtual address. */
final class CloudKeys {
    static final Form.Text URL = new Form.Text(
            "a URL that starts with http:// or https://, without user, query and fragment",
            Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?(/[A-Za-z0-9._~/-]*)?"));
    private static final String LINK_LOCAL = "http://169.254.169.254";

    static final Key<Duration> SETTLE = Key.without(
            "settle",
            new Form.Time(Duration.ofMillis(1), Duration.ofMinutes(1), "at once", "s"),
            "the advert interval, 1s at most",
            "How long the node has been master, with no other that claims to be, before the cloud is told.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            new Form.Time(Duration.ofMillis(100), Duration.ofMinutes(1), null, "s"),
            CloudPace.DEFAULT.timeout(),
            "Of each request, answer included.");
    static final Key<Integer> TRIES = Key.of(
            "tries",
            new Form.Whole(1, 1000),
            CloudPace.DEFAULT.tries(),
            "How often the cloud is asked for one election, while it is too busy, faulty or out of reach; the waits between"
                    + " grow from 250ms to 10s.");
    static final Key<Duration> CHECK_INTERVAL = Key.of(
            "check-interval",
            new Form.Time(Duration.ofSeconds(10), Duration.ofDays(1), "only at the start", "s"),
            CloudPace.DEFAULT.checkInterval(),
            "How often it is checked that a move would work, or that what was moved is still here.");

    /** Those that move nothing. */
    static final List<Key<?>> PACE = List.of(SETTLE, TIMEOUT, TRIES, CHECK_INTERVAL);

    static final Key<String> METADATA =
            Key.of("metadata-endpoint", URL, LINK_LOCAL, "Where the machine is told of itself.");
    static final Key<Object> TOKEN = part("token", "text", "needed, or `token-file`", "The API's token.");
    static final Key<Object> TOKEN_FILE =
            part("token-file", "a file", "needed, or `token`", "A file whose text, trimmed, is the token.");

    static final Key<String> ELASTIC_IP = Key.without(
            "elastic-ip",
            new Form.Text(
                    "an allocation id, such as eipalloc-0123456789abcdef0", Pattern.compile("eipalloc-[0-9a-f]{1,32}")),
            "none",
            "The elastic IP that is associated with the master's network interface, by its allocation id.");
    static final Key<Boolean> PRIVATE_IP = Key.of(
            "private-ip",
            new Form.Flag(),
            false,
            "Whether the virtual IP's own addresses are secondary private IPs that are assigned to the master's network"
                    + " interface.");
    static final Key<String> ROUTE_TABLE_ID = Key.without(
            "table",
            new Form.Text(
                    "the id of a route table, such as rtb-0123456789abcdef0", Pattern.compile("rtb-[0-9a-f]{1,32}")),
            "needed",
            "The route table.");
    static final Key<Network> DESTINATION = Key.without(
            "destination", new Form.Range(), "needed", "The destination of a route that is in the table already.");
    static final Table ROUTE = new Table(
            "virtual-ips.<name>.cloud.aws.routes",
            "A route that leads to the master.",
            List.of(ROUTE_TABLE_ID, DESTINATION));
    static final Key<Object> ROUTES = Key.without(
            "routes",
            new Form.Part("a list of { table = …, destination = … }", List.of(ROUTE), false, false),
            "none",
            "Routes that are replaced by ones to the master's network interface.");
    static final Key<String> NETWORK_INTERFACE = Key.without(
            "network-interface",
            new Form.Text(
                    "the id of a network interface, such as eni-0123456789abcdef0",
                    Pattern.compile("eni-[0-9a-f]{1,32}")),
            "the one with the MAC address of `interface`",
            "This node's network interface; as each node has its own, write it in `nodes.<name>.override`.");
    static final Key<String> AWS_REGION = Key.without(
            "region",
            new Form.Text("a region, such as eu-west-1", Pattern.compile("[a-z]{2}(-[a-z]{2,12}){1,3}-\\d{1,2}")),
            "the one that the instance is in",
            "The region of AWS.");
    static final Key<String> AWS_ENDPOINT = Key.without(
            "endpoint", URL, "that of the region", "Of the EC2 API: for a VPC endpoint or a proxy that ends TLS.");
    static final Key<String> ACCESS_KEY_ID = Key.without(
            "access-key-id",
            new Form.Text("the id of an access key", Pattern.compile("[A-Za-z0-9]{4,128}")),
            "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` of the environment, else the role of the instance",
            "The access key of a user of AWS.");
    static final Key<Object> SECRET_ACCESS_KEY =
            part("secret-access-key", "text", "as `access-key-id`", "The secret of that key.");
    static final Key<Object> SECRET_ACCESS_KEY_FILE = part(
            "secret-access-key-file", "a file", "as `access-key-id`", "A file whose text, trimmed, is that secret.");
    static final Table AWS_TABLE = new Table(
            "virtual-ips.<name>.cloud.aws",
            "What AWS moves: an elastic IP, secondary private IPs, routes, or all of them.",
            List.of(
                    ELASTIC_IP,
                    PRIVATE_IP,
                    ROUTES,
                    NETWORK_INTERFACE,
                    AWS_REGION,
                    ACCESS_KEY_ID,
                    SECRET_ACCESS_KEY,
                    SECRET_ACCESS_KEY_FILE,
                    AWS_ENDPOINT,
                    METADATA));

    static final Key<Inet4Address> RESERVED_IP = Key.without(
            "reserved-ip",
            new Form.Ipv4Address(),
            "needed",
            "The reserved IP that is assigned to the master's Droplet.",
            "floating-ip");
    static final Key<String> DIGITALOCEAN_ENDPOINT =
            Key.of("endpoint", URL, "https://api.digitalocean.com", "Of the API, without /v2.");
    static final Table DIGITALOCEAN_TABLE = new Table(
            "virtual-ips.<name>.cloud.digitalocean",
            "What DigitalOcean moves.",
            List.of(RESERVED_IP, TOKEN, TOKEN_FILE, DIGITALOCEAN_ENDPOINT, METADATA));

    static final Key<Integer> HETZNER_IP = Key.without(
            "floating-ip",
            new Form.Whole(1, 999_999_999),
            "needed",
            "The number of the floating IP that is assigned to the master's server; `hcloud floating-ip list` tells it.");
    static final Key<String> HETZNER_ENDPOINT =
            Key.of("endpoint", URL, "https://api.hetzner.cloud", "Of the API, without /v1.");
    static final Table HETZNER_TABLE = new Table(
            "virtual-ips.<name>.cloud.hetzner",
            "What Hetzner Cloud moves.",
            List.of(HETZNER_IP, TOKEN, TOKEN_FILE, HETZNER_ENDPOINT, METADATA));

    static final Key<Inet4Address> OPENSTACK_IP = Key.without(
            "floating-ip",
            new Form.Ipv4Address(),
            "needed",
            "The floating IP that is associated with the master's port.");
    static final Key<String> PORT = Key.without(
            "port",
            new Form.Text("the id of a port", Pattern.compile("[A-Za-z0-9-]{1,64}")),
            "the one with the MAC address of `interface`",
            "This node's port; as each node has its own, write it in `nodes.<name>.override`.");
    static final Key<String> AUTH_URL =
            Key.without("auth-url", URL, "needed", "Of Keystone, version 3.", "OS_AUTH_URL");
    static final Key<String> OPENSTACK_REGION = Key.without(
            "region",
            new Form.Text("the name of a region", Pattern.compile("[A-Za-z0-9._-]{1,64}")),
            "the first in the catalog",
            "The region of OpenStack.",
            "OS_REGION_NAME");
    static final Key<String> NEUTRON_ENDPOINT =
            Key.without("endpoint", URL, "the public one in the catalog", "Of Neutron.");
    static final Key<String> CREDENTIAL_ID =
            Key.without("id", name("the id of the credential"), "needed", "Its id.", "OS_APPLICATION_CREDENTIAL_ID");
    static final Key<Object> CREDENTIAL_SECRET =
            part("secret", "text", "needed, or `secret-file`", "Its secret.", "OS_APPLICATION_CREDENTIAL_SECRET");
    static final Key<Object> CREDENTIAL_SECRET_FILE =
            part("secret-file", "a file", "needed, or `secret`", "A file whose text, trimmed, is its secret.");
    static final Table CREDENTIAL_TABLE = new Table(
            "virtual-ips.<name>.cloud.openstack.application-credential",
            "An application credential of Keystone.",
            List.of(CREDENTIAL_ID, CREDENTIAL_SECRET, CREDENTIAL_SECRET_FILE));
    static final Key<Object> CREDENTIAL = Key.without(
            "application-credential",
            new Form.Part("{ id = …, secret = … }", List.of(CREDENTIAL_TABLE), false, false),
            "needed, or `user`",
            "An application credential of Keystone.");
    static final Key<String> USER_NAME = Key.without("name", name("a name"), "needed", "The user.", "OS_USERNAME");
    static final Key<String> USER_DOMAIN =
            Key.of("domain", name("a name"), "Default", "The user's domain.", "OS_USER_DOMAIN_NAME");
    static final Key<Object> USER_PASSWORD =
            part("password", "text", "needed, or `password-file`", "The user's password.", "OS_PASSWORD");
    static final Key<Object> USER_PASSWORD_FILE =
            part("password-file", "a file", "needed, or `password`", "A file whose text, trimmed, is the password.");
    static final Key<String> PROJECT =
            Key.without("project", name("a name"), "needed", "The project with the floating IP.", "OS_PROJECT_NAME");
    static final Key<String> PROJECT_DOMAIN =
            Key.of("project-domain", name("a name"), "Default", "The project's domain.", "OS_PROJECT_DOMAIN_NAME");
    static final Table USER_TABLE = new Table(
            "virtual-ips.<name>.cloud.openstack.user",
            "A user of Keystone, in a project.",
            List.of(USER_NAME, USER_DOMAIN, USER_PASSWORD, USER_PASSWORD_FILE, PROJECT, PROJECT_DOMAIN));
    static final Key<Object> USER = Key.without(
            "user",
            new Form.Part("{ name = …, password = …, project = … }", List.of(USER_TABLE), false, false),
            "needed, or `application-credential`",
            "A user of Keystone, in a project.");
    static final Table OPENSTACK_TABLE = new Table(
            "virtual-ips.<name>.cloud.openstack",
            "What OpenStack moves. An address that the ports of both nodes have among their allowed address pairs needs no"
                    + " move: then leave this out.",
            List.of(OPENSTACK_IP, AUTH_URL, CREDENTIAL, USER, OPENSTACK_REGION, PORT, NEUTRON_ENDPOINT));

    static final Key<Object> AWS = provider("aws", "{ elastic-ip = …, private-ip = true }", AWS_TABLE);
    static final Key<Object> DIGITALOCEAN =
            provider("digitalocean", "{ reserved-ip = …, token-file = … }", DIGITALOCEAN_TABLE);
    static final Key<Object> OPENSTACK =
            provider("openstack", "{ floating-ip = …, auth-url = …, application-credential { … } }", OPENSTACK_TABLE);
    static final Key<Object> HETZNER = provider("hetzner", "{ floating-ip = …, token-file = … }", HETZNER_TABLE);

    static final Table TABLE = new Table(
            "virtual-ips.<name>.cloud",
            "What a cloud moves to the node that has become master; each on its own, and at least one.",
            List.of(
                    AWS,
                    DIGITALOCEAN,
                    OPENSTACK,
                    HETZNER,
                    WebhookKeys.WEBHOOKS,
                    SETTLE,
                    TIMEOUT,
                    TRIES,
                    CHECK_INTERVAL));
    static final Key<Object> CLOUD = Key.without(
            "cloud",
            new Form.Part("{ aws { … } }, or digitalocean, openstack, hetzner, webhooks", List.of(TABLE), false, false),
            "nothing is told",
            "What a cloud moves to the node that has become master.",
            "notify_master");

    private CloudKeys() {}

    private static Form.Text name(String expected) {
        return new Form.Text(expected, Pattern.compile("[^\\p{Cntrl}]{1,255}"));
    }

    private static Key<Object> provider(String name, String expected, Table table) {
        return Key.without(name, new Form.Part(expected, List.of(table), false, false), "nothing", table.means());
    }

    private static Key<Object> part(String name, String expected, String otherwise, String means, String... elsewhere) {
        return Key.without(name, new Form.Part(expected, List.of(), false, false), otherwise, means, elsewhere);
    }
}
