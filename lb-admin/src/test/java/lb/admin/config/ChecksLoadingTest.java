package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.HttpExpectation;
import lb.proxy.settings.Observation;
import lb.proxy.settings.ScriptStep;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a good file says of checks. */
class ChecksLoadingTest {
    private final Loading loading;

    ChecksLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aScriptKeepsItsSteps() throws IOException {
        var check = check("""
                type = script
                tls { server-name = db.test, alpn = [ a, b ], verify = false }
                send-proxy = true
                steps = [
                  { send = "PING\\r\\n", comment = "ask" }
                  { expect = "+PONG" }
                  { connect { port = 99, tls = false }, comment = "again" }
                  { send-binary = "00ff" }
                  { expect { regex = "^a", not = true, min-recv = 3, on-error = "no", on-success = "yes" } }
                  { connect = true }
                  { expect { binary-regex = "^61" } }
                  { expect { binary = "6162" } }
                ]
                """);

        assertThat(check.probe())
                .isEqualTo(new CheckSettings.Script(List.of(
                        new ScriptStep.Send("PING\r\n", "ask"),
                        expect(new BytePattern.Text("+PONG")),
                        new ScriptStep.Connect(99, false, true, "again"),
                        new ScriptStep.Send("\0\u00ff", ""),
                        new ScriptStep.Expect(new BytePattern.Regex("^a"), true, 3, "", "no", "yes"),
                        new ScriptStep.Connect(0, true, true, ""),
                        expect(new BytePattern.BinaryRegex("^61")),
                        expect(new BytePattern.Binary("6162")))));
        assertThat(check.place())
                .isEqualTo(new CheckSettings.Place(null, 0, tls("db.test", List.of("a", "b"), false), true));
    }

    @Test
    void anHttpCheckSendsAndExpectsWhatItSays() throws IOException {
        assertThat(check("""
                type = http, disable-on-404 = true, method = POST, path = /x, host = a.b, version = 1.0, body = "abc"
                headers { X-B = 2, X-A = 1 }
                expect { status = [ 200, 300-399 ], header { name = X-Role, regex = "^lead" }, string = fine, not = true }
                """).probe())
                .isEqualTo(new CheckSettings.Http(
                        new CheckRequest(
                                "POST",
                                "/x",
                                0,
                                "a.b",
                                List.of(new CheckRequest.Header("X-A", "1"), new CheckRequest.Header("X-B", "2")),
                                "abc"),
                        List.of(
                                new HttpExpectation.Status(
                                        List.of(
                                                new HttpExpectation.StatusRange(200, 200),
                                                new HttpExpectation.StatusRange(300, 399)),
                                        true),
                                new HttpExpectation.Field("X-Role", new BytePattern.Regex("^lead"), true),
                                new HttpExpectation.Body(new BytePattern.Text("fine"), true)),
                        true));
    }

    @Test
    void eachProtocolHasWhatItNeeds() throws IOException {
        assertThat(check("type = redis").probe()).isEqualTo(new CheckSettings.Redis());
        assertThat(check("type = ldap").probe()).isEqualTo(new CheckSettings.Ldap());
        assertThat(check("type = tls-hello").probe()).isEqualTo(new CheckSettings.TlsHello());
        assertThat(check("type = mysql").probe()).isEqualTo(new CheckSettings.Mysql(null));
        assertThat(check("type = mysql, user = lb").probe()).isEqualTo(new CheckSettings.Mysql("lb"));
        assertThat(check("type = pgsql, user = lb").probe()).isEqualTo(new CheckSettings.Postgres("lb"));
        assertThat(check("type = smtp").probe()).isEqualTo(new CheckSettings.Smtp(false, "localhost"));
        assertThat(check("type = smtp, greeting = ehlo, domain = lb.test").probe())
                .isEqualTo(new CheckSettings.Smtp(true, "lb.test"));
    }

