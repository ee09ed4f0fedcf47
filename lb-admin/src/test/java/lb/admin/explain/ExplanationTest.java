package lb.admin.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.load.ConfigurationFiles;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The explanations of the examples, word by word; and what each kind of route and rule is in words. */
class ExplanationTest {
    private static final Path GOLDEN = Path.of("src/test/resources/lb/admin/explain");

    @TempDir
    Path folder;

    private static Configuration load(Path file, String node) {
        var result = ConfigurationFiles.load(List.of(file), NodeIdentity.of(node));
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }

    @ParameterizedTest
    @CsvSource({"four-nodes, ha1", "openstack, hera", "aws, master", "floating-ip, primary", "minimal, "})
    void anExampleIsExplained(String name, String node) throws IOException {
        var lines = Explanation.of(load(Path.of("../conf/" + name + ".conf"), node));
        var text = String.join("\n", lines).replaceAll("by \\d+ threads?\\.", "by N threads.");
        assertThat(text)
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".txt")).strip());
    }

    private String explained(String routes) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), """
                frontends {
                  web {
                    bind = [ "*:80", "[::1]:81", "/run/lb.sock", "fd@7" ]
                    max-connections = 100
                    routes = [
                      %s
                    ]
                  }
                }
                backends {
                  api { balance = leastconn, servers { one { address = "10.0.0.1:80", weight = 5, max-connections = 9 } } }
                }
                """.formatted(routes));
        return String.join("\n", Explanation.of(load(file, null)));
    }

    @Test
    void listenersLimitsAndServersAreNamed() throws IOException {
        assertThat(explained("{ backend = api }"))
                .contains("listens on port 80 of every IPv4 address, [::1]:81, the UNIX socket /run/lb.sock and the"
                        + " inherited socket fd@7 and understands HTTP.")
                .contains("lets in 100 connections at a time at most")
                .contains("- one at 10.0.0.1:80 (weight 5 and at most 9 at a time)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ host = [ \"a.example\", \"*.b.example\" ], path-prefix = /v1, backend = api }"
                        + " | if the host is \"a.example\" or \"*.b.example\" and the path is at or below \"/v1\": to backend \"api\"",
                "{ not { source = [ 10.0.0.0/8 ] }, deny = 405 } | if it is not so that the client is in 10.0.0.0/8: refused, in HTTP with 405",
                "{ path = /old, redirect = \"https://x.example/\" } | if the path is \"/old\": redirected with 302 to https://x.example/",
                "{ redirect { scheme = https, code = 301 } } | always: redirected with 301 to the same place by https",
                "{ header { X-Env = beta }, backend = api } | if the header X-Env is \"beta\": to backend \"api\"",
                "{ path = /robots.txt, answer { status = 200, body = x } } | lb answers with 200",
            })
    void aRouteIsASentence(String route, String sentence) throws IOException {
        assertThat(explained(route)).contains(sentence).contains("else it is answered with 503");
    }

    @Test
    void tlsIsToldOfWithItsCertificates() throws Exception {
        var root = TestCertificates.authority("root");
        root.in(folder.resolve("ca.pem"));
        var until = Instant.parse("2036-05-04T03:02:01Z");
        root.issue(TestCertificates.ec(), Instant.EPOCH, until, "www.test", "*.www.test")
                .in(folder.resolve("www.pem"));
        var file = Files.writeString(folder.resolve("lb.conf"), """
                frontends {
                  web {
                    bind = [ "*:80", {
                      address = "*:443"
                      tls { certificates = www.pem, strict-names = true, client-certificates { ca-file = ca.pem } }
                    } ]
                    default-backend = api
                  }
                }
                backends {
                  api {
                    tls { ca-file = ca.pem, server-name = app.test }
                    servers {
                      one = "10.0.0.2:8443"
                      two { address = "10.0.0.1:80", tls { verify = false } }
                    }
                  }
                }
                """);
        assertThat(String.join("\n", Explanation.of(load(file, null))))
                .contains(
                        "  Clients speak TLSv1.2 to TLSv1.3 at port 443 of every IPv4 address, and h2 or http/1.1 within"
                                + " (ALPN):\n    - www.test, *.www.test until 2036-05-04T03:02:01Z (EC secp256r1, "
                                + folder.resolve("www.pem") + ")\n    - who asks for none of these names is refused\n"
                                + "    - they have to show a certificate signed by one of those in "
                                + folder.resolve("ca.pem"))
                .contains("(in TLS, with a certificate for app.test signed by one of those in "
                        + folder.resolve("ca.pem") + ")")
                .contains("(in TLS, whose certificate is not verified)");
    }

    @Test
    void whatLetsSomebodyInIsNotTold() throws IOException {
        var file = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                listen s
                  bind 127.0.0.1:8080
                  http-request set-header Authorization "Basic hushhush"
                  http-request add-header Cookie a=hushhush
                  http-request set-header X-Auth %[src]
                  http-request replace-header Authorization hushhush hushhush
                  http-request deny if { hdr(authorization) "Bearer hushhush" } or { hdr(x-token) hushhush }
                  http-request deny if { cook(id) hushhush } or { url_param(token) hushhush }
                  http-request redirect location https://u:hushhush@h/ if { path /r }
                  http-response set-header Set-Cookie s=hushhush
                  option httpchk GET /?token=hushhush
                  use-server a if { req.hdr(x-api-key) hushhush }
                  server a 127.0.0.1:1 check
                  server b 127.0.0.1:2 check
                """);
        assertThat(String.join("\n", Explanation.of(load(file, null))))
                .doesNotContain("hushhush")
                .contains(
                        "header Authorization is set to (not shown)",
                        "header X-Auth is set to \"<the client's address>\"",
                        "if the header authorization is (not shown) or the header x-token is (not shown): refused with 403",
                        "redirected with 302 to \"(not shown)\"",
                        "by GET (not shown)");
    }
}
