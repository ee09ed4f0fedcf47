package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsLibrary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As HAProxy 2.6 answers over its own socket, line by line. */
class TrustCommandsTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final TestCertificates.Authority OTHER = TestCertificates.authority("other");

    @TempDir
    private Path folder;

    private Path authorities;
    private Path revoked;
    private ConnectContext context;
    private Commands commands;

    @BeforeEach
    void start() throws Exception {
        authorities = Files.writeString(
                folder.resolve("ca.pem"),
                TestCertificates.pem(ROOT.certificate()) + TestCertificates.pem(OTHER.certificate()));
        revoked = Files.writeString(
                folder.resolve("crl.pem"),
                TestCertificates.pem(ROOT.revoke(ROOT.issue("a.test").certificate()))
                        + TestCertificates.pem(OTHER.revoke()));
        context = ConnectContext.load(
                new ConnectTls(true, authorities, revoked, null, null, List.of(), TlsAlgorithms.STANDARD, null, true),
                TlsLibrary.best());
        Certificates all = new Certificates(List.of(new Certificates.Use("backend \"b\"", context, false)));
        commands = new Commands(TrustCommands.of(() -> all));
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** What is answered, without what is another each time. */
    private String say(String line) {
        Conversation conversation =
                new Conversation(commands, new Caller.Local(0, 1), Level.OPERATOR, Duration.ofSeconds(10));
        return Said.hear(conversation, line)
                .text()
                .replaceAll("(Serial|Serial Number|not\\w+|FingerPrint): [0-9A-F]+\n", "$1: 0\n")
                .replaceAll("[A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} 20[0-9]{2} GMT", "day");
    }

    @Test
    void authoritiesAreListedAndShown() {
        String first = """

                Certificate #1:
                Serial: 0
                notBefore: day
                notAfter: day
                Subject Alternative Name:\s
                Algorithm: EC256
                SHA1 FingerPrint: 0
                Subject: /CN=root
                Issuer: /CN=root
                """;
        String second = first.replace("#1", "#2").replace("=root", "=other");
        String head = "Filename: " + authorities + "\nStatus: Used\n";
        assertThat(say("show ssl ca-file")).isEqualTo("# filename\n" + authorities + " - 2 certificate(s)\n\n");
        assertThat(say("show ssl ca-file " + authorities)).isEqualTo(head + " " + first + " " + second + "\n");
        assertThat(say("show ssl ca-file " + authorities + ":2")).isEqualTo(head + " " + second + "\n");
        assertThat(say("show ssl ca-file " + authorities + ":3")).isEqualTo("\n");
    }

    @Test
    void revocationListsAreListedAndShown() {
        String first = """

                Certificate Revocation List #1:
                Version 2
                Signature Algorithm: ecdsa-with-SHA256
                Issuer: /CN=root
                Last Update: day
                Next Update: day
                Revoked Certificates:
                    Serial Number: 0
                        Revocation Date: day
                """;
        String second = """

                Certificate Revocation List #2:
                Version 2
                Signature Algorithm: ecdsa-with-SHA256
                Issuer: /CN=other
                Last Update: day
                Next Update: day
                No Revoked Certificates.
                """;
        String head = "Filename: " + revoked + "\nStatus: Used\n";
        assertThat(say("show ssl crl-file")).isEqualTo("# filename\n" + revoked + "\n\n");
        assertThat(say("show ssl crl-file " + revoked)).isEqualTo(head + " " + first + " " + second + "\n");
        assertThat(say("show ssl crl-file " + revoked + ":1")).isEqualTo(head + " " + first + "\n");
    }

    @Test
    void whatIsNotThereIsSaidInHaproxysWords() {
        assertThat(say("show ssl ca-file nope")).isEqualTo("Can't display the CA file : Not found!\n\n");
        assertThat(say("show ssl crl-file nope")).isEqualTo("Can't display the CRL file : Not found!\n\n");
        for (String index : List.of("x", "0", "-1", "", "99999999999")) {
            assertThat(say("show ssl ca-file a:" + index))
                    .isEqualTo("wrong CA index after colons in 'a:" + index + "'!\n\n");
        }
        assertThat(say("show ssl crl-file a:x")).isEqualTo("wrong CRL index after colons in 'a:x'!\n\n");
    }
}
