package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import lb.proxy.settings.ServerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers of a good file: their order, their addresses, their checks. */
class ServersLoadingTest {
    private final Loading loading;

    ServersLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void serversKeepTheOrderOfTheirLinesWhateverTheirNames() throws IOException {
        assertThat(loading.servers("""
                zebra = "10.0.0.1:80"
                web10 { address = "10.0.0.2:80" }
                web9.address = "10.0.0.3:80"
                apple = "10.0.0.4:80"
                web10.weight = 5
                """)).containsExactly("zebra", "web10", "web9", "apple");
    }

    @Test
    void serversThatAreSubstitutionsKeepTheOrderOfTheLinesWhereTheyAreUsed() throws IOException {
        var configuration = loading.configuration("""
                frontends {
                  f { bind = ":80", default-backend = b }
                  g { bind = ":81", default-backend = c }
                }
                backends {
                  b { servers {
                    first = ${backends.c.servers.one}
                    second = ${backends.c.servers.two}
                  } }
                  c { servers {
                    two = "10.0.0.2:80"
                    one = "10.0.0.1:80"
                  } }
                }
                """);
        assertThat(Loading.names(configuration)).containsExactly("first", "second");
    }

    @Test
    void aListOfServersMayStandOnOneLine() throws IOException {
        var backend =
                loading.configuration(Loading.FRONTEND + """
                backends { b { servers = [ { name = z, address = "10.0.0.1:80" }, { name = a, address = "10.0.0.2:80", weight = 7 } ] } }
                """).proxy().backends().getFirst();
        assertThat(backend.servers()).extracting(ServerSettings::name).containsExactly("z", "a");
        assertThat(backend.servers())
                .extracting(server -> server.share().weight())
                .containsExactly(1, 7);
    }

    @Test
    void aServersCheckIsThatOfItsBackendAndThatThatOfTheDefaultsWhereTheyLeaveSomethingOut() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                defaults { check { type = http, path = /up, interval = 4s, fall = 5 } }
                backends { b {
                  check { rise = 7, interval = 3s, host = x }
                  servers {
                    own { address = "10.0.0.1:80", check { fall = 9, expect = 204, timeout = 1s } }
                    none { address = "10.0.0.2:80", check = false }
                    plain = "10.0.0.3:8080"
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        assertThat(servers.get(0).check())
                .isEqualTo(new CheckSettings(
                        new CheckSettings.Http("GET", "/up", "x", 204, 204),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        7,
                        9));
        assertThat(servers.get(1).check()).isNull();
        assertThat(servers.get(2).check())
                .isEqualTo(new CheckSettings(
                        new CheckSettings.Http("GET", "/up", "x", 200, 399),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        7,
                        5));
    }

    @Test
    void datagramsHaveChecksOfTheirOwn() throws IOException {
        var backends = loading.configuration("""
                defaults.check { type = http, path = /up, interval = 4s }
                frontends { f { mode = udp, bind = ":53", default-backend = ns } }
                backends {
                  ns {
                    mode = udp
                    check { type = dns, name = example.com, record = SOA, expect = [ NOERROR, NXDOMAIN ] }
                    servers { a = "10.0.0.1:53" }
                  }
                  game { mode = udp, check { send = "\\u00FFping", expect = pong }, servers { a = "10.0.0.1:99" } }
                  logs { mode = udp, servers { a = "10.0.0.1:514" } }
                  logs-by-tcp { mode = udp, check { type = connect, port = 601 }, servers { a = "10.0.0.1:514" } }
                }
                """).proxy().backends();
        var checks = backends.stream()
                .map(backend -> backend.servers().getFirst().check())
                .toList();
        var seconds4 = Duration.ofSeconds(4);
        assertThat(checks)
                .containsExactly(
                        new CheckSettings(
                                new CheckSettings.Dns(
                                        "example.com", DnsType.SOA, Set.of(DnsCode.NOERROR, DnsCode.NXDOMAIN)),
                                seconds4,
                                seconds4,
                                2,
                                3),
                        new CheckSettings(new CheckSettings.Datagram("\u00FFping", "pong"), seconds4, seconds4, 2, 3),
                        new CheckSettings(new CheckSettings.Datagram("", null), seconds4, Duration.ofMillis(500), 2, 3),
                        new CheckSettings(new CheckSettings.Connect(), 601, seconds4, seconds4, 2, 3));
    }

    @Test
    void aHostNameIsLookedUpAndIpv4Preferred() throws IOException {
        var file = Files.writeString(loading.folder().resolve("lb.conf"), Loading.FRONTEND + """
                backends { b { servers {
                  one = "web1.example:80"
                  two = "web1.example:81"
                  six = "[2001:db8::1]:80"
                } } }
                """);
        var asked = new AtomicInteger();
        var loaded = Loading.loaded(ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> {
            asked.incrementAndGet();
            return new InetAddress[] {InetAddress.ofLiteral("2001:db8::2"), InetAddress.ofLiteral("10.1.1.1")};
        }));
        assertThat(loaded.configuration().proxy().backends().getFirst().servers())
                .extracting(ServerSettings::address)
                .containsExactly(
                        new InetSocketAddress("10.1.1.1", 80),
                        new InetSocketAddress("10.1.1.1", 81),
                        new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 80));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aNameServerThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
        var never = new CountDownLatch(1);
        var names = new HostNames(
                host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                },
                Duration.ofMillis(20));
        assertThat(catchThrowableOfType(ValueException.class, () -> names.address("slow.example"))
                        .detail())
                .isEqualTo("host name \"slow.example\" was not found within 20ms");
        never.countDown();
    }
}
