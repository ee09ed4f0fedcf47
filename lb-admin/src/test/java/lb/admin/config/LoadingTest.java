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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.Forwarding.Parameter;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Network;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.Reuse;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixPermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a good file becomes. */
class LoadingTest {
    private static final String BACKEND = "backends { b { servers { s = \"10.0.0.1:80\" } } }\n";
    private static final String FRONTEND = "frontends { f { bind = \":80\", default-backend = b } }\n";

    @TempDir
    Path folder;

    @Test
    void aFirstFileGetsCautiousValuesForAllThatItLeavesOut() throws IOException {
        var proxy = configuration(FRONTEND + BACKEND).proxy();
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
                        LogFormat.NONE,
                        false,
                        List.of()));
        assertThat(proxy.backends())
                .containsExactly(new BackendSettings(
                        "b",
                        Mode.HTTP,
                        Balance.ROUNDROBIN,
                        new BackendTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(50)),
                        BackendHttp.STANDARD,
                        3,
                        true,
                        MessageEdits.NONE,
                        BackendUdp.STANDARD,
                        List.of(new ServerSettings(
                                "s",
                                new InetSocketAddress("10.0.0.1", 80),
                                1,
                                false,
                                null,
                                new CheckSettings(new CheckSettings.Connect(), seconds2, seconds2, 2, 3)))));
        assertThat(proxy.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void datagramsHaveAModeWithTheirOwnSettings() throws IOException {
        var proxy = configuration("""
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

    @Test
    void datagramsHaveChecksOfTheirOwn() throws IOException {
        var backends = configuration("""
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
    void limitsAreRead() throws IOException {
        var proxy = configuration("""
                max-connections = 5000
                max-session-rate = 300
                http { max-head = 64KiB, max-fields = 500 }
                frontends {
                  f { bind = ":80", default-backend = b, max-connections = 2000, max-session-rate = 100 }
                  g { bind = ":81", default-backend = b }
                }
                """ + BACKEND).proxy();
        assertThat(proxy.limits()).isEqualTo(new ProcessLimits(5000, 300, new HeadLimits(64 * 1024, 500)));
        assertThat(proxy.frontends())
                .extracting("limits")
                .containsExactly(new FrontendLimits(2000, 100), FrontendLimits.NONE);
        assertThat(configuration(FRONTEND + BACKEND).proxy().limits()).isEqualTo(ProcessLimits.STANDARD);
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "2k, 2048", "3K, 3072", "4KiB, 4096", "5 KiB, 5120", "1m, 1048576", "1MiB, 1048576"})
    void sizesMayHaveUnits(String written, int bytes) throws IOException {
        assertThat(configuration("http.max-head = \"" + written + "\"\n" + FRONTEND + BACKEND)
                        .proxy()
                        .limits()
                        .heads()
                        .bytes())
                .isEqualTo(bytes);
    }

    @Test
    void aServersLimitAndTheWaitForItAreRead() throws IOException {
        var backends = configuration("""
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
                .extracting(backend -> backend.servers().getFirst().maxConnections())
                .containsExactly(20, 0);
    }

    @Test
    void serversKeepTheOrderOfTheirLinesWhateverTheirNames() throws IOException {
        assertThat(servers("""
                zebra = "10.0.0.1:80"
                web10 { address = "10.0.0.2:80" }
                web9.address = "10.0.0.3:80"
                apple = "10.0.0.4:80"
                web10.weight = 5
                """)).containsExactly("zebra", "web10", "web9", "apple");
    }

    @Test
    void whatHoconBuildsOnAnEarlierValueMayStandTwice() throws IOException {
        Files.writeString(folder.resolve("base.conf"), "threads = 3\ndefaults.retries = 9\n");
        var configuration = configuration("""
                include "base.conf"
                threads = 4                        # over the included file's
                variables { port = 80, port = ${?LB_PORT}, list = [ a ], list += b, path = c, path = ${variables.path} d }
                variables { "include" = "url(", "a.b" = 1, a.b = 2, text = \"\"\"port = 1
                port = 2\"\"\", comment = 1 // port = 3
                }
                variables.check { rise = 7 }
                frontends { f { bind = ":80", default-backend = b } }
                frontends {
                  g { bind = ":81", default-backend = b }
                }
                backends { b { check { fall = 5 } } }
                backends { b {
                  check = ${variables.check}
                  check { interval = 9s }
                  servers = [
                    { name = x, address = "10.0.0.1:80" }, { name = y, address = "10.0.0.2:80" }
                  ]
                } }
                """);
        assertThat(configuration.proxy().threads()).isEqualTo(4);
        assertThat(configuration.proxy().frontends()).extracting("name").containsExactly("f", "g");
        assertThat(configuration
                        .proxy()
                        .backends()
                        .getFirst()
                        .servers()
                        .getFirst()
                        .check())
                .isEqualTo(new CheckSettings(
                        new CheckSettings.Connect(), Duration.ofSeconds(9), Duration.ofSeconds(9), 7, 5));
    }

    @Test
    void aNodesOverrideMayRepeatWhatTheFileSays() throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), FRONTEND + """
                threads = 3
                backends { b { servers { s = "10.0.0.1:80" } } }
                nodes {
                  ha1 { address = 192.168.56.21, override { threads = 5 } }
                  ha2 { address = 192.168.56.22 }
                }
                """);
        var result = ConfigurationFile.load(file, Machines.told("ha1"), Map.of(), host -> new InetAddress[0]);
        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded -> assertThat(loaded.configuration().proxy().threads())
                                .isEqualTo(5));
    }

    @Test
    void serversThatAreSubstitutionsKeepTheOrderOfTheLinesWhereTheyAreUsed() throws IOException {
        var configuration = configuration("""
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
        assertThat(names(configuration)).containsExactly("first", "second");
    }

    @Test
    void aListOfServersMayStandOnOneLine() throws IOException {
        var backend = configuration(FRONTEND + """
                backends { b { servers = [ { name = z, address = "10.0.0.1:80" }, { name = a, address = "10.0.0.2:80", weight = 7 } ] } }
                """).proxy().backends().getFirst();
        assertThat(backend.servers()).extracting(ServerSettings::name).containsExactly("z", "a");
        assertThat(backend.servers()).extracting(ServerSettings::weight).containsExactly(1, 7);
    }

    @Test
    void aServersCheckIsThatOfItsBackendAndThatThatOfTheDefaultsWhereTheyLeaveSomethingOut() throws IOException {
        var servers =
                configuration(FRONTEND + """
                defaults { check { type = http, path = /up, interval = 4s, fall = 5 } }
                backends { b {
                  check { rise = 7, interval = 3s, host = x }
                  servers {
                    own { address = "10.0.0.1:80", check { fall = 9, expect = 204, timeout = 1s } }
                    none { address = "10.0.0.2:80", check = false }
                    plain = "10.0.0.3:8080"
                  }
                } }
                """).proxy().backends().getFirst().servers();
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
    void aHostNameIsLookedUpAndIpv4Preferred() throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), FRONTEND + """
                backends { b { servers {
                  one = "web1.example:80"
                  two = "web1.example:81"
                  six = "[2001:db8::1]:80"
                } } }
                """);
        var asked = new AtomicInteger();
        var loaded = loaded(ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> {
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

    @Test
    void defaultsThatDoNotFitTheModeFallBack() throws IOException {
        var frontends = configuration("""
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
                .containsExactly(LogFormat.HTTP, LogFormat.NONE, LogFormat.TCP);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().forwarding().forwardedFor())
                .containsExactly(AddressField.named("X-Forwarded-For"), null, null);
    }

    @Test
    void whatIsDoneWithConnectionsStandsInTheDefaultsOrWhereItDiffers() throws IOException {
        var proxy = configuration("""
                defaults { http {
                  connection-mode = server-close
                  reuse = never
                  idle-connections { max = 5 }
                  abort-on-close = true
                } }
                frontends {
                  f { bind = ":80", default-backend = b }
                  g { bind = ":81", default-backend = c, http { connection-mode = close } }
                  t { bind = ":82", mode = tcp, default-backend = t }
                }
                backends {
                  b { servers { s = "10.0.0.1:80" } }
                  c {
                    http {
                      connection-mode = keep-alive
                      reuse = always
                      idle-connections { expire = 1m }
                      abort-on-close = false
                    }
                    servers { s = "10.0.0.1:80" }
                  }
                  t { mode = tcp, servers { s = "10.0.0.1:80" } }
                }
                """).proxy();
        assertThat(proxy.frontends())
                .extracting(frontend -> frontend.http().connectionMode())
                .containsExactly(ConnectionMode.SERVER_CLOSE, ConnectionMode.CLOSE, ConnectionMode.KEEP_ALIVE);
        assertThat(proxy.backends())
                .extracting(BackendSettings::http)
                .containsExactly(
                        new BackendHttp(
                                ConnectionMode.SERVER_CLOSE,
                                Reuse.NEVER,
                                new IdleConnectionSettings(5, Duration.ofSeconds(4)),
                                true),
                        new BackendHttp(
                                ConnectionMode.KEEP_ALIVE,
                                Reuse.ALWAYS,
                                new IdleConnectionSettings(5, Duration.ofMinutes(1)),
                                false),
                        BackendHttp.STANDARD);
    }

    @Test
    void whatServersAreToldOfAClient() throws IOException {
        var frontends = configuration("""
                defaults { forwarded-for = true, http { via = lb, forwarded = true, connect-method = true } }
                frontends {
                  f { bind = ":80", default-backend = b }
                  g {
                    bind = ":81"
                    default-backend = b
                    forwarded-for { header = X-Client, except = [ "10.0.0.0/8", "2001:db8::1" ], if-none = true }
                    http { original-to = true, forwarded = [ host, for-port ], connect-method = false }
                  }
                  h {
                    bind = ":82"
                    default-backend = b
                    forwarded-for = false
                    http { original-to { except = 127.0.0.0/8 }, forwarded = by }
                  }
                }
                """ + BACKEND).proxy().frontends();
        var ten = new Network(InetAddress.ofLiteral("10.0.0.0"), 8);
        var one = new Network(InetAddress.ofLiteral("2001:db8::1"), 128);
        var loopback = new Network(InetAddress.ofLiteral("127.0.0.0"), 8);
        assertThat(frontends)
                .extracting(frontend -> frontend.http().forwarding())
                .containsExactly(
                        new Forwarding(
                                AddressField.named("X-Forwarded-For"),
                                null,
                                Set.of(Parameter.FOR, Parameter.PROTO),
                                "lb"),
                        new Forwarding(
                                new AddressField("X-Client", List.of(ten, one), true),
                                AddressField.named("X-Original-To"),
                                Set.of(Parameter.HOST, Parameter.FOR_PORT),
                                "lb"),
                        new Forwarding(
                                null,
                                new AddressField("X-Original-To", List.of(loopback), false),
                                Set.of(Parameter.BY),
                                "lb"));
        assertThat(frontends)
                .extracting(frontend -> frontend.http().connectMethod())
                .containsExactly(true, false, true);
    }

    @Test
    void aListenerIsAnAddressARangeOrASocketOfAnotherKindAndMayHaveOptions() throws IOException {
        var frontends = configuration("""
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
                """ + BACKEND).proxy().frontends();
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
        var file = Files.writeString(folder.resolve("lb.conf"), """
                nodes { ha1 { address = 10.0.0.1 }, ha2 { address = 10.0.0.2, priority = 90 } }
                virtual-ips { web { address = 10.0.0.9/24, router-id = 7, priority { ha1 = 80 } } }
                frontends {
                  all { bind = ":80", default-backend = b }
                  its { bind = "10.0.0.9:81", default-backend = b }
                  local { bind = "127.0.0.1:82", default-backend = b }
                }
                """ + BACKEND);
        var loaded = loaded(ConfigurationFile.load(
                file, Machines.named("x", "lo 127.0.0.1/8", "eth0 10.0.0.1/24"), Map.of(), host -> null));
        var router = loaded.configuration().virtualRouters().getFirst();
        assertThat(router.version()).isEqualTo(3);
        assertThat(router.priority()).isEqualTo(80);
        assertThat(router.interfaceName()).isEqualTo("eth0");
        assertThat(router.advertInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(router.preempt()).isTrue();
        assertThat(router.peers()).isEqualTo(new VirtualRouterSettings.Multicast());
        assertThat(router.whenUnusable()).isEqualTo(new LowerPriority(100));
        assertThat(loaded.configuration().serves()).isEqualTo(Map.of("web", List.of("all", "its")));
        assertThat(loaded.warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "virtual-ip \"web\": address \"10.0.0.9/24\" is held as /32, so that it never becomes a"
                                + " source address or a route");
    }

    @Test
    void includedFilesComeInTheOrderOfTheirNamesAndProblemsNameThem() throws IOException {
        Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/20-b.conf"), "backends { b { servers { two = \"10.0.0.2:80\" } } }\n");
        Files.writeString(folder.resolve("conf.d/10-a.conf"), "backends { b { servers { one = \"10.0.0.1:80\" } } }\n");
        Files.writeString(folder.resolve("conf.d/.10-a.conf.swp"), "{{{");
        Files.writeString(folder.resolve("conf.d/30-c.txt"), "{{{");
        var configuration = configuration("include \"conf.d/*.conf\"\n" + FRONTEND);
        assertThat(names(configuration)).containsExactly("one", "two");

        Files.writeString(folder.resolve("conf.d/20-b.conf"), "\n\nbackends { b { retries = x } }\n");
        assertThat(problems("include \"conf.d/*.conf\"\n" + FRONTEND))
                .containsExactly("conf.d/20-b.conf:3: backend \"b\": retries \"x\" (expected: 0 to 100)");
    }

    @Test
    void passwordsComeFromFilesAndTheEnvironment() throws IOException {
        Files.writeString(folder.resolve("vrrp"), "  secret12\n");
        Files.writeString(folder.resolve("page"), "long enough\n");
        var file = Files.writeString(folder.resolve("lb.conf"), """
                nodes { ha1 { address = 10.0.0.1 } }
                virtual-ips { v { address = 10.0.0.9, interface = eth0, router-id = 7, authentication { password-file = vrrp } } }
                stats { bind = "*:8404", users { a { password-file = page }, b = ${SECRET}, c { password = "x y" } } }
                """);
        var configuration = loaded(ConfigurationFile.load(
                        file, Machines.told("ha1"), Map.of("SECRET", "from outside"), host -> null))
                .configuration();
        assertThat(configuration.virtualRouters().getFirst().password()).isEqualTo("secret12");
        assertThat(configuration.stats().users())
                .isEqualTo(Map.of("a", "long enough", "b", "from outside", "c", "x y"));
        assertThat(configuration.stats().toString()).doesNotContain("enough", "outside", "x y");
    }

    @Test
    void anOverrideChangesWhatOthersOfTheFileReferTo() throws IOException {
        var text = """
                nodes {
                  ha1 { address = 10.0.0.1 }
                  ha2 { address = 10.0.0.2, override { stats.uri = /two, defaults.retries = 9 } }
                }
                defaults { retries = 1 }
                stats { bind = "127.0.0.1:1", uri = /one }
                backends { b {
                  retries = ${defaults.retries}
                  servers { s = "10.0.0.1:80" }
                } }
                """ + FRONTEND;
        assertThat(as("ha1", text).stats().uri()).isEqualTo("/one");
        assertThat(as("ha2", text).stats().uri()).isEqualTo("/two");
        assertThat(as("ha1", text).proxy().backends().getFirst().retries()).isEqualTo(1);
        assertThat(as("ha2", text).proxy().backends().getFirst().retries()).isEqualTo(9);
    }

    @Test
    void anOverrideMayGiveWhatTheFileLeavesOpen() throws IOException {
        var text = """
                nodes { ha1 { address = 10.0.0.1, override { variables.retries = 7 } } }
                backends { b {
                  retries = ${variables.retries}
                  servers { s = "10.0.0.1:80" }
                } }
                """ + FRONTEND;
        assertThat(as("ha1", text).proxy().backends().getFirst().retries()).isEqualTo(7);
    }

    @Test
    void anOverrideOfAServerLeavesTheOrderAsItWas() throws IOException {
        var text = """
                nodes {
                  ha1 { address = 10.0.0.1, override { backends.b.servers.two.weight = 3 } }
                }
                backends { b { servers {
                  one = "10.0.0.1:80"
                  two { address = "10.0.0.2:80" }
                } } }
                """ + FRONTEND;
        assertThat(names(as("ha1", text))).containsExactly("one", "two");
    }

    @Test
    void aProblemOfAMergedSectionHasTheLineOfTheValue() throws IOException {
        assertThat(problems(FRONTEND + """
                backends.b.balance = roundrobin
                backends { b { servers { s = "10.0.0.1:80" } } }

                backends.b.retries = 500
                """))
                .containsExactly("lb.conf:5: backend \"b\": retries 500 (expected: 0 to 100)");
    }

    @Test
    void variablesHoldWhatIsUsedElsewhere() throws IOException {
        var configuration = configuration("""
                variables { port = 8080, first = 10.0.0.1 }
                frontends { f { bind = "*:"${variables.port}, default-backend = b } }
                backends { b { servers { s = ${variables.first}":"${variables.port} } } }
                """);
        assertThat(configuration.proxy().frontends().getFirst().binds())
                .containsExactly(new BindSettings(new InetSocketAddress("0.0.0.0", 8080)));
        assertThat(configuration
                        .proxy()
                        .backends()
                        .getFirst()
                        .servers()
                        .getFirst()
                        .address())
                .isEqualTo(new InetSocketAddress("10.0.0.1", 8080));
    }

    private List<String> servers(String lines) throws IOException {
        return names(configuration(FRONTEND + "backends { b { servers {\n" + lines + "} } }\n"));
    }

    private static List<String> names(Configuration configuration) {
        return configuration.proxy().backends().getFirst().servers().stream()
                .map(ServerSettings::name)
                .toList();
    }

    private Configuration as(String node, String text) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        return loaded(ConfigurationFile.load(file, Machines.told(node), Map.of(), host -> null))
                .configuration();
    }

    private Configuration configuration(String text) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        return loaded(ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> null))
                .configuration();
    }

    private List<String> problems(String text) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        var result = ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> null);
        assertThat(result).isInstanceOf(LoadResult.Broken.class);
        return ((LoadResult.Broken) result)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    private static LoadResult.Loaded loaded(LoadResult result) {
        assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }
}
