package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that may be seen. */
class ShownConfigurationTest {
    @TempDir
    Path folder;

    private String shown(String text) throws Exception {
        return new Loading(folder).as("ha1", text).shown();
    }

    @Test
    void itIsWhatCountsForThisNodeInTheOrderOfTheFileWithoutSecrets() throws Exception {
        assertThat(shown("""
                nodes {
                  ha1 { address = 10.0.0.1, override { max-connections = 70 } }
                  ha2 { address = 10.0.0.2 }
                }
                max-connections = 50
                stats { bind = "*:8404", users { a = opensesame, b = hush }, tokens { ci = opensesameopensesame } }
                frontends { web { bind = [":80", ":81"], default-backend = b } }
                backends {
                  b {
                    servers {
                      zeta { address = "10.0.0.9:80", check { interval = 2s } }
                      alpha = "10.0.0.8:80"
                    }
                  }
                  c {
                    mode = tcp
                    check { type = redis }
                    servers { d = "10.0.0.7:6379" }
                  }
                }
                """)).isEqualTo("""
                nodes {
                  ha1 {
                    address = "10.0.0.1"
                    override {
                      max-connections = 70
                    }
                  }
                  ha2 {
                    address = "10.0.0.2"
                  }
                }
                max-connections = 70
                stats {
                  bind = "*:8404"
                  tokens {
                    ci = "(not shown)"
                  }
                  users {
                    a = "(not shown)"
                    b = "(not shown)"
                  }
                }
                frontends {
                  web {
                    bind = [":80", ":81"]
                    default-backend = "b"
                  }
                }
                backends {
                  b {
                    servers {
                      zeta {
                        address = "10.0.0.9:80"
                        check {
                          interval = "2s"
                        }
                      }
                      alpha = "10.0.0.8:80"
                    }
                  }
                  c {
                    mode = "tcp"
                    check {
                      type = "redis"
                    }
                    servers {
                      d = "10.0.0.7:6379"
                    }
                  }
                }
                """);
    }

    @Test
    void whatIsSentToBeLetInIsHiddenWhereverItStands() throws Exception {
        assertThat(shown("""
                nodes { ha1 { address = 10.0.0.1 } }
                frontends { f { bind = ":80", mode = tcp, default-backend = b } }
                backends {
                  b {
                    mode = tcp
                    check { type = script, steps = [ { send = "AUTH hushhush\\r\\n" }, { expect = "+OK" } ] }
                    servers { s = "10.0.0.1:80" }
                  }
                }
                """))
                .contains("send = \"(not shown)\"", "expect = \"+OK\"")
                .doesNotContain("hush");
    }

    @Test
    void whatIsSaidToBeNeverShownIsNot() throws Exception {
        assertThat(shown("""
                stats.otlp { endpoint = "http://c:4318/x", headers { X-Scope = tenantsecret } }
                tracing { otlp = "http://d:4318", headers.X-Scope = tenantsecret }
                nodes.ha1.address = 10.0.0.1
                virtual-ips.web {
                  address = 10.0.0.100, router-id = 51, interface = eth0
                  cloud.webhooks.one { move { url = "https://h/tenantsecret", headers.X-A = tenantsecret, body = tenantsecret } }
                }
                """))
                .doesNotContain("tenantsecret")
                .contains(
                        "X-Scope = \"(not shown)\"",
                        "X-A = \"(not shown)\"",
                        "endpoint = \"http://c:4318/x\"",
                        "otlp = \"http://d:4318\"");
    }

    @Test
    void rulesHeadersKeysAndUrlsAreShownWithoutWhatLetsSomebodyIn() throws Exception {
        assertThat(shown("""
                nodes { ha1 { address = 10.0.0.1 } }
                frontends {
                  f {
                    bind = ":80", default-backend = b
                    acls = [ "good hdr(X-Auth) hushhush", "staff hdr(authorization) -m reg hushhush" ]
                    http-request = [
                      "set-header X-Api-Key hushhush if good"
                      "set-header Cookie id=hushhush"
                      "replace-header Authorization .* hushhush"
                      "deny if { cook(session) hushhush } staff"
                      "deny unless { url_param(token) hushhush }"
                      "redirect location https://u:hushhush@h/ if { path /r }"
                      "auth realm Private if { path /s }"
                    ]
                    http-response = [ "set-header Set-Cookie s=hushhush" ]
                    routes = [ { when = "{ hdr(x-token) hushhush }", backend = b } ]
                    request-headers { set { Cookie = "a=hushhush", X-Proto = http }, add { X-Auth-Key = hushhush } }
                  }
                }
                backends {
                  b {
                    cookie { name = S, dynamic-key = hushhush }
                    use-server = [ "token-server if { req.hdr(x-api-key) hushhush }" ]
                    check {
                      type = http, path = "/?token=hushhush", method = POST, body = "{\"password\": \"hushhush\"}"
                      headers { Cookie = "a=hushhush", X-A = "Bearer hushhush", X-B = h }
                    }
                    servers {
                      token-server { address = "10.0.0.1:80", agent { port = 1, send = "hushhush\\n" } }
                      secret1 = "10.0.0.2:80"
                    }
                  }
                  r {
                    mode = tcp
                    check { type = script, steps = [ { send-binary = "68757368" }, { expect = "+OK" } ] }
                    servers { s = "10.0.0.1:80" }
                  }
                }
                """))
                .doesNotContain("hushhush", "68757368")
                .contains(
                        "\"set-header X-Api-Key (not shown) if good\"",
                        "\"deny if { cook(session) (not shown) } staff\"",
                        "\"auth realm Private if { path /s }\"",
                        "\"redirect location (not shown) if { path /r }\"",
                        "when = \"{ hdr(x-token) (not shown) }\"",
                        "\"token-server if { req.hdr(x-api-key) (not shown) }\"",
                        "X-Proto = \"http\"",
                        "X-B = \"h\"",
                        "secret1 = \"10.0.0.2:80\"");
    }
}