    @Test
    void aCheckHasAPlaceAndAPaceOfItsOwn() throws IOException {
        var check = check(
                "address = 10.9.9.9, port = 99, tls = true, interval = 4s, fast-interval = 1s, down-interval = 9s, timeout = 2s");

        assertThat(check.place())
                .isEqualTo(new CheckSettings.Place(
                        InetAddress.getByName("10.9.9.9"), 99, tls(null, List.of(), true), false));
        assertThat(check.pace())
                .isEqualTo(new CheckSettings.Pace(
                        Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(9), Duration.ofSeconds(2)));
    }

    @Test
    void anAgentIsThatOfItsBackendButForWhatItsServerSays() throws IOException {
        var servers = loading.configuration(Loading.FRONTEND + """
                backends { b {
                  agent { port = 9999, send = "state\\n" }
                  servers {
                    a = "10.0.0.1:80"
                    b { address = "10.0.0.2:80", agent { port = 99, address = 10.9.9.9, interval = 5s } }
                    c { address = "10.0.0.3:80", agent = false }
                  }
                } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .servers();

        assertThat(servers.get(0).agent())
                .isEqualTo(CheckSettings.agent(
                        "state\n", new CheckSettings.Place(null, 9999, null, false), Duration.ofSeconds(2)));
        assertThat(servers.get(1).agent())
                .isEqualTo(CheckSettings.agent(
                        "state\n",
                        new CheckSettings.Place(InetAddress.getByName("10.9.9.9"), 99, null, false),
                        Duration.ofSeconds(5)));
        assertThat(servers.get(2).agent()).isNull();
    }

    private static ScriptStep expect(BytePattern pattern) {
        return new ScriptStep.Expect(pattern, false, ScriptStep.Expect.OPEN, "", null, null);
    }

    private CheckSettings check(String text) throws IOException {
        return loading.configuration(Loading.FRONTEND + """
                backends { b { check {
                %s
                }, servers { a = "10.0.0.1:80" } } }
                """.formatted(text))
                .proxy()
                .backends()
                .getFirst()
                .servers()
                .getFirst()
                .check();
    }

    @Test
    void liveTrafficMayCountToo() throws IOException {
        var backends = loading.configuration("""
                defaults { check { observe = layer7, error-limit = 5 } }
                frontends {
                  f { bind = ":80", default-backend = b }
                  g { bind = ":81", mode = tcp, default-backend = c }
                  h { bind = ":82", mode = udp, default-backend = d }
                }
                backends {
                  b { servers {
                    one = "10.0.0.1:80"
                    two { address = "10.0.0.2:80", check { on-error = mark-down } }
                    three { address = "10.0.0.3:80", check { observe = none } }
                  } }
                  c { mode = tcp, servers { one = "10.0.0.1:80" } }
                  d { mode = udp, servers { one = "10.0.0.1:53" } }
                }
                """).proxy().backends();

        assertThat(backends.getFirst().servers())
                .extracting(server -> Objects.requireNonNull(server.check()).observation())
                .containsExactly(
                        new Observation(Observation.Layer.LAYER7, 5, Observation.Reaction.FAIL_CHECK),
                        new Observation(Observation.Layer.LAYER7, 5, Observation.Reaction.MARK_DOWN),
                        null);
        assertThat(Objects.requireNonNull(backends.get(1).servers().getFirst().check())
                        .observation())
                .isEqualTo(new Observation(Observation.Layer.LAYER4, 5, Observation.Reaction.FAIL_CHECK));
        assertThat(Objects.requireNonNull(backends.get(2).servers().getFirst().check())
                        .observation())
                .isNull();
    }

    private static ConnectTls tls(@Nullable String name, List<String> alpn, boolean verify) {
        return new ConnectTls(
                verify,
                null,
                null,
                name == null ? null : Template.literal(name),
                null,
                alpn,
                TlsAlgorithms.STANDARD,
                null,
                true);
    }
}
