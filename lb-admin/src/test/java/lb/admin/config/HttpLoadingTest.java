package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.Forwarding.Parameter;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Network;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a good file says of connections with HTTP on them, and of what servers are told. */
class HttpLoadingTest {
    private final Loading loading;

    HttpLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void whatIsDoneWithConnectionsStandsInTheDefaultsOrWhereItDiffers() throws IOException {
        var proxy = loading.configuration("""
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
    void namesOfFieldsAreSpelled() throws IOException {
        var proxy = loading.configuration("""
                defaults { http { header-case = [ ETag, SOAPAction ] } }
                frontends {
                  f { bind = ":80", default-backend = b, http { header-case = X-Only } }
                  g { bind = ":81", default-backend = b }
                }
                backends {
                  b { servers { s = "10.0.0.1:80" } }
                  c { servers { s = "10.0.0.1:80" }, http { header-case = [] } }
                }
                """).proxy();
        assertThat(proxy.frontends())
                .extracting(frontend -> frontend.http().headerCase())
                .containsExactly(List.of("X-Only"), List.of("ETag", "SOAPAction"));
        assertThat(proxy.backends())
                .extracting(backend -> backend.http().headerCase())
                .containsExactly(List.of("ETag", "SOAPAction"), List.of());
    }

    @Test
    void whatServersAreToldOfAClient() throws IOException {
        var frontends = loading.configuration("""
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
                """ + Loading.BACKEND).proxy().frontends();
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
}
