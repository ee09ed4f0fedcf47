package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import lb.admin.problem.Problem;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Sample;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.SessionTickets;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsProvider;
import lb.proxy.settings.TlsVersion;
import lb.proxy.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written of TLS, and the files of it. */
class TlsLoadingTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("Test");

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void writeFiles() throws IOException {
        loading = new Loading(folder);
        AUTHORITY.issue("www.test").in(folder.resolve("www.pem"));
        AUTHORITY.in(folder.resolve("ca.pem"));
        Files.createDirectory(folder.resolve("certs"));
        AUTHORITY.issue("a.test").in(folder.resolve("certs/a.pem"));
        AUTHORITY.issue("b.test").in(folder.resolve("certs/b.pem"));
    }

    @Test
    void aCertificateIsAllThatABindNeeds() throws IOException {
        assertThat(bound("{ certificates = www.pem }"))
                .isEqualTo(new ListenTls(List.of(new CertificateFile(folder.resolve("www.pem")))));
    }

    @Test
    void aPathIsShortForCertificatesAlone() throws IOException {
        var www = new ListenTls(List.of(new CertificateFile(folder.resolve("www.pem"))));
        assertThat(bound("= www.pem")).isEqualTo(www);
        var stats = Objects.requireNonNull(loading.configuration("""
                frontends { f { bind = "127.0.0.1:80", routes = [ { deny = 403 } ] } }
                stats {
                  bind = [ "127.0.0.1:8404", { address = "127.0.0.1:8405", tls = certs } ]
                  tls = www.pem
                }
                """).stats());
        assertThat(stats.binds())
                .extracting(BindSettings::tls)
                .containsExactly(www, new ListenTls(List.of(new CertificateFile(folder.resolve("certs")))));
    }

    @Test
    void aListenerOfQuicMayHaveThePortOfOneOfTcp() throws IOException {
        var binds = loading.configuration("""
                frontends { f {
                  bind = [
                    { address = "127.0.0.1:443", tls = www.pem }
                    { address = "quic4@127.0.0.1:443", tls = www.pem }
                  ]
                  routes = [ { deny = 403 } ]
                } }
                """).proxy().frontends().getFirst().binds();
        assertThat(binds).extracting(BindSettings::quic).containsExactly(false, true);
        assertThat(binds)
                .extracting(BindSettings::address)
                .containsOnly(binds.getFirst().address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | h3=\":443\"; ma=86400, h3=\":8443\"; ma=86400",
                "alt-svc = true | h3=\":443\"; ma=86400, h3=\":8443\"; ma=86400",
                "alt-svc = false | ''",
                "alt-svc = \"h3=\\\":4443\\\"\" | h3=\":4443\"",
                "response-headers { set { alt-svc = clear } } | clear",
                "response-headers { remove = Alt-Svc } | ''",
                "response-headers { set { X-A = 1 } } | 1 h3=\":443\"; ma=86400, h3=\":8443\"; ma=86400"
            })
    void clientsAreToldOfHttp3UnlessTheFileSaysOtherwise(String line, String told) throws IOException {
        var edits = loading.configuration("""
                frontends { f {
                  bind = [
                    { address = "127.0.0.1:443", tls = www.pem }
                    { address = "quic4@127.0.0.1:443", tls = www.pem }
                    { address = "quic4@127.0.0.2:443", tls = www.pem }
                    { address = "quic4@127.0.0.1:8443", tls = www.pem }
                  ]
                  routes = [ { deny = 403 } ]
                  %s
                } }
                """.formatted(line))
                .proxy()
                .frontends()
                .getFirst()
                .routing()
                .messages()
                .responseHeaders();
        assertThat(edits.set().stream().map(Field::value).collect(Collectors.joining(" ")))
                .isEqualTo(told);
    }

    @Test
    void nobodyIsToldOfHttp3ThatIsNotThere() throws IOException {
        assertThat(loading.problems("""
                frontends { f { bind = "127.0.0.1:80", routes = [ { deny = 403 } ], alt-svc = true } }
                """))
                .singleElement()
                .asString()
                .contains("alt-svc true (expected: a listener with quic4@ or quic6@");
    }

    @Test
    void everythingOfABindIsRead() throws IOException {
        Files.writeString(folder.resolve("list"), "a.pem one.test\n# none\nb.pem *.two.test !www.two.test\n");
        Files.write(folder.resolve("secret"), new byte[64]);
        assertThat(bound("""
                {
                  certificates = [ www.pem, certs, { file = certs/a.pem, names = [ x.test, "!y.test" ] }, { list = list, base = certs } ]
                  strict-names = true
                  alpn = none
                  min-version = TLSv1.3
                  curves = "X25519:P-256"
                  client-certificates { demand = optional, ca-file = ca.pem }
                  tickets { secret-file = secret, lifetime = 1h }
                  handshake-timeout = 3s
                }"""))
                .isEqualTo(new ListenTls(
                        List.of(
                                new CertificateFile(folder.resolve("www.pem")),
                                new CertificateFile(folder.resolve("certs")),
                                new CertificateFile(
                                        folder.resolve("certs/a.pem"), null, null, List.of("x.test", "!y.test")),
                                new CertificateFile(folder.resolve("certs/a.pem"), null, null, List.of("one.test")),
                                new CertificateFile(
                                        folder.resolve("certs/b.pem"),
                                        null,
                                        null,
                                        List.of("*.two.test", "!www.two.test"))),
                        true,
                        List.of(),
                        new TlsAlgorithms(
                                TlsVersion.TLS_1_3,
                                TlsVersion.TLS_1_3,
                                List.of(),
                                List.of(),
                                List.of("X25519", "P-256")),
                        new ClientCertificates(ClientCertificates.Demand.OPTIONAL, folder.resolve("ca.pem"), null),
                        new SessionTickets(true, folder.resolve("secret"), null, Duration.ofHours(1)),
                        Duration.ofSeconds(3)));
    }

    @Test
    void whatIsSaidForAllStandsWhereABindOrServerSaysNothing() throws IOException {
        var configuration = loading.configuration("""
                tls {
                  library = jdk
                  clients { min-version = TLSv1.3, tickets = false }
                  servers { max-version = TLSv1.2 }
                }
                frontends { f { bind = { address = ":443", tls { certificates = www.pem } }, default-backend = b } }
                backends { b { servers { s { address = "10.0.0.1:443", tls { server-name = s.test } } } } }
                """).proxy();
        var listen = Objects.requireNonNull(
                configuration.frontends().getFirst().binds().getFirst().tls());
        assertThat(configuration.tls()).isEqualTo(TlsProvider.JDK);
        assertThat(listen.algorithms().oldest()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(listen.tickets().enabled()).isFalse();
        assertThat(Objects.requireNonNull(configuration
                                .backends()
                                .getFirst()
                                .servers()
                                .getFirst()
                                .connect()
                                .tls())
                        .algorithms()
                        .newest())
                .isEqualTo(TlsVersion.TLS_1_2);
    }

    @Test
    void aServersHostNameIsWhatItIsAskedFor() throws IOException {
        var tls = servers("""
                tls = true
                servers {
                  a { address = "localhost:443" }
                  b { address = "localhost:443", tls { server-name = none } }
                  c { address = "localhost:443", tls = false }
                  d { address = "localhost:443", tls { expected-name = x.test } }
                }
                """).stream().map(server -> server.connect().tls()).toList();
        assertThat(tls.get(0)).isEqualTo(named(Template.literal("localhost"), null));
        assertThat(tls.get(1)).isEqualTo(named(null, null));
        assertThat(tls.get(2)).isNull();
        assertThat(tls.get(3)).isEqualTo(named(Template.literal("localhost"), "x.test"));
    }

    @Test
    void aListenerOfHttp2AloneOffersNothingElse() throws IOException {
        var binds = loading.configuration("""
                frontends { f { bind = [
                  { address = ":443", http2-only = true, tls { certificates = www.pem } }
                  { address = ":80", http2-only = true }
                  { address = ":81" }
                ], mode = http, default-backend = b } }
                backends { b { servers { s = "10.0.0.1:80" } } }
                """).proxy().frontends().getFirst().binds();
        assertThat(binds.stream().map(bind -> bind.listen().http2Only())).containsExactly(true, true, false);
        assertThat(Objects.requireNonNull(binds.getFirst().tls()).protocols()).containsExactly("h2");
    }

    @Test
    void aServersNameMayBeMadeOfTheRequestAndIsNoneOfItsChecks() throws IOException {
        var server = servers("""
                mode = http
                check {}
                servers { a { address = "10.0.0.1:443", tls { server-name = "%[req.hdr(host)]", expected-name = x.test } } }
                """).getFirst();
        var made = new Template(List.of(new TemplatePart.Of(new Sample.Header("host", true))));
        assertThat(server.connect().tls()).isEqualTo(named(made, "x.test"));
        assertThat(Objects.requireNonNull(server.check()).place().tls()).isEqualTo(named(null, "x.test"));
    }

    @Test
    void serversSpeakHttp2WhereTheyAreToldToOrMayChooseIt() throws IOException {
        var connects = servers("""
                mode = http
                servers {
                  a { address = "10.0.0.1:80" }
                  b { address = "10.0.0.1:80", http2 = true }
                  c { address = "10.0.0.1:443", tls = true }
                  d { address = "10.0.0.1:443", tls { alpn = [ h2, http/1.1 ] } }
                  e { address = "10.0.0.1:443", http2 = true, tls = true }
                }
                """).stream().map(ServerSettings::connect).toList();
        assertThat(connects.stream().map(ConnectSettings::http2)).containsExactly(false, true, false, false, true);
        assertThat(connects.stream().map(ConnectSettings::mayBeHttp2)).containsExactly(false, true, false, true, true);
        assertThat(Objects.requireNonNull(connects.get(3).tls()).protocols()).containsExactly("h2", "http/1.1");
    }

    @Test
    void aCheckSpeaksTlsAsTheServerUnlessItGoesElsewhereOrSaysOtherwise() throws IOException {
        var tls = servers("""
                tls { ca-file = ca.pem, server-name = s.test }
                servers {
                  a { address = "10.0.0.1:443" }
                  b { address = "10.0.0.1:443", check { port = 80 } }
                  c { address = "10.0.0.1:443", check { tls = false } }
                }
                """).stream()
                .map(server -> Objects.requireNonNull(server.check()).place().tls())
                .toList();
        assertThat(Objects.requireNonNull(tls.get(0)).authorities()).isEqualTo(folder.resolve("ca.pem"));
        assertThat(Objects.requireNonNull(tls.get(0)).serverName()).isEqualTo(Template.literal("s.test"));
        assertThat(tls.get(1)).isNull();
        assertThat(tls.get(2)).isNull();
    }

    @Test
    void aCertificateThatExpiresSoonIsAWarning() throws IOException {
        var now = Instant.now();
        AUTHORITY
                .issue(TestCertificates.ec(), now.minusSeconds(86_400), now.plusSeconds(5 * 86_400 + 60), "soon.test")
                .in(folder.resolve("www.pem"));
        var result = Loading.loaded(ConfigurationFile.load(
                Files.writeString(folder.resolve("lb.conf"), listening("{ certificates = www.pem }")),
                Machines.PLAIN,
                Map.of(),
                host -> null));
        assertThat(result.warnings().stream().map(Problem::message).toList())
                .singleElement()
                .asString()
                .startsWith("frontend \"f\": bind.tls.certificates \"www.pem\" (line 1: the certificate of ")
                .endsWith("in 5 days)");
    }

    @Test
    void whatIsWrongWithAFileIsToldWhereItIsNamed() throws IOException {
        Files.writeString(folder.resolve("certs/c.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
        Files.writeString(folder.resolve("list"), "a.pem [quux]\nnowhere.pem\n");
        assertThat(
                        loading.problems(
                                listening(
                                        "{ certificates = [ certs, { list = list, base = certs } ], client-certificates { ca-file = www.key } }")))
                .containsExactlyInAnyOrder(
                        "lb.conf:1: frontend \"f\": bind.tls.certificates.list \"list\" (line 1: unknown option \"quux\")",
                        "lb.conf:1: frontend \"f\": bind.tls.certificates \"certs\" (certs/c.pem:1: BEGIN CERTIFICATE without"
                                + " its END: the file is cut off, or half-written)",
                        "lb.conf:1: frontend \"f\": bind.tls.certificates.list \"list\" (certs/nowhere.pem: there is no such"
                                + " file)",
                        "lb.conf:1: frontend \"f\": bind.tls.client-certificates.ca-file \"www.key\" (there is no such"
                                + " file)");
    }

    private static ConnectTls named(@Nullable Template name, @Nullable String expected) {
        return new ConnectTls(true, null, null, name, expected, List.of(), TlsAlgorithms.STANDARD, null, true);
    }

    private static String listening(String tls) {
        return "frontends { f { bind = { address = \":443\", tls " + tls + " }, default-backend = b } }\n"
                + Loading.BACKEND;
    }

    private @Nullable ListenTls bound(String tls) throws IOException {
        return loading.configuration(listening(tls))
                .proxy()
                .frontends()
                .getFirst()
                .binds()
                .getFirst()
                .tls();
    }

    private List<ServerSettings> servers(String backend) throws IOException {
        return Loading.loaded(ConfigurationFile.load(
                        Files.writeString(
                                folder.resolve("lb.conf"), Loading.FRONTEND + "backends { b {\n" + backend + "} }\n"),
                        Machines.PLAIN,
                        Map.of(),
                        host -> new InetAddress[] {InetAddress.getLoopbackAddress()}))
                .configuration()
                .proxy()
                .backends()
                .getFirst()
                .servers();
    }
}
