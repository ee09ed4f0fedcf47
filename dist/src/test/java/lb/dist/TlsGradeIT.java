package lb.dist;

import static lb.dist.TlsLab.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code conf/https.conf} as it is delivered, but for its addresses, under testssl.sh. Version 3.0 of it, which Debian has, finds
 * and does not grade; docs/tls.md tells how a newer one graded.
 */
@Timeout(240)
class TlsGradeIT {
    private static final Pattern FINDING = Pattern.compile(
            "\"id\" *: \"(?<id>[^\"]*)\",[^}]*?\"severity\" *: \"(?<severity>[^\"]*)\",[^}]*?\"finding\" *: \"(?<finding>[^\"]*)\"");
    /** What testssl says of the OpenSSL that it uses itself. */
    private static final Set<String> OF_ITSELF = Set.of("engine_problem");

    private static final Set<String> HARMLESS = Set.of("OK", "INFO", "LOW", "DEBUG");

    @TempDir
    private Path folder;

    @Test
    void theExampleIsCopiedAndNothingIsFoundThatIsWorseThanLow() throws Exception {
        Needs.programs("openssl", "curl", "nginx", "testssl");
        try (var lab = new TlsLab(folder)) {
            var http = freePort();
            var https = freePort();
            var example = Files.readString(Path.of(System.getProperty("lb.conf"), "https.conf"));
            lab.write(
                    "lb.conf",
                    example.replace("*:80\"", "127.0.0.1:%d\"".formatted(http))
                                    .replace("*:443", "127.0.0.1:" + https)
                                    .replace("/etc/lb/certs", "certs")
                                    .replaceAll("192\\.168\\.56\\.1[12]:8080", "127.0.0.1:" + lab.plain)
                            + "threads = 1\nruntime.socket = none\n",
                    Map.of());
            var command = Lb.command("run", "lb.conf");
            command.add(1, "-Dlb.lock=test/" + folder.getFileName());
            lab.start("lb", command);
            Eventually.holds(
                    "plain HTTP is led over",
                    TlsLab.PATIENCE,
                    () -> new LocalWeb(http).begins("HTTP/1.1 301 "),
                    () -> lab.output("lb"));

            assertThat(lab.run(
                            "curl",
                            "-si",
                            "--cacert",
                            "authority.pem",
                            "--connect-to",
                            "::127.0.0.1:" + https,
                            "https://a.test/"))
                    .contains("HTTP/2 200", "strict-transport-security: max-age=31536000");
            var said = lab.ask(
                    "",
                    "testssl",
                    "--quiet",
                    "--color",
                    "0",
                    "--warnings",
                    "off",
                    "--nodns",
                    "none",
                    "--ip",
                    "127.0.0.1",
                    "--add-ca",
                    folder.resolve("authority.pem").toString(),
                    "--jsonfile",
                    "findings.json",
                    "-p",
                    "-P",
                    "-S",
                    "-U",
                    "a.test:" + https);
            var findings = FINDING.matcher(Files.readString(folder.resolve("findings.json")))
                    .results()
                    .toList();
            assertThat(findings)
                    .as(said.output())
                    .extracting(finding -> finding.group("id"))
                    .contains("TLS1_3", "cipher_negotiated", "cert_chain_of_trust", "RC4");
            assertThat(findings)
                    .filteredOn(finding -> !HARMLESS.contains(finding.group("severity")))
                    .filteredOn(finding -> !OF_ITSELF.contains(finding.group("id")))
                    .extracting(MatchResult::group)
                    .isEmpty();
        }
    }
}
