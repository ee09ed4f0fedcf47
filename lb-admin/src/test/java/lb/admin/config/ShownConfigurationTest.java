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
                    ci = "***"
                  }
                  users {
                    a = "***"
                    b = "***"
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
                """)).contains("send = \"***\"", "expect = \"+OK\"").doesNotContain("hush");
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
                        "X-Scope = \"***\"",
                        "X-A = \"***\"",
                        "endpoint = \"http://c:4318/x\"",
                        "otlp = \"http://d:4318\"");
    }
}
