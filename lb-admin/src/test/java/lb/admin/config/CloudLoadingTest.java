package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.ha.settings.CloudPace;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.AwsAccess;
import lb.ha.settings.CloudTarget.EnvironmentOrRole;
import lb.ha.settings.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cloud moves, from the file to the settings. */
class CloudLoadingTest {
    private static final URI METADATA = URI.create("http://169.254.169.254");

    @TempDir
    Path folder;

    private Loading loading;

    @BeforeEach
    void inFolder() {
        loading = new Loading(folder);
    }

    private CloudSettings cloud(String text, String more) throws IOException {
        return loading.as("ha1", """
                        nodes { ha1 { address = 10.77.0.1 }, ha2 { address = 10.77.0.2, priority = 90 } }
                        virtual-ips { web {
                          addresses = [ 10.77.0.100, 10.77.0.101 ], interface = eth1, router-id = 51, %s
                          cloud { %s }
                        } }
                        """.formatted(more, text)).clouds().getFirst();
    }

    private List<CloudTarget> targets(String text) throws IOException {
        return cloud(text, "").targets();
    }

    @Test
    void awsFindsOutForItselfWhatIsLeftOut() throws IOException {
        var settings = cloud("aws { elastic-ip = eipalloc-0a, private-ip = true }", "");
        var access = new AwsAccess(null, null, METADATA, null, new EnvironmentOrRole());
        assertThat(settings)
                .isEqualTo(new CloudSettings(
                        "web",
                        "ha1",
                        "eth1",
                        List.of(ip("10.77.0.100"), ip("10.77.0.101")),
                        CloudPace.DEFAULT,
                        List.of(
                                new CloudTarget.AwsElasticIp(access, "eipalloc-0a"),
                                new CloudTarget.AwsPrivateIp(access, ip("10.77.0.100")),
                                new CloudTarget.AwsPrivateIp(access, ip("10.77.0.101")))));
    }

    @Test
    void theElectionSettlesForAnAdvertIntervalAndForASecondAtMost() throws IOException {
        var aws = "aws { elastic-ip = eipalloc-0a }";
        assertThat(cloud(aws, "advert-interval = 100ms,").pace().settle()).isEqualTo(Duration.ofMillis(100));
        assertThat(cloud(aws, "advert-interval = 10s,").pace().settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(cloud(aws + ", settle = 0s, timeout = 2s, tries = 3, check-interval = 0s", "")
                        .pace())
                .isEqualTo(new CloudPace(Duration.ZERO, Duration.ofSeconds(2), 3, Duration.ZERO));
    }

    @Test
    void awsMayBeToldEverything() throws IOException {
        Files.writeString(folder.resolve("aws-secret"), " from-a-file \n");
        assertThat(targets("""
                                aws {
                                  routes = [
                                    { table = rtb-0a, destination = 10.99.0.0/24 }
                                    { table = rtb-0b, destination = "2001:db8::/32" }
                                  ]
                                  network-interface = eni-0c, region = eu-west-1, access-key-id = AKIA1
                                  secret-access-key-file = aws-secret
                                  endpoint = "https://vpce.example.com/ec2", metadata-endpoint = "http://127.0.0.1:8080"
                                }"""))
                .containsExactly(
                        new CloudTarget.AwsRoute(access(), "rtb-0a", "10.99.0.0/24"),
                        new CloudTarget.AwsRoute(access(), "rtb-0b", "2001:db8::/32"));
    }

    private static AwsAccess access() {
        return new AwsAccess(
                "eu-west-1",
                URI.create("https://vpce.example.com/ec2"),
                URI.create("http://127.0.0.1:8080"),
                "eni-0c",
                new CloudTarget.AccessKey("AKIA1", new Secret("from-a-file")));
    }

    @Test
    void theOthersAreRead() throws IOException {
        assertThat(targets("""
                                digitalocean { reserved-ip = 203.0.113.7, token = abc }
                                hetzner { floating-ip = 4711, token = def, endpoint = "http://127.0.0.1:1" }
                                openstack {
                                  floating-ip = 203.0.113.9, auth-url = "https://keystone:5000/v3", port = p-1
                                  user { name = lb, password = ghi, project = web }
                                }"""))
                .containsExactly(
                        new CloudTarget.DigitalOceanReservedIp(
                                URI.create("https://api.digitalocean.com"),
                                METADATA,
                                new Secret("abc"),
                                ip("203.0.113.7")),
                        new CloudTarget.OpenStackFloatingIp(
                                new CloudTarget.OpenStackAccess(
                                        URI.create("https://keystone:5000/v3"),
                                        null,
                                        null,
                                        new CloudTarget.UserPassword(
                                                "lb", "Default", new Secret("ghi"), "web", "Default")),
                                ip("203.0.113.9"),
                                "p-1"),
                        new CloudTarget.HetznerFloatingIp(
                                URI.create("http://127.0.0.1:1"), METADATA, new Secret("def"), 4711));
    }

    @Test
    void aWebhookMayHaveATokenAndHeaders() throws IOException {
        assertThat(targets("""
                                webhooks { dns {
                                  move {
                                    url = "https://dns.example.com/{node}", token = abc, headers { X-Key = k }
                                    body = "b", status = 204
                                  }
                                  verify { url = "https://dns.example.com/", contains = "{node}" }
                                } }"""))
                .containsExactly(new CloudTarget.Webhook(
                        "dns",
                        new CloudTarget.WebhookRequest(
                                "POST",
                                new Secret("https://dns.example.com/{node}"),
                                Map.of("X-Key", new Secret("k"), "Authorization", new Secret("Bearer abc")),
                                new Secret("b"),
                                204,
                                204,
                                ""),
                        null,
                        new CloudTarget.WebhookRequest(
                                "GET", new Secret("https://dns.example.com/"), Map.of(), null, 200, 299, "{node}")));
    }

    @Test
    void aSecretIsNotInWhatIsPrintedOfTheConfiguration() throws IOException {
        var printed = cloud("""
                        digitalocean { reserved-ip = 203.0.113.7, token = hush-1 }
                        openstack {
                          floating-ip = 203.0.113.9, auth-url = "https://keystone:5000/v3"
                          application-credential { id = app, secret = hush-2 }
                        }
                        webhooks { a { move { url = "https://hush-3/", headers { K = hush-4 }, body = hush-5 } } }
                        aws { elastic-ip = eipalloc-0a, access-key-id = AKIA1, secret-access-key = hush-6 }
                        """, "").toString();
        assertThat(printed).contains("AKIA1").doesNotContain("hush");
    }

    @Test
    void aNodeMayHaveANetworkInterfaceOfItsOwn() throws IOException {
        var text = """
                nodes {
                  ha1 { address = 10.77.0.1 }
                  ha2 {
                    address = 10.77.0.2, priority = 90
                    override { virtual-ips.web.cloud.aws.network-interface = eni-0d }
                  }
                }
                virtual-ips { web {
                  address = 10.77.0.100, interface = eth1, router-id = 51
                  cloud { aws { elastic-ip = eipalloc-0a, network-interface = eni-0c } }
                } }
                """;
        assertThat(networkInterface(loading.as("ha1", text))).isEqualTo("eni-0c");
        assertThat(networkInterface(loading.as("ha2", text))).isEqualTo("eni-0d");
    }

    private static String networkInterface(Configuration configuration) {
        var target = configuration.clouds().getFirst().targets().getFirst();
        return ((CloudTarget.AwsElasticIp) target).access().networkInterface();
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }
}
