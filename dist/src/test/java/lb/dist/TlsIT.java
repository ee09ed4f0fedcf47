package lb.dist;

import static lb.dist.TlsLab.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS of the delivered program, from an lb.conf and from a haproxy.cfg, as curl, openssl, h2load and nginx see it. */
@Timeout(180)
class TlsIT {
    private static final String LB_CONF = """
            threads = 1
            runtime.socket = none
            tls.clients.tickets { keys-file = ticket-keys }
            defaults { timeouts { connect = 5s, client = 20s, server = 20s }, retries = 0 }
            frontends {
              web { bind = { address = "127.0.0.1:${WEB}", tls { certificates = certs } }, default-backend = secure }
              known {
                bind = {
                  address = "127.0.0.1:${KNOWN}"
                  tls { certificates = certs, client-certificates { ca-file = clients.pem } }
                }
                http-request = [ "set-header X-Client %[ssl_c_s_dn]" ]
                default-backend = plain
              }
              wrong { bind = "127.0.0.1:${WRONG}", default-backend = strangers }
              through {
                bind = "127.0.0.1:${THROUGH}", mode = tcp
                tcp-request = [ "inspect-delay 5s" ]
                routes = [ { when = "{ req.ssl_sni -i app.test }", backend = passed }, { deny = true } ]
              }
            }
            backends {
              secure { tls { ca-file = authority.pem, expected-name = app.test }, servers { s = "127.0.0.1:${SECURE}" } }
              plain { servers { s = "127.0.0.1:${PLAIN}" } }
              strangers {
                tls { ca-file = authority.pem, expected-name = app.test }
                check { interval = 200ms, timeout = 20s, fall = 1 }
                servers { s = "127.0.0.1:${UNTRUSTED}" }
              }
              passed { mode = tcp, servers { s = "127.0.0.1:${SECURE}" } }
            }
            """;

    private static final String HAPROXY_CFG = """
            defaults
                mode http
                timeout connect 5s
                timeout client 20s
                timeout server 20s
                timeout check 20s
                retries 0
            frontend web
                bind 127.0.0.1:${WEB} ssl crt ${folder}/certs alpn h2,http/1.1 tls-ticket-keys ${folder}/ticket-keys
                default_backend secure
            frontend known
                bind 127.0.0.1:${KNOWN} ssl crt ${folder}/certs ca-file ${folder}/clients.pem verify required
                http-request set-header X-Client %[ssl_c_s_dn]
                default_backend plain
            frontend wrong
                bind 127.0.0.1:${WRONG}
                default_backend strangers
            frontend through
                bind 127.0.0.1:${THROUGH}
                mode tcp
                tcp-request inspect-delay 5s
                tcp-request content reject unless { req.ssl_sni -i app.test }
                default_backend passed
            backend secure
                server s 127.0.0.1:${SECURE} ssl verify required ca-file ${folder}/authority.pem verifyhost app.test check
            backend plain
                server s 127.0.0.1:${PLAIN}
            backend strangers
                server s 127.0.0.1:${UNTRUSTED} ssl verify required ca-file ${folder}/authority.pem verifyhost app.test check inter 200ms fall 1
            backend passed
                mode tcp
                server s 127.0.0.1:${SECURE}
            """;

    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    @TempDir
    private static Path folder;

    private static TlsLab lab;

    /** Two nodes, each with a form of the same configuration. */
    enum Node {
        LB_CONF,
        HAPROXY_CFG;

        private final Map<String, Object> ports = new HashMap<>();

        private int port(String name) {
            return (int) ports.get(name);
        }

        private Node other() {
            return this == LB_CONF ? HAPROXY_CFG : LB_CONF;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Needs.programs("openssl", "curl", "nginx");
        lab = new TlsLab(folder);
        for (var node : Node.values()) {
            List.of("WEB", "KNOWN", "WRONG", "THROUGH").forEach(name -> node.ports.put(name, freePort()));
            node.ports.putAll(Map.of("SECURE", lab.secure, "PLAIN", lab.plain, "UNTRUSTED", lab.untrusted));
            var command = Lb.command("haproxy", "-db", "-f", "haproxy.cfg");
            if (node == Node.LB_CONF) {
                command = Lb.command("run", "lb.conf");
                command.add(1, "-Dlb.lock=test/" + folder.getFileName());
                lab.write("lb.conf", LB_CONF, node.ports);
            } else {
                lab.write("haproxy.cfg", HAPROXY_CFG, node.ports);
            }
            lab.start(node.name(), command);
        }
        for (var node : Node.values()) {
            Eventually.holds("it serves", TlsLab.PATIENCE, () -> listens(node), () -> lab.output(node.name()));
        }
    }

    private static boolean listens(Node node) {
        try (var socket = new Socket("127.0.0.1", node.port("WEB"))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private static TlsLab.Ended curl(Node node, String port, String name, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--cacert",
                "authority.pem",
                "--resolve",
                "*:%d:127.0.0.1".formatted(node.port(port)),
                "-w",
                " %{http_version} %{http_code}\n",
                "https://%s:%d/".formatted(name, node.port(port))));
        command.addAll(List.of(more));
        return lab.ask("", command.toArray(String[]::new));
    }

