package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Problem;
import lb.proxy.settings.BindSettings;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bind, server and global lines say of TLS, and what HAProxy itself says of the same lines. */
class TlsLinesTest {
    /** Behind an address; true where HAProxy takes it. */
    private static final Map<String, Boolean> BINDS = Map.ofEntries(
            Map.entry("ssl crt www.pem", true),
            Map.entry("ssl crt certs", true),
            Map.entry("ssl crt www.pem crt certs/a.pem strict-sni", true),
            Map.entry("ssl crt-list list", true),
            Map.entry("ssl", false),
            Map.entry("crt www.pem", true),
            Map.entry("ssl crt nowhere.pem", false),
            Map.entry("ssl crt ca.pem", false),
            Map.entry("ssl crt www.pem alpn h2,http/1.1", true),
            Map.entry("ssl crt www.pem ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.3", true),
            Map.entry("ssl crt www.pem ssl-min-ver TLSv9", false),
            Map.entry("ssl crt www.pem no-sslv3 no-tlsv10 no-tlsv11", true),
            Map.entry("ssl crt www.pem force-tlsv12", true),
            Map.entry("ssl crt www.pem ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", true),
            Map.entry("ssl crt www.pem ciphers HIGH:!aNULL:!MD5", true),
            Map.entry("ssl crt www.pem curves X25519:P-256", true),
            Map.entry("ssl crt www.pem verify optional ca-file ca.pem", true),
            Map.entry("ssl crt www.pem verify required", false),
            Map.entry("ssl crt www.pem verify maybe", false),
            Map.entry("ssl crt www.pem proto h2", true),
            Map.entry("ssl crt www.pem alpn h2,http/1.1 proto h2", true),
            Map.entry("proto h2", true),
            Map.entry("proto h1", true),
            Map.entry("proto h9", false),
            Map.entry("ssl crt www.pem no-tls-tickets", true),
            Map.entry("ssl crt www.pem prefer-client-ciphers", true),
            Map.entry("ssl crt www.pem accept-proxy", true));

