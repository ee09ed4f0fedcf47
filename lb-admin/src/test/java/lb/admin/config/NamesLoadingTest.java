package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.DnsAddress.Family;
import lb.proxy.settings.Resolver;
import lb.proxy.settings.ServerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers with names, and who is asked for them. */
class NamesLoadingTest {
    private static final String RESOLVERS = """
            resolvers { dns { name-servers = [ "10.0.0.53", "[::1]:5353" ] } }
            """;

    private final Loading loading;

    NamesLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aHostNameIsFollowedWhereThereAreNameServers() throws IOException {
        assertThat(servers(RESOLVERS, "a = \"App.example.net:8080\""))
                .extracting(ServerSettings::address)
                .containsExactly(new DnsAddress("app.example.net", 8080, Family.IPV4, standard(), null));
    }

    @Test
    void nameServersHaveHaproxysStandards() throws IOException {
        assertThat(resolver(servers(RESOLVERS, "a = \"app.example.net:8080\""))).isEqualTo(standard());
    }

    @Test
    void slotsMakeServersOfAService() throws IOException {
        var servers = servers(
                RESOLVERS, "web { address = \"_http._tcp.app.example.net\", slots = 3, weight = 5, init-addr = none }");

        assertThat(servers).extracting(ServerSettings::name).containsExactly("web1", "web2", "web3");
        assertThat(servers).extracting(server -> server.share().weight()).containsOnly(5);
        assertThat(servers)
                .extracting(ServerSettings::address)
                .containsOnly(new DnsAddress(
                        "_http._tcp.app.example.net", DnsAddress.PORT_OF_SERVICE, Family.IPV4, standard(), null));
    }

    @Test
    void aServerMayBeSomewhereUntilItsNameIsKnown() throws Exception {
        assertThat(servers(
                        RESOLVERS,
                        "a { address = \"a.example:80\", init-addr = [ 10.0.0.9, none ], resolve-prefer = ipv6 }"))
                .extracting(ServerSettings::address)
                .containsExactly(
                        new DnsAddress("a.example", 80, Family.IPV6, standard(), InetAddress.ofLiteral("10.0.0.9")));
    }

    @Test
    void ofSeveralTheDefaultOnesAreAskedUnlessOthersAreNamed() throws IOException {
        var several = """
                resolvers {
                  default { name-servers = 10.0.0.1 }
                  other {
                    name-servers = "10.0.0.2:54"
                    retries = 5
                    timeouts { resolve = 2s, retry = 500ms }
                    hold { valid = 1s, nx = 2s, timeout = 3s, refused = 4s, other = 5s, obsolete = 6s }
                    accepted-payload = 4096
                  }
                }
                """;
        assertThat(resolver(servers(several, "a = \"app.example.net:80\"")).name())
                .isEqualTo("default");
        assertThat(resolver(servers(several, "a { address = \"app.example.net:80\", resolvers = other }")))
                .isEqualTo(new Resolver(
                        "other",
                        List.of(new InetSocketAddress("10.0.0.2", 54)),
                        5,
                        new Resolver.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(500)),
                        new Resolver.Hold(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6)),
                        4096));
    }

    @Test
    void nameServersOfTheMachineAreThoseOfItsResolvConf() {
        assertThat(ResolverReader.inResolvConf(List.of(
                        "# nameserver 10.0.0.1",
                        "search example.net",
                        "nameserver\t10.0.0.2  # ours",
                        " nameserver 2001:db8::53",
                        "nameserver 10.0.0.2",
                        "nameserver ns.example",
                        "nameserver")))
                .containsExactly(new InetSocketAddress("10.0.0.2", 53), new InetSocketAddress("2001:db8::53", 53));
    }

    private List<ServerSettings> servers(String resolvers, String server) throws IOException {
        return loading.configuration(resolvers + Loading.FRONTEND + "backends { b { servers {\n" + server + "\n} } }\n")
                .proxy()
                .backends()
                .getFirst()
                .servers();
    }

    private static Resolver resolver(List<ServerSettings> servers) {
        return ((DnsAddress) servers.getFirst().address()).resolver();
    }

    private static Resolver standard() {
        return new Resolver(
                "dns",
                List.of(new InetSocketAddress("10.0.0.53", 53), new InetSocketAddress("::1", 5353)),
                3,
                new Resolver.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new Resolver.Hold(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ZERO),
                1232);
    }
}