    private static String openssl(Node node, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + node.port("WEB"),
                "-CAfile",
                "authority.pem",
                "-ign_eof"));
        command.addAll(List.of(more));
        return lab.ask(GET, command.toArray(String[]::new)).output();
    }

    @ParameterizedTest
    @EnumSource
    void curlIsServedInBothVersionsOfHttpByAServerWhoseCertificateIsVerified(Node node) throws Exception {
        assertThat(curl(node, "WEB", "a.test", "--http1.1").output()).isEqualTo("secure  1.1 200\n");
        assertThat(curl(node, "WEB", "b.test", "--http2").output()).isEqualTo("secure  2 200\n");
        assertThat(curl(node, "WEB", "c.test").output()).contains("subject name");
    }

    @ParameterizedTest
    @EnumSource
    void theNameAskedForChoosesTheCertificate(Node node) throws Exception {
        assertThat(openssl(node, "-servername", "b.test", "-verify_hostname", "b.test"))
                .contains("subject=CN = b.test", "Verify return code: 0 (ok)", "HTTP/1.1 200");
        assertThat(openssl(node, "-noservername")).contains("subject=CN = a.test", "HTTP/1.1 200");
    }

    @ParameterizedTest
    @EnumSource
    void oldVersionsAreRefusedAndNewOnesSpoken(Node node) throws Exception {
        for (var old : List.of("-tls1", "-tls1_1")) {
            assertThat(openssl(node, old, "-cipher", "ALL:@SECLEVEL=0")).contains("alert protocol version");
        }
        assertThat(openssl(node, "-tls1_2")).contains("New, TLSv1.2", "HTTP/1.1 200");
        assertThat(openssl(node, "-tls1_3")).contains("New, TLSv1.3", "HTTP/1.1 200");
    }

    @ParameterizedTest
    @EnumSource
    void aProtocolIsAgreedOnWhereThereIsOneInCommon(Node node) throws Exception {
        assertThat(openssl(node, "-alpn", "http/1.1,h2")).contains("ALPN protocol: h2");
        assertThat(openssl(node, "-alpn", "spdy/3,http/1.1")).contains("ALPN protocol: http/1.1", "HTTP/1.1 200");
        assertThat(openssl(node, "-alpn", "spdy/3")).contains("No ALPN negotiated", "HTTP/1.1 200");
    }

    @ParameterizedTest
    @EnumSource
    void aSessionGoesOnHereAndAtTheOtherNode(Node node) throws Exception {
        for (var version : List.of("-tls1_2", "-tls1_3")) {
            assertThat(openssl(node, version, "-sess_out", "session")).contains("New, TLSv1.");
            assertThat(openssl(node, version, "-sess_in", "session")).contains("Reused, TLSv1.", "HTTP/1.1 200");
            assertThat(openssl(node.other(), version, "-sess_in", "session"))
                    .contains("Reused, TLSv1.", "HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsShowCertificates(Node node) throws Exception {
        assertThat(curl(node, "KNOWN", "a.test", "--cert", "client.pem", "-D", "-")
                        .output())
                .containsIgnoringCase("x-client: /CN=client\r\n")
                .endsWith("200\n");
        for (List<String> shown : List.of(List.<String>of(), List.of("--cert", "stranger.pem"))) {
            for (List<String> version : List.of(List.<String>of(), List.of("--tls-max", "1.2"))) {
                List<String> all = new ArrayList<>(shown);
                all.addAll(version);
                assertThat(curl(node, "KNOWN", "a.test", all.toArray(String[]::new))
                                .output())
                        .contains("alert")
                        .endsWith(" 000\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnotherAuthorityIsNotUsedAndTheLogSaysWhy(Node node) throws Exception {
        var web = new LocalWeb(node.port("WRONG"));
        Eventually.holds(
                "the server is down",
                TlsLab.PATIENCE,
                () -> lab.output(node.name()).contains("strangers/s is DOWN"),
                () -> lab.output(node.name()));
        assertThat(web.ask("/")).startsWith("HTTP/1.1 503 ");
        assertThat(lab.output(node.name()).lines().filter(line -> line.contains("strangers/s is DOWN")))
                .singleElement()
                .asString()
                .contains("SSL handshake failure", "certificate");
    }

    @ParameterizedTest
    @EnumSource
    void tlsIsPassedThroughByItsServerName(Node node) throws Exception {
        assertThat(curl(node, "THROUGH", "app.test").output()).isEqualTo("secure app.test 1.1 200\n");
        assertThat(curl(node, "THROUGH", "a.test").output()).endsWith(" 000\n");
    }

    @Test
    void manyStreamsOfManyConnectionsAreAnswered() throws Exception {
        Needs.programs("h2load");
        for (var node : Node.values()) {
            assertThat(lab.run("h2load", "-n2000", "-c8", "-m20", "https://127.0.0.1:%d/".formatted(node.port("WEB"))))
                    .contains("Application protocol: h2", "2000 succeeded, 0 failed, 0 errored, 0 timeout");
        }
    }
}