    private static final Map<String, Boolean> SERVERS = Map.ofEntries(
            Map.entry("ssl verify none", true),
            Map.entry("ssl", false),
            Map.entry("ssl ca-file ca.pem", true),
            Map.entry("ssl verify required ca-file ca.pem sni str(www.test) check", true),
            Map.entry("ssl verify required ca-file nowhere.pem", false),
            Map.entry("ssl verify required ca-file @system-ca verifyhost www.test", true),
            Map.entry("ssl verify required ca-file ca.pem sni req.hdr(host)", true),
            Map.entry("ssl verify required ca-file ca.pem sni ssl_fc_sni verifyhost www.test", true),
            Map.entry("ssl verify none sni quux", false),
            Map.entry("ssl verify none crt www.pem", true),
            Map.entry("ssl verify none crt nowhere.pem", false),
            Map.entry("ssl verify none alpn http/1.1 no-ssl-reuse", true),
            Map.entry("ssl verify none alpn h2,http/1.1", true),
            Map.entry("ssl verify none alpn h2 proto h2", true),
            Map.entry("proto h2", true),
            Map.entry("proto h1", true),
            Map.entry("proto h9", false),
            Map.entry("ssl verify none ssl-min-ver TLSv1.2 no-tlsv13", true),
            Map.entry("ssl verify none check check-sni www.test check-alpn http/1.1", true),
            Map.entry("ssl verify perhaps", false),
            Map.entry("ssl verify none ssl-max-ver TLSv1.2 check port 80", true));

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        var authority = TestCertificates.authority("Test");
        authority.issue("www.test").in(folder.resolve("www.pem"));
        Files.createDirectory(folder.resolve("certs"));
        authority.issue("a.test").in(folder.resolve("certs/a.pem"));
        authority.in(folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("list"), folder.resolve("www.pem") + " www.test\n");
    }

    @Test
    void bindLinesAreTakenWhereHaproxyTakesThem() throws Exception {
        RealHaproxy.assumeInstalled("lines of TLS beside HAProxy");
        var wrong = new ArrayList<String>();
        for (var line : BINDS.entrySet()) {
            judge(
                    "frontend f\n bind 127.0.0.1:8443 " + line.getKey() + "\n default_backend b\n"
                            + "backend b\n server s 127.0.0.1:80\n",
                    line,
                    wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void serverLinesAreTakenWhereHaproxyTakesThem() throws Exception {
        RealHaproxy.assumeInstalled("lines of TLS beside HAProxy");
        var wrong = new ArrayList<String>();
        for (var line : SERVERS.entrySet()) {
            judge(
                    "frontend f\n bind 127.0.0.1:8443\n default_backend b\nbackend b\n server s 127.0.0.1:443 "
                            + line.getKey() + "\n",
                    line,
                    wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private void judge(String rest, Map.Entry<String, Boolean> line, List<String> wrong) throws Exception {
        var text = "defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 5s\n" + rest;
        var file = Files.writeString(folder.resolve("haproxy.cfg"), text);
        var process = new ProcessBuilder(RealHaproxy.PROGRAM.toString(), "-c", "-f", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var theirs = process.exitValue() == 0;
        var ours = ConfigurationFiles.load(List.of(file), NodeIdentity.of(null)) instanceof LoadResult.Broken broken
                ? broken.problems().stream().map(Problem::message).toList()
                : List.<String>of();
        if (theirs != line.getValue()) {
            wrong.add(line.getKey() + ": HAProxy says " + theirs + ": " + Files.readString(folder.resolve("said")));
        }
        if (ours.isEmpty() != line.getValue()) {
            wrong.add(line.getKey() + ": we say " + ours);
        }
    }

    @Test
    void linesOfQuicAreListenersOfHttp3() throws Exception {
        var loaded = load("""
                global
                 ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
                frontend f
                 bind 127.0.0.1:8443 ssl crt www.pem alpn h2,http/1.1
                 bind quic4@127.0.0.1:8443 ssl crt www.pem alpn h3
                 bind quic6@[::1]:8443,quic6@[::1]:8444 ssl crt www.pem
                 default_backend b
                """);
        assertThat(loaded).isInstanceOf(LoadResult.Loaded.class);
        var binds = ((LoadResult.Loaded) loaded)
                .configuration()
                .proxy()
                .frontends()
                .getFirst()
                .binds();
        assertThat(binds).extracting(BindSettings::quic).containsExactly(false, true, true, true);
    }

    @Test
    void linesOfQuicThatCannotBeAreRefusedInHaproxysWords() throws Exception {
        var loaded = load("""
                frontend f
                 bind quic4@127.0.0.1:8443 ssl crt www.pem alpn h2
                 bind quic4@127.0.0.1:8444
                 bind 127.0.0.1:8445,quic4@127.0.0.1:8445 ssl crt www.pem
                 bind quic4@127.0.0.1:8446 ssl crt www.pem verify required ca-file ca.pem
                 default_backend b
                """);
        assertThat(((LoadResult.Broken) loaded).problems())
                .extracting(problem -> problem.toString().replaceAll("^.*haproxy.cfg:", ""))
                .containsExactly(
                        "7: bind: alpn \"h2\": over QUIC HTTP/3 alone is spoken (expected: h3)",
                        "8: bind: QUIC needs a certificate (expected: ssl crt and a file or a folder)",
                        "9: bind: addresses of QUIC and of TCP are on one line (expected: a line for each)",
                        "10: frontend \"f\": bind.tls.client-certificates {…} (not done yet with QUIC, which has TLS 1.3 with its own choices)");
    }

    private LoadResult load(String lines) throws IOException {
        var text = "defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 5s\n" + lines
                + "backend b\n server s 127.0.0.1:80\n";
        return ConfigurationFiles.load(
                List.of(Files.writeString(folder.resolve("haproxy.cfg"), text)), NodeIdentity.of(null));
    }

    @Test
    void linesBecomeOurKeys() {
        var translated = Translated.of("""
                global
                    crt-base /etc/ssl
                    ca-base /etc/ca
                    ssl-default-bind-ciphers ECDHE+AESGCM:!ECDSA
                    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
                    ssl-default-server-options ssl-min-ver TLSv1.3
                    tune.ssl.lifetime 600
                    maxsslconn 100
                defaults
                    mode http
                    timeout client 1s
                    timeout server 1s
                    timeout connect 1s
                frontend f
                    bind :443 ssl crt www.pem crt-list /etc/list alpn h2,http/1.1 verify optional ca-file ca.pem crl-file crl.pem no-tlsv12 strict-sni
                    redirect scheme https if !{ ssl_fc }
                    default_backend b
                backend b
                    server one 10.0.0.1:443 ssl verify required ca-file ca.pem sni str(one.test) check
                    server two 10.0.0.1:443 ssl verify none sni req.hdr(host) crt client.pem no-ssl-reuse check check-sni x.test
                """, Map.of());
        assertThat(translated.told())
                .containsExactly(
                        "note: a.cfg:8: maxsslconn: left out: maxconn limits all connections, those with TLS too");
        var lines = translated.hocon().lines().map(String::strip).toList();
        assertThat(lines)
                .containsSubsequence(
                        "tls {",
                        "clients {",
                        "ciphers = \"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256\"",
                        "min-version = TLSv1.2",
                        "tickets { lifetime = 600s }",
                        "servers {",
                        "min-version = TLSv1.3",
                        "certificates = [",
                        "/etc/ssl/www.pem",
                        "{ list = /etc/list, base = /etc/ssl }",
                        "strict-names = true",
                        "min-version = TLSv1.3",
                        "max-version = TLSv1.3",
                        "alpn = [ h2, http/1.1 ]",
                        "client-certificates { demand = optional, ca-file = /etc/ca/ca.pem, crl-file = /etc/ca/crl.pem }",
                        "tickets = false",
                        "tls { verify = true, ca-file = /etc/ca/ca.pem, server-name = one.test }",
                        "certificate = /etc/ssl/client.pem",
                        "server-name = \"%[req.hdr(host)]\"",
                        "resume = false",
                        "tls { verify = false, certificate = /etc/ssl/client.pem, server-name = x.test }");
    }

    @Test
    void whatOpensslsWordsComeToIsWhatIsSpokenHere() {
        assertThat(ciphers("HIGH:!aNULL:!MD5").split(":")).hasSize(14);
        assertThat(ciphers("kRSA+AES128:@STRENGTH:!SHA")).isEqualTo("AES128-GCM-SHA256");
        assertThat(ciphers("AES128-SHA:AES256-SHA")).isEqualTo("AES128-SHA:AES256-SHA");
        assertThat(ciphers("CHACHA20:AESGCM+ECDSA:-AES128:+CHACHA20"))
                .isEqualTo("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305");
        assertThat(Translated.of("global\n ssl-default-bind-ciphers RC4:!HIGH\n", Map.of())
                        .told())
                .containsExactly(
                        "error: a.cfg:2: ssl-default-bind-ciphers: \"RC4:!HIGH\" leaves no cipher that is spoken here"
                                + " (expected: names such as ECDHE-RSA-AES128-GCM-SHA256)");
    }

    private static String ciphers(String text) {
        var written = Translated.of("global\n ssl-default-bind-ciphers " + text + "\n", Map.of());
        assertThat(written.errors()).isEmpty();
        var at = written.hocon().indexOf("ciphers = ") + "ciphers = ".length();
        return written.hocon().substring(at, written.hocon().indexOf('\n', at)).replaceAll("[\" }]", "");
    }
}
