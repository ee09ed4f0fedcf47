package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.admin.problem.Problem;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Capture;
import lb.proxy.settings.Captures;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.FrontendLog;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.Http2Limits;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Monitor;
import lb.proxy.settings.Network;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Tracing;
import lb.proxy.settings.UniqueId;
import lb.proxy.settings.UnixPermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a good file becomes: listeners, limits and all that it leaves out. */
class LoadingTest {
    private final Loading loading;

    LoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aFirstFileGetsCautiousValuesForAllThatItLeavesOut() throws IOException {
        var proxy = loading.configuration(Loading.FRONTEND + Loading.BACKEND).proxy();
        var seconds2 = Duration.ofSeconds(2);
        assertThat(proxy.frontends())
                .containsExactly(new FrontendSettings(
                        "f",
                        Mode.HTTP,
                        List.of(new BindSettings(new InetSocketAddress("0.0.0.0", 80))),
                        "b",
                        new FrontendTimeouts(Duration.ofSeconds(50), Duration.ofSeconds(10), Duration.ofSeconds(10)),
                        FrontendHttp.STANDARD,
                        FrontendRouting.NONE,
                        FrontendUdp.STANDARD,
                        LogFormat.Known.NONE,
                        false,
                        List.of()));
        assertThat(proxy.backends())
                .containsExactly(new BackendSettings(
                        "b",
                        Mode.HTTP,
                        new Balancing(new Balance.RoundRobin()),
                        new BackendTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(50)),
                        BackendHttp.STANDARD,
                        MessageEdits.NONE,
                        BackendUdp.STANDARD,
                        new Retrying(3, true),
                        List.of(ServerSettings.of("s", new InetSocketAddress("10.0.0.1", 80), 1)
                                .withCheck(new CheckSettings(new CheckSettings.Connect(), seconds2, seconds2, 2, 3)))));
        assertThat(proxy.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void theSpreadOfChecksIsRead() throws IOException {
        String rest = Loading.FRONTEND + Loading.BACKEND;
        assertThat(loading.configuration("spread-checks = 0\n" + rest).proxy().spreadChecks())
                .isZero();
        assertThat(loading.configuration(rest).proxy().spreadChecks()).isEqualTo(5);
    }

    @Test
    void theDrainOfAStopIsRead() throws IOException {
        String rest = Loading.FRONTEND + Loading.BACKEND;
        assertThat(loading.configuration(rest).drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(loading.configuration("stop.drain = 300ms\n" + rest).drain()).isEqualTo(Duration.ofMillis(300));
        assertThat(loading.configuration("stop { drain = 0s }\n" + rest).drain())
                .isZero();
    }

    @Test
    void limitsAreRead() throws IOException {
        var proxy = loading.configuration("""
                max-connections = 5000
                max-session-rate = 300
                max-buffers = 8 GiB
                http { max-head = 64KiB, max-fields = 500 }
                frontends {
                  f { bind = ":80", default-backend = b, max-connections = 2000, max-session-rate = 100 }
                  g { bind = ":81", default-backend = b }
                }
                """ + Loading.BACKEND).proxy();
        assertThat(proxy.limits()).isEqualTo(new ProcessLimits(5000, 300, new HeadLimits(64 * 1024, 500), 8L << 30));
        assertThat(proxy.frontends())
                .extracting("limits")
                .containsExactly(new FrontendLimits(2000, 100), FrontendLimits.NONE);
        assertThat(loading.configuration(Loading.FRONTEND + Loading.BACKEND)
                        .proxy()
                        .limits())
                .isEqualTo(ProcessLimits.STANDARD);
    }

    @Test
    void limitsOfHttp2AreRead() throws IOException {
        String rest = Loading.FRONTEND + Loading.BACKEND;
        Http2Limits standard = Http2Limits.STANDARD;
        assertThat(loading.configuration(rest).proxy().limits().http2()).isEqualTo(standard);
        assertThat(loading.configuration("http2.enabled = false\n" + rest)
                        .proxy()
                        .limits()
                        .http2())
                .isNull();
        assertThat(loading.configuration(
                                "http2 { max-concurrent-streams = 7, initial-window = 128KiB, max-resets = 5 }\n"
                                        + rest)
                        .proxy()
                        .limits()
                        .http2())
                .extracting("concurrentStreams", "streamWindow", "connectionWindow", "resets")
                .containsExactly(
                        7,
                        128 * 1024,
                        standard.connectionWindow(),
                        new Http2Limits.Rate(5, standard.resets().in()));
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "2k, 2048", "3K, 3072", "4KiB, 4096", "5 KiB, 5120", "1m, 1048576", "1MiB, 1048576"})
    void sizesMayHaveUnits(String written, int bytes) throws IOException {
        assertThat(loading.configuration("http.max-head = \"" + written + "\"\n" + Loading.FRONTEND + Loading.BACKEND)
                        .proxy()
                        .limits()
                        .heads()
                        .bytes())
                .isEqualTo(bytes);
    }

    @Test
    void aServersLimitAndTheWaitForItAreRead() throws IOException {
        var backends = loading.configuration("""
                defaults { timeouts { connect = 3s } }
                frontends {
                  f { bind = ":80", default-backend = a }
                  g { bind = ":81", default-backend = b }
                }
                backends {
                  a { servers { s { address = "10.0.0.1:80", max-connections = 20 } } }
                  b { timeouts { queue = 30s }, servers { s = "10.0.0.1:80" } }
                }
                """).proxy().backends();
        assertThat(backends)
                .extracting(backend -> backend.timeouts().queue().toSeconds())
                .containsExactly(3L, 30L);
        assertThat(backends)
                .extracting(backend -> backend.servers().getFirst().share().maxConnections())
                .containsExactly(20, 0);
    }

    @Test
    void whatIsLoggedIsReadAndAFrontendHasItsOwn() throws IOException {
        var configuration = loading.configuration("""
                defaults {
                  log = [ "/dev/log", { to = "tcp@10.0.0.1:514", length = 4096, sample = "1-2,5:10" } ]
                  log-normal = false
                  log-format = "%ci %r"
                  capture {
                    request-headers = { name = Host, length = 64 }
                    response-headers = [ { name = Server, length = 10 }, { name = Age, length = 5 } ]
                    cookie { name = "A=", length = 20 }
                  }
                }
                frontends {
                  one { bind = ":80", default-backend = b }
                  two {
                    bind = ":81", default-backend = b, log-normal = true, log-separate-errors = true
                    capture { request-headers = [], cookie { name = B, length = 30 } }
                  }
                  raw { bind = ":82", mode = tcp, default-backend = c }
                }
                backends {
                  b { servers { s = "10.0.0.1:80" } }
                  c { mode = tcp, servers { s = "10.0.0.1:80" } }
                }
                """);
        var servers = List.of(new Capture("Server", 10), new Capture("Age", 5));
        assertThat(configuration.proxy().frontends())
                .extracting(frontend -> frontend.http().captures())
                .containsExactly(
                        new Captures(List.of(new Capture("Host", 64)), servers, new Capture("A=", 20)),
                        new Captures(List.of(), servers, new Capture("B", 30)),
                        Captures.NONE);
        var line = new LogFormat.Template("%ci %r");
        assertThat(configuration.proxy().frontends())
                .extracting(FrontendSettings::logging)
                .containsExactly(
                        new FrontendLog(line, false, false, false),
                        new FrontendLog(line, false, true, true),
                        new FrontendLog(LogFormat.Known.TCP, false, false, false));
        assertThat(configuration.logTargets())
                .extracting(LogTarget::lines)
                .containsExactly(
                        LogTarget.Lines.STANDARD,
                        new LogTarget.Lines(
                                4096,
                                new LogSample(List.of(new LogSample.Range(1, 2), new LogSample.Range(5, 5)), 10)));
    }

    @Test
    void whatRequestsAreCalledAndWhoAsksIsRead() throws IOException {
        var configuration = loading.configuration("""
                tracing { otlp = "HTTP://10.0.0.9:4318", headers { X-Scope = a } }
                defaults {
                  unique-id { format = "%ci-%rt" }
                  capture.cookie { name = id, length = 9 }
                  tracing { mode = start, sample-one-in = 7 }
                }
                frontends {
                  one { bind = ":80", default-backend = b }
                  two {
                    bind = ":81", default-backend = b
                    unique-id { format = "%pid %Ts", header = X-ID }
                    tracing.mode = pass
                    monitor { uri = "/alive?x", fail-without = [ b, c ] }
                  }
                  three { bind = ":82", default-backend = b, unique-id = none, capture.cookie = none, tracing { mode = off }, monitor.uri = / }
                  raw { bind = ":83", mode = tcp, default-backend = c }
                }
                backends {
                  b { servers { s = "10.0.0.1:80" } }
                  c { mode = tcp, servers { s = "10.0.0.1:80" } }
                }
                """);
        var frontends = configuration.proxy().frontends();
        var common = new UniqueId(new LogFormat.Template("%ci-%rt"), null);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().uniqueId())
                .containsExactly(common, new UniqueId(new LogFormat.Template("%pid %Ts"), "X-ID"), null, null);
        var cookie = new Capture("id", 9);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().captures().cookie())
                .containsExactly(cookie, cookie, null, null);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().tracing())
                .containsExactly(new Tracing(true, 7), new Tracing(false, 7), null, null);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().monitor())
                .containsExactly(null, new Monitor("/alive?x", List.of("b", "c")), new Monitor("/", List.of()), null);
        assertThat(configuration.spans())
                .isEqualTo(new Collector(
                        URI.create("http://10.0.0.9:4318/v1/traces"), Map.of("X-Scope", new Secret("a"))));
    }

    @Test
    void defaultsThatDoNotFitTheModeFallBack() throws IOException {
        var frontends = loading.configuration("""
                defaults { log = stdout, log-format = httplog, forwarded-for = true }
                frontends {
                  h { bind = ":80", default-backend = b }
                  t { bind = ":81", mode = tcp, default-backend = c, log-format = none }
                  u { bind = ":82", mode = tcp, default-backend = c }
                }
                backends {
                  b { servers { s = "10.0.0.1:80" } }
                  c { mode = tcp, servers { s = "10.0.0.1:80" } }
                }
                """).proxy().frontends();
        assertThat(frontends)
                .extracting(FrontendSettings::log)
                .containsExactly(LogFormat.Known.HTTP, LogFormat.Known.NONE, LogFormat.Known.TCP);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().forwarding().forwardedFor())
                .containsExactly(AddressField.named("X-Forwarded-For"), null, null);
    }

    @Test
    void aListenerIsAnAddressARangeOrASocketOfAnotherKindAndMayHaveOptions() throws IOException {
        var frontends = loading.configuration("""
                frontends {
                  f {
                    bind = [
                      "*:80", "10.0.0.9:80", "[::]:8000-8002", "unix@/run/a.sock", "abns@a", "abnsz@a", "fd@3"
                      {
                        address = "*:81", accept-proxy = [ "10.0.0.0/8", 192.0.2.7 ], reuse-port = true, v6only = false
                        tcp-fast-open = true, defer-accept = true, transparent = true, backlog = 7, interface = eth0
                        tcp-keep-alive { idle = 1m, count = 4 }, tcp-user-timeout = 5s, max-segment-size = 1400
                      }
                      { address = "/run/b.sock", accept-proxy = true, mode = "640", user = lb, group = web }
                    ]
                    default-backend = b
                  }
                }
                """ + Loading.BACKEND).proxy().frontends();
        var binds = frontends.getFirst().binds();
        assertThat(binds)
                .extracting(bind -> bind.address().toString())
                .containsExactly(
                        "/0.0.0.0:80",
                        "/10.0.0.9:80",
                        "/[0:0:0:0:0:0:0:0]:8000",
                        "/[0:0:0:0:0:0:0:0]:8001",
                        "/[0:0:0:0:0:0:0:0]:8002",
                        "/run/a.sock",
                        "abns@a",
                        "abnsz@a",
                        "fd@3",
                        "/0.0.0.0:81",
                        "/run/b.sock");
        assertThat(binds.get(9))
                .isEqualTo(new BindSettings(
                        new InetSocketAddress("0.0.0.0", 81),
                        new AcceptProxy(
                                false,
                                List.of(
                                        new Network(InetAddress.ofLiteral("10.0.0.0"), 8),
                                        new Network(InetAddress.ofLiteral("192.0.2.7"), 32))),
                        new ListenOptions(7, true, false, true, true, true, null),
                        new TcpOptions(
                                new KeepAlive(Duration.ofMinutes(1), Duration.ZERO, 4),
                                Duration.ofSeconds(5),
                                1400,
                                "eth0")));
        assertThat(binds.get(10).acceptProxy()).isEqualTo(AcceptProxy.FROM_EVERYBODY);
        assertThat(binds.get(10).listen().permissions()).isEqualTo(new UnixPermissions(0640, "lb", "web"));
    }

    @Test
    void aVirtualAddressHasTheRfcsVersionAndServesWhatListensOnIt() throws IOException {
        var file = Files.writeString(loading.folder().resolve("lb.conf"), """
                nodes { ha1 { address = 10.0.0.1 }, ha2 { address = 10.0.0.2, priority = 90 } }
                virtual-ips { web { address = 10.0.0.9/24, router-id = 7, priority { ha1 = 80 } } }
                frontends {
                  all { bind = ":80", default-backend = b }
                  its { bind = "10.0.0.9:81", default-backend = b }
                  local { bind = "127.0.0.1:82", default-backend = b }
                }
                """ + Loading.BACKEND);
        var loaded = Loading.loaded(ConfigurationFile.load(
                file, Machines.named("x", "lo 127.0.0.1/8", "eth0 10.0.0.1/24"), Map.of(), host -> null));
        var router = loaded.configuration().virtualRouters().getFirst();
        assertThat(router.version()).isEqualTo(3);
        assertThat(router.priority()).isEqualTo(80);
        assertThat(router.interfaceName()).isEqualTo("eth0");
        assertThat(router.advertInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(router.preemption().allowed()).isTrue();
        assertThat(router.peers()).isEqualTo(new VirtualRouterSettings.Multicast());
        assertThat(router.whenUnusable()).isEqualTo(new LowerPriority(100));
        assertThat(loaded.configuration().serves())
                .isEqualTo(Map.of("web", new Serving(List.of("all", "its"), Map.of())));
        assertThat(loaded.warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "virtual-ip \"web\": address \"10.0.0.9/24\" is held as /32, so that it never is a source address;"
                                + " where the interface has no other address in 10.0.0.0/24, its route moves with it");
    }

    @Test
    void datagramsHaveAModeWithTheirOwnSettings() throws IOException {
        var proxy = loading.configuration("""
                frontends {
                  dns { mode = udp, bind = "*:53", default-backend = ns, max-sessions = 500, timeouts { client = 3s } }
                  dns-tcp { mode = tcp, bind = "*:53", default-backend = ns-tcp }
                }
                backends {
                  ns { mode = udp, replies = 1, servers { a = "10.0.0.1:53" } }
                  ns-tcp { mode = tcp, servers { a = "10.0.0.1:53" } }
                }
                """).proxy();
        var frontend = proxy.frontends().getFirst();
        assertThat(frontend.mode()).isEqualTo(Mode.UDP);
        assertThat(frontend.udp()).isEqualTo(new FrontendUdp(500));
        assertThat(frontend.timeouts().client()).isEqualTo(Duration.ofSeconds(3));
        assertThat(proxy.backends().getFirst().udp()).isEqualTo(new BackendUdp(1));
        assertThat(proxy.backends().getLast().udp()).isEqualTo(BackendUdp.STANDARD);
    }
}
