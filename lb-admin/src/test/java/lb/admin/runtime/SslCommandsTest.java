package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ListenTls;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsLibrary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words are those of HAProxy 2.6, which was asked the same on its socket. */
class SslCommandsTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");

    @TempDir
    private Path folder;

    private final List<ListenContext> contexts = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private TestCertificates.Issued first;
    private Path file;
    private Commands commands;

    @BeforeEach
    void start() throws Exception {
        first = ROOT.issue(TestCertificates.freshEc(), "www.example.com", "*.www.example.com", "192.0.2.1");
        file = first.in(folder.resolve("a.pem"));
        List<Certificates.Use> uses = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ListenContext context =
                    ListenContext.load(new ListenTls(List.of(new CertificateFile(file))), TlsLibrary.best());
            contexts.add(context);
            uses.add(new Certificates.Use("frontend \"f\"", context, true));
        }
        Certificates certificates = new Certificates(uses);
        commands = new Commands(SslCommands.of(() -> certificates, (by, what) -> told.add(what)));
    }

    @AfterEach
    void close() {
        contexts.forEach(ListenContext::close);
    }

    /** What is answered to lines, on a connection of their own. */
    private String say(String lines) {
        Conversation conversation =
                new Conversation(commands, new Caller.Local(0, 1), Level.ADMIN, Duration.ofSeconds(10));
        StringBuilder answers = new StringBuilder();
        for (String line : lines.split("\n", -1)) {
            answers.append(Said.hear(conversation, line).text());
        }
        return answers.toString();
    }

    /** A command with text behind it. */
    private String give(String command, String payload) {
        return say(command + " <<\n" + payload.strip() + "\n");
    }

    private BigInteger serial() {
        List<BigInteger> serials = contexts.stream()
                .flatMap(context -> context.certificates().stream())
                .map(CertificateFacts::serial)
                .map(serial -> new BigInteger(serial, 16))
                .distinct()
                .toList();
        assertThat(serials).as("the same everywhere").hasSize(1);
        return serials.getFirst();
    }

    @Test
    void aCertificateIsReplacedInTwoSteps() {
        TestCertificates.Issued next = ROOT.issue(TestCertificates.freshEc(), "next.example.com");
        assertThat(give("set ssl cert " + file, next.pem()))
                .isEqualTo("Transaction created for certificate " + file + "!\n\n");
        assertThat(serial()).isEqualTo(first.certificate().getSerialNumber());
        assertThat(say("show ssl cert")).isEqualTo("# transaction\n*" + file + "\n# filename\n" + file + "\n\n");
        assertThat(say("show ssl cert *" + file)).contains("Status: Unused\n", "Subject: /CN=next.example.com\n");
        assertThat(give("set ssl cert " + file, next.pem()))
                .isEqualTo("Transaction updated for certificate " + file + "!\n\n");
        assertThat(say("commit ssl cert " + file)).isEqualTo("Committing " + file + "..\nSuccess!\n\n");
        assertThat(serial()).isEqualTo(next.certificate().getSerialNumber());
        assertThat(say("show ssl cert")).isEqualTo("# filename\n" + file + "\n\n");
        assertThat(told)
                .containsExactly(
                        "set ssl cert " + file,
                        "set ssl cert " + file,
                        "commit ssl cert " + file + " (in memory, until the file changes)");
    }

    @Test
    void bothStepsMayComeInOneConnection() {
        TestCertificates.Issued next = ROOT.issue(TestCertificates.freshEc(), "next.example.com");
        assertThat(say("prompt\nset ssl cert " + file + " <<\n" + next.pem().strip() + "\n\ncommit ssl cert " + file))
                .contains("Transaction created", "Success!");
        assertThat(serial()).isEqualTo(next.certificate().getSerialNumber());
    }

    @Test
    void keyAndCertificateMayComeByThemselves() {
        TestCertificates.Issued next = ROOT.issue(TestCertificates.freshEc(), "next.example.com");
        give("set ssl cert " + file, next.chainPem());
        assertThat(say("commit ssl cert " + file))
                .isEqualTo("The transaction must contain at least a certificate and a private key!\nCan't commit "
                        + file + "!\n\n");
        give("set ssl cert " + file + ".key", first.keyPem());
        assertThat(say("commit ssl cert " + file))
                .isEqualTo("inconsistencies between private key and certificate loaded '" + file + "'.\nCan't commit "
                        + file + "!\n\n");
        give("set ssl cert " + file + ".key", next.keyPem());
        assertThat(say("commit ssl cert " + file)).contains("Success!");
        assertThat(serial()).isEqualTo(next.certificate().getSerialNumber());
    }

    @Test
    void whatCannotBeIsSaidInHaproxysWords() throws Exception {
        Path other = ROOT.issue("b").in(folder.resolve("b.pem"));
        assertThat(say("set ssl cert"))
                .isEqualTo("'set ssl cert expects a filename and a certificate as a payload\n\n");
        assertThat(say("set ssl cert " + file + " xxx"))
                .isEqualTo("'set ssl cert expects a filename and a certificate as a payload\n\n");
        assertThat(give("set ssl cert " + other, first.pem()))
                .isEqualTo("Can't replace a certificate which is not referenced by the configuration!\nCan't update "
                        + other + "!\n\n");
        assertThat(give("set ssl cert " + file, "xxx"))
                .startsWith("unable to load certificate from file '" + file + "'.\n")
                .endsWith("\nCan't load the payload\nCan't update " + file + "!\n\n");
        assertThat(give("set ssl cert " + file + ".ocsp", "x#x"))
                .isEqualTo("Error reading OCSP response in base64 format\nCan't load the payload\nCan't update " + file
                        + ".ocsp!\n\n");
        assertThat(say("commit ssl cert " + file))
                .isEqualTo("No ongoing transaction! !\nCan't commit " + file + "!\n\n");
        assertThat(say("abort ssl cert " + file)).isEqualTo("No ongoing transaction!\n\n");
        assertThat(say("commit ssl cert")).isEqualTo("'commit ssl cert expects a filename\n\n");
        assertThat(say("abort ssl cert")).isEqualTo("'abort ssl cert' expects a filename\n\n");
        assertThat(say("del ssl cert " + file))
                .startsWith("Can't remove the certificate: certificate '" + file + "' in use, can't be deleted!\n");
        assertThat(say("del ssl cert nope"))
                .startsWith("Can't remove the certificate: certificate 'nope' doesn't exist!\n");
        assertThat(say("show ssl cert nope"))
                .isEqualTo("Can't display the certificate: Not found or the certificate is a bundle!\n\n");
        assertThat(say("new ssl cert x")).startsWith("Refused: ");

        give("set ssl cert " + file, first.pem());
        assertThat(say("commit ssl cert x.pem"))
                .isEqualTo("The ongoing transaction is about '" + file
                        + "' but you are trying to set 'x.pem'\nCan't commit x.pem!\n\n");
        assertThat(say("abort ssl cert x.pem"))
                .isEqualTo("The ongoing transaction is about '" + file
                        + "' but you are trying to abort a transaction for 'x.pem'\n\n");
        assertThat(say("abort ssl cert " + file)).isEqualTo("Transaction aborted for certificate '" + file + "'!\n\n");
        assertThat(say("commit ssl cert " + file)).startsWith("No ongoing transaction!");
        assertThat(serial()).isEqualTo(first.certificate().getSerialNumber());
    }

    @Test
    void oneIsShownAsHaproxyShowsIt() {
        assertThat(say("show ssl cert " + file).replaceAll("(Serial|not\\w+|FingerPrint): .*", "$1"))
                .isEqualTo("Filename: " + file + "\nStatus: Used\nSerial\nnotBefore\nnotAfter\n"
                        + "Subject Alternative Name: DNS:www.example.com, DNS:*.www.example.com, IP Address:192.0.2.1\n"
                        + "Algorithm: EC256\nSHA1 FingerPrint\nSubject: /CN=www.example.com\nIssuer: /CN=root\n"
                        + "OCSP Response Key: \n\n");
        assertThat(say("show ssl cert " + file))
                .containsPattern("notBefore: [A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} 20[0-9]{2} GMT\n")
                .containsPattern("SHA1 FingerPrint: [0-9A-F]{40}\n")
                .containsPattern("Serial: ([0-9A-F]{2})+\n");
        assertThat(say("show ssl cert json")).startsWith("[{\"file\":\"" + file + "\",\"names\":\"");
    }

    @Test
    void anOcspResponseIsStapledToTheCertificateThatItIsAbout() {
        byte[] about = ROOT.ocsp(first.certificate(), java.time.Instant.now().plusSeconds(3600));
        assertThat(say("set ssl ocsp-response " + Base64.getEncoder().encodeToString(about)))
                .isEqualTo("OCSP Response updated!\n\n");
        assertThat(contexts.getFirst().certificates().getFirst().stapledUntil()).isNotNull();
        byte[] stranger = ROOT.ocsp(
                ROOT.issue("else").certificate(), java.time.Instant.now().plusSeconds(3600));
        assertThat(give(
                        "set ssl ocsp-response",
                        Base64.getMimeEncoder().encodeToString(stranger).replace("\r", "")))
                .isEqualTo("OCSP single response: Certificate ID does not match any certificate or issuer\n\n");
        assertThat(say("set ssl ocsp-response"))
                .isEqualTo("'set ssl ocsp-response' expects response in base64 encoding.\n\n");
        assertThat(say("set ssl ocsp-response a#c"))
                .isEqualTo("'set ssl ocsp-response' received invalid base64 encoded response.\n\n");
    }

    @Test
    void aPayloadThatIsTooLongEndsTheConnectionAndAnotherCommandPassesOverOne() {
        Conversation conversation =
                new Conversation(commands, new Caller.Local(0, 1), Level.ADMIN, Duration.ofSeconds(10));
        Said.hear(conversation, "set ssl cert " + file + " <<");
        Said last = new Said("", false);
        for (int i = 0; i < 5 && !last.end(); i++) {
            last = Said.hear(conversation, "x".repeat(16_000));
        }
        assertThat(last.end()).isTrue();
        assertThat(last.text()).startsWith("Refused: a payload of more than");
        assertThat(give("show ssl cert", "a secret")).isEqualTo("# filename\n" + file + "\n\n");
    }

    @Test
    void keysOfTicketsAreNamedAndNeverShown() throws Exception {
        assertThat(say("show tls-keys")).isEqualTo("# id (file)\n\n");
        assertThat(say("show tls-keys #0")).isEqualTo("'show tls-keys' unable to locate referenced filename\n\n");
        assertThat(Files.exists(file)).isTrue();
    }
}
