package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.PortRange;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.SourceOptions;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sockets towards the servers of a good file. */
class ServerSocketsLoadingTest {
    private final Loading loading;

    ServerSocketsLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aServerMayBeAUnixSocketWithoutTheSourceOfItsBackend() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                backends { b {
                  source = 10.0.0.2
                  check { type = http }
                  servers {
                    a = "/run/a.sock"
                    b { address = "abnsz@b", send-proxy = v2 }
                    c = "abns@c"
                    d = "10.0.0.1:80"
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        assertThat(servers.stream().map(ServerSettings::address))
                .containsExactly(
                        UnixAddress.file("/run/a.sock"),
                        UnixAddress.tight("b"),
                        UnixAddress.padded("c"),
                        new InetSocketAddress("10.0.0.1", 80));
        assertThat(servers.stream().map(server -> server.connect().source()).map(String::valueOf))
                .containsExactly("null", "null", "null", "/10.0.0.2");
        assertThat(servers.getFirst().check())
                .isNotNull()
                .satisfies(check ->
                        assertThat(check.probe()).isEqualTo(new CheckSettings.Http("GET", "/", "localhost", 200, 399)));
    }

    @Test
    void optionsOfConnectionsToAServerAreItsOwnOverThoseOfItsBackend() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                backends { b {
                  tcp-keep-alive { idle = 60s, interval = 10s, count = 6 }
                  interface = eth1
                  servers {
                    a = "10.0.0.1:80"
                    b { address = "10.0.0.2:80", tcp-keep-alive = false, tcp-user-timeout = 30s, max-segment-size = 1400 }
                    c = "/run/c.sock"
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        var keepAlive = new KeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(10), 6);
        assertThat(servers.stream().map(server -> server.connect().tcp()))
                .containsExactly(
                        new TcpOptions(keepAlive, Duration.ZERO, 0, "eth1"),
                        new TcpOptions(null, Duration.ofSeconds(30), 1400, "eth1"),
                        TcpOptions.STANDARD);
    }

    @Test
    void connectionsComeFromPortsOrTheClientsAddress() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                backends { b {
                  source = "10.0.0.2:20000-29999"
                  servers {
                    a = "10.0.0.1:80"
                    b { address = "10.0.0.1:81", source = "[fd00::2]:4000" }
                    c { address = "10.0.0.1:82", source = "*:1-65535" }
                    d { address = "10.0.0.1:83", source = "fd00::3", transparent-source = true }
                    e = "/run/e.sock"
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        assertThat(servers.stream().map(server -> server.connect().sourceOptions()))
                .containsExactly(
                        new SourceOptions(new PortRange(20_000, 29_999), false),
                        new SourceOptions(new PortRange(4000, 4000), false),
                        new SourceOptions(new PortRange(1, 65_535), false),
                        SourceOptions.OF_CLIENT,
                        SourceOptions.STANDARD);
        assertThat(servers.stream().map(server -> server.connect().source()).map(String::valueOf))
                .containsExactly("/10.0.0.2", "/fd00:0:0:0:0:0:0:2", "null", "/fd00:0:0:0:0:0:0:3", "null");
    }

    @Test
    void aServerMayBeAtThePortOfTheClient() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                resolvers { dns { name-servers = [ "127.0.0.1" ] } }
                backends { b {
                  check { type = http, port = 8080 }
                  servers {
                    a = "10.0.0.1"
                    b = "10.0.0.1:"
                    c { address = "[fd00::1]:+1000" }
                    d { address = "[fd00::1]", check = false }
                    e = "app.example:-7"
                    f {
                      address = "10.0.0.1"
                      check { type = script, port = 80, steps = [ { connect { port = 81 } } ] }
                    }
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        var four = InetAddress.ofLiteral("10.0.0.1");
        var six = InetAddress.ofLiteral("fd00::1");
        assertThat(servers.stream().map(ServerSettings::address).limit(4))
                .containsExactly(
                        new MappedAddress(four, 0),
                        new MappedAddress(four, 0),
                        new MappedAddress(six, 1000),
                        new MappedAddress(six, 0));
        assertThat(servers.get(4).address())
                .hasToString("app.example:-7")
                .isInstanceOfSatisfying(
                        DnsAddress.class,
                        name -> assertThat(name.at(new InetSocketAddress(four, 0)))
                                .isEqualTo(new MappedAddress(four, -7)));
        assertThat(servers.stream()
                        .map(ServerSettings::check)
                        .filter(Objects::nonNull)
                        .map(CheckSettings::probe)
                        .filter(CheckSettings.Http.class::isInstance)
                        .map(probe -> ((CheckSettings.Http) probe).request().host()))
                .containsExactly("10.0.0.1:8080", "10.0.0.1:8080", "[fd00::1]:8080", "app.example:8080");
    }

    @Test
    void requestsMayComeWithTheSyn() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                backends { b {
                  tcp-fast-open = true
                  servers {
                    a = "10.0.0.1:80"
                    b { address = "10.0.0.1:81", tcp-fast-open = false }
                    c = "/run/c.sock"
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();
        assertThat(servers.stream().map(server -> server.connect().fastOpen())).containsExactly(true, false, false);
    }
}
