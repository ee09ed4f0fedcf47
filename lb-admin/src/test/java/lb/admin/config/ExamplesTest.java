package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.problem.Problem;
import lb.ha.settings.Secret;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.NoAuthentication;
import lb.ha.settings.VirtualRouterSettings.SimpleText;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerSettings;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in conf/ works, and the four labs mean what their originals meant. */
class ExamplesTest {
    static Stream<String> files() throws Exception {
        try (var files = Files.list(Machines.conf())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyExampleIsReadForEachOfItsNodesWithoutAWarning(String file, @TempDir Path folder) throws Exception {
        var nodes = switch (file) {
            case "four-nodes.conf", "lb.conf" -> List.of("ha1", "ha2");
            case "openstack.conf" -> List.of("hera", "afrodita");
            case "aws.conf" -> List.of("master", "backup");
            case "floating-ip.conf" -> List.of("primary", "secondary");
            default -> List.<String>of();
        };
        var expected = file.equals("openstack.conf")
                ? List.of("virtual-ip \"vi_50\": two nodes have the same priority: of those the one with the higher"
                        + " address becomes master")
                : List.of();
        if (nodes.isEmpty()) {
            var certificates = Files.createDirectory(folder.resolve("certs"));
            TestCertificates.authority("Test").issue("www.test").in(certificates.resolve("www.pem"));
            var text =
                    Files.readString(Machines.conf().resolve(file)).replace("/etc/lb/certs", certificates.toString());
            var written = Files.writeString(folder.resolve(file), text);
            var result = load(written, Machines.PLAIN);
            assertThat(result.warnings()).isEmpty();
            SameTwiceTest.assertSame(
                    result.configuration(), load(written, Machines.PLAIN).configuration());
        }
        for (var node : nodes) {
            var result = load(file, Machines.told(node));
            assertThat(result.configuration().node()).isEqualTo(node);
            SameTwiceTest.assertSame(
                    result.configuration(), load(file, Machines.told(node)).configuration());
            assertThat(result.warnings().stream().map(Problem::message).toList())
                    .isEqualTo(expected);
        }
    }

    @Test
    void theFileInTheReadmeIsReadForBothOfItsNodesWithoutAWarning(@TempDir Path folder) throws Exception {
        var readme = Files.readString(Machines.conf().resolveSibling("README.md"));
        var examples = Pattern.compile("(?ms)^```hocon\n(.*?)^```$")
                .matcher(readme)
                .results()
                .toList();
        assertThat(examples).isNotEmpty();
        for (var example : examples) {
            var file = Files.writeString(folder.resolve("lb.conf"), example.group(1));
            for (var node : List.of("ha1", "ha2")) {
                var result = load(file, Machines.told(node));
                assertThat(result.warnings()).isEmpty();
                assertThat(result.configuration().virtualRouters()).isNotEmpty();
            }
        }
    }

    @Test
    void theFourNodeLabIsThatOfHaproxyAndKeepalived() {
        var ha1 = load("four-nodes.conf", Machines.named("ubuntu", "eth1 192.168.56.21/24"))
                .configuration();
        var ha2 = load("four-nodes.conf", Machines.named("ubuntu", "eth1 192.168.56.22/24"))
                .configuration();
        assertThat(ha1.node()).isEqualTo("ha1");
        assertThat(ha2.node()).isEqualTo("ha2");
        assertThat(ha1.proxy()).isEqualTo(ha2.proxy());

        var ours = ha1.virtualRouters().getFirst();
        assertThat(ours)
                .isEqualTo(new VirtualRouterSettings(
                        "vi_1",
                        "eth1",
                        101,
                        2,
                        101,
                        Duration.ofSeconds(2),
                        List.of(ip("192.168.56.69")),
                        List.of(VirtualAddress.of(ip("192.168.56.69"))),
                        List.of(),
                        List.of(),
                        VirtualRouterSettings.Preemption.AT_ONCE,
                        Duration.ZERO,
                        null,
                        new Unicast(ip("192.168.56.21"), List.of(ip("192.168.56.22")), 255),
                        false,
                        new SimpleText(new Secret("mylittle")),
                        VirtualRouterSettings.ChecksumForm.PSEUDO_HEADER,
                        VirtualRouterSettings.GratuitousArp.DEFAULT,
                        new LowerPriority(100),
                        Tracking.NONE,
                        VirtualRouterSettings.Holding.DEFAULT));
        var theirs = ha2.virtualRouters().getFirst();
        assertThat(theirs.priority()).isEqualTo(100);
        assertThat(theirs.peers()).isEqualTo(new Unicast(ip("192.168.56.22"), List.of(ip("192.168.56.21")), 255));
        assertThat(ha1.serves()).isEqualTo(Map.of("vi_1", new Serving(List.of("myweb"), Map.of())));

        var frontend = ha1.proxy().frontends().getFirst();
        assertThat(frontend.mode()).isEqualTo(Mode.TCP);
        assertThat(frontend.binds()).containsExactly(new BindSettings(new InetSocketAddress("0.0.0.0", 80)));
        assertThat(frontend.log()).isEqualTo(LogFormat.Known.TCP);
        var check = new CheckSettings(new CheckSettings.Connect(), Duration.ofSeconds(2), Duration.ofSeconds(2), 2, 3);
        assertThat(ha1.proxy().backends().getFirst().servers())
                .containsExactly(
                        ServerSettings.of("web1", new InetSocketAddress("192.168.56.11", 80), 1)
                                .withCheck(check),
                        ServerSettings.of("web2", new InetSocketAddress("192.168.56.12", 80), 1)
                                .withCheck(check));
        assertThat(ha1.logTargets())
                .containsExactly(
                        new LogTarget.LocalSocket(Path.of("/dev/log"), LogTarget.Facility.LOCAL0, LogTarget.Level.INFO),
                        new LogTarget.LocalSocket(
                                Path.of("/dev/log"), LogTarget.Facility.LOCAL1, LogTarget.Level.NOTICE));
    }

    @Test
    void theOpenstackLabHasAPageAndALogOfItsOwnOnEachNode() {
        var hera = load("openstack.conf", Machines.named("hera")).configuration();
        var afrodita =
                load("openstack.conf", Machines.named("Afrodita.example.com")).configuration();
        assertThat(hera.stats())
                .isEqualTo(new StatsSettings(
                        List.of(new BindSettings(new InetSocketAddress("192.168.1.110", 80))),
                        List.of(),
                        "/stats",
                        "HAProxy Statistics",
                        Map.of("admin", "password"),
                        Map.of(),
                        false,
                        List.of(),
                        StatsLook.STANDARD,
                        null));
        assertThat(afrodita.stats().binds())
                .containsExactly(new BindSettings(new InetSocketAddress("192.168.1.111", 80)));
        assertThat(afrodita.logTargets())
                .containsExactly(new LogTarget.Syslog(
                        new InetSocketAddress("192.168.1.111", 514), LogTarget.Facility.LOCAL0, LogTarget.Level.INFO));
        var router = hera.virtualRouters().getFirst();
        assertThat(router.peers()).isEqualTo(new Multicast());
        assertThat(router.version()).isEqualTo(2);
        assertThat(router.routerId()).isEqualTo(50);
        assertThat(router.authentication()).isEqualTo(new NoAuthentication());
        assertThat(hera.serves()).isEqualTo(Map.of("vi_50", new Serving(List.of(), Map.of())));
    }

    @Test
    void theCloudLabsGiveTheAddressUp() {
        var aws = load("aws.conf", Machines.named("ip-172-31-131-178", "eth0 172.31.131.178/20"))
                .configuration();
        assertThat(aws.node()).isEqualTo("backup");
        assertThat(aws.virtualRouters().getFirst().whenUnusable()).isEqualTo(new GiveUp());
        assertThat(aws.virtualRouters().getFirst().priority()).isEqualTo(100);
        var floating = load("floating-ip.conf", Machines.named("primary")).configuration();
        assertThat(floating.virtualRouters().getFirst().priority()).isEqualTo(200);
        assertThat(floating.virtualRouters().getFirst().version()).isEqualTo(2);
        assertThat(floating.proxy()
                        .backends()
                        .getFirst()
                        .servers()
                        .getFirst()
                        .check()
                        .probe())
                .isEqualTo(new CheckSettings.Http("GET", "/", "127.0.0.1:8080", 200, 399));
    }

    private static LoadResult.Loaded load(String file, NodeIdentity identity) {
        return load(Machines.conf().resolve(file), identity);
    }

    private static LoadResult.Loaded load(Path file, NodeIdentity identity) {
        var result = ConfigurationFile.load(
                file,
                identity,
                Map.of("LB_STATS_PASSWORD", "tell-nobody", "LB_STATS_TOKEN", "tell-nobody-either"),
                host -> {
                    throw new AssertionError("no example should need a name server, but one asks for " + host);
                });
        assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }

    private static Inet4Address ip(String text) {
        return Inet4Address.ofLiteral(text);
    }
}
