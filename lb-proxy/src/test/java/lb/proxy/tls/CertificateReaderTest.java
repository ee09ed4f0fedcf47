package lb.proxy.tls;

import static lb.proxy.tls.TestCertificates.ec;
import static lb.proxy.tls.TestCertificates.freshEc;
import static lb.proxy.tls.TestCertificates.pem;
import static lb.proxy.tls.TestCertificates.rsa;
import static lb.proxy.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lb.proxy.settings.CertificateFile;
import lb.proxy.tls.TestCertificates.Issued;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateReaderTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final Issued GOOD = ROOT.issue("www.example.com");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private final List<TlsProblem> problems = new ArrayList<>();
    private final List<TlsProblem> warnings = new ArrayList<>();

    static Stream<Arguments> goodFiles() throws Exception {
        Issued rsa = ROOT.issue(rsa(), "www.example.com");
        byte[] pkcs1 = octets(rsa.key());
        byte[] sec1 = octets(GOOD.key());
        byte[] p256 =
                Der.element(Der.OBJECT_IDENTIFIER, java.util.HexFormat.of().parseHex("2a8648ce3d030107"));
        Issued below = ROOT.intermediate("between").issue("www.example.com");
        return Stream.of(
                Arguments.of("PKCS #8", GOOD.pem()),
                Arguments.of("the key first", GOOD.keyPem() + GOOD.chainPem()),
                Arguments.of("PKCS #1", rsa.chainPem() + pem("RSA PRIVATE KEY", pkcs1)),
                Arguments.of("SEC 1 with its curve", GOOD.chainPem() + pem("EC PRIVATE KEY", withCurve(sec1, p256))),
                Arguments.of(
                        "SEC 1 with its curve before it",
                        GOOD.chainPem() + pem("EC PARAMETERS", p256) + pem("EC PRIVATE KEY", sec1)),
                Arguments.of(
                        "Ed25519",
                        ROOT.issue(TestCertificates.ed25519(), "www.example.com")
                                .pem()),
                Arguments.of("a chain", below.pem()),
                Arguments.of("lines that end as in Windows", GOOD.pem().replace("\n", "\r\n")),
                Arguments.of("text around", "Subject: somebody\n" + GOOD.pem() + "\nand more\n"),
                Arguments.of("blanks at the ends of lines", GOOD.pem().replace("\n", "  \n")),
                Arguments.of("parameters of Diffie-Hellman", GOOD.pem() + pem("DH PARAMETERS", new byte[] {0x30, 0})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void goodFilesAreReadWithoutAWord(String what, String text) {
        ServerCertificate read = read(text);
        assertThat(problems).isEmpty();
        assertThat(warnings).isEmpty();
        assertThat(read).isNotNull();
        assertThat(read.names()).containsExactly("www.example.com");
    }

    static Stream<Arguments> badFiles() throws Exception {
        Issued other = ROOT.issue(freshEc(), "other.example.com");
        Issued rsa = ROOT.issue(rsa(), "www.example.com");
        String good = GOOD.pem();
        String certificate = GOOD.chainPem();
        long lines = certificate.lines().count();
        return Stream.of(
                Arguments.of("empty", "", ": is empty"),
                Arguments.of("blank", "\n\n", ": has nothing in PEM: no line with -----BEGIN"),
                Arguments.of("text", "hello", ": has nothing in PEM: no line with -----BEGIN"),
                Arguments.of(
                        "DER",
                        new String(GOOD.certificate().getEncoded(), java.nio.charset.StandardCharsets.ISO_8859_1),
                        ": is binary (DER or PKCS #12), expected PEM: openssl x509 or openssl pkcs12 converts it"),
                Arguments.of(
                        "half a certificate",
                        certificate.substring(0, certificate.length() / 2),
                        ":1: BEGIN CERTIFICATE without its END: the file is cut off, or half-written"),
                Arguments.of(
                        "half a key",
                        good.substring(0, good.length() - 60),
                        ":" + (lines + 1)
                                + ": BEGIN PRIVATE KEY without its END: the file is cut off, or half-written"),
                Arguments.of(
                        "a second BEGIN",
                        "-----BEGIN CERTIFICATE-----\n" + good,
                        ":1: BEGIN CERTIFICATE without its END: another BEGIN comes in line 2"),
                Arguments.of(
                        "another END",
                        good.replaceFirst("END CERTIFICATE", "END PRIVATE KEY"),
                        ":" + lines + ": expected -----END CERTIFICATE----- for the BEGIN of line 1"),
                Arguments.of("no base64", good.replaceFirst("\nM", "\n#"), ":2: is not base64"),
                Arguments.of(
                        "base64 that is cut off",
                        "-----BEGIN CERTIFICATE-----\nMIIBA\n-----END CERTIFICATE-----\n",
                        ":3: the base64 before is cut off"),
                Arguments.of(
                        "no certificate within",
                        pem("CERTIFICATE", new byte[] {1, 2, 3}) + GOOD.keyPem(),
                        ":1: is not a certificate: "),
                Arguments.of(
                        "a certificate of OpenSSL's own",
                        certificate.replace("CERTIFICATE", "TRUSTED CERTIFICATE") + GOOD.keyPem(),
                        ":1: a TRUSTED CERTIFICATE is OpenSSL's own format (expected CERTIFICATE)"),
                Arguments.of("a key alone", GOOD.keyPem(), ": has no certificate"),
                Arguments.of("no key", certificate, ": has no private key, and there is no a.pem.key beside it"),
                Arguments.of(
                        "an encrypted key",
                        certificate + pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}),
                        ":" + (lines + 1) + ": the key is encrypted, and nobody is there to type its password: openssl "
                                + "pkey -in FILE -out NEW-FILE decrypts it"),
                Arguments.of(
                        "a key encrypted as of old",
                        certificate
                                + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"
                                + "AAAA\n-----END RSA PRIVATE KEY-----\n",
                        ":" + (lines + 1) + ": the key is encrypted, and nobody is there to type its password: openssl "
                                + "pkey -in FILE -out NEW-FILE decrypts it"),
                Arguments.of(
                        "a key of DSA",
                        certificate + pem("DSA PRIVATE KEY", new byte[] {0x30, 0}),
                        ":" + (lines + 1)
                                + ": cannot use a DSA PRIVATE KEY (expected PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY)"),
                Arguments.of(
                        "an empty key",
                        certificate + pem("PRIVATE KEY", new byte[0]),
                        ":" + (lines + 1) + ": the key is broken: expected tag 0x30, found the end"),
                Arguments.of(
                        "a key that is cut off",
                        certificate
                                + pem(
                                        "PRIVATE KEY",
                                        java.util.Arrays.copyOf(GOOD.key().getEncoded(), 30)),
                        ":" + (lines + 1) + ": the key is broken: cut short"),
                Arguments.of(
                        "a key without a curve",
                        certificate + pem("EC PRIVATE KEY", octets(GOOD.key())),
                        ":" + (lines + 1) + ": the key does not say its curve, nor does an EC PARAMETERS before it"),
                Arguments.of(
                        "the key of another",
                        certificate + other.keyPem(),
                        ":1: the private key does not fit the certificate (EC secp256r1, of CN=www.example.com)"),
                Arguments.of(
                        "a key of another kind",
                        certificate + rsa.keyPem(),
                        ":1: the private key does not fit the certificate (EC secp256r1, of CN=www.example.com)"),
                Arguments.of(
                        "an order that is turned round",
                        other.chainPem() + certificate + GOOD.keyPem(),
                        ":1: the private key is that of the certificate in line "
                                + (other.chainPem().lines().count() + 1)
                                + ", which has to be the first"),
                Arguments.of("more than anybody needs", "x".repeat(PemFile.MAX_BYTES + 1), ": is longer than 1 MiB"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void badFilesAreToldWithTheirReason(String what, String text, String expected) {
        assertThat(read(text)).isNull();
        String message = problems.stream()
                .map(problem -> problem.toString()
                        .substring(folder.resolve("a.pem").toString().length()))
                .reduce((a, b) -> a + "\n" + b)
                .orElse("nothing");
        assertThat(message).startsWith(expected);
        if (!expected.endsWith(" ")) {
            assertThat(message).isEqualTo(expected);
        }
    }

    static Stream<Arguments> doubtfulFiles() {
        Duration day = Duration.ofDays(1);
        KeyPair keys = ec();
        Issued below = ROOT.intermediate("between").issue("www.example.com");
        Issued mixed = new Issued(
                below.certificate(),
                below.key(),
                List.of(TestCertificates.authority("stranger").certificate()));
        return Stream.of(
                Arguments.of(
                        "expired",
                        ROOT.issue(keys, NOW.minus(day.multipliedBy(9)), NOW.minus(day), "a.example.com"),
                        "the certificate of CN=a.example.com expired on "),
                Arguments.of(
                        "not yet valid",
                        ROOT.issue(keys, NOW.plus(day), NOW.plus(day.multipliedBy(90)), "a.example.com"),
                        "the certificate of CN=a.example.com is not valid before "),
                Arguments.of(
                        "soon to expire",
                        ROOT.issue(keys, NOW.minus(day), NOW.plus(day.multipliedBy(13)), "a.example.com"),
                        "the certificate of CN=a.example.com expires on "),
                Arguments.of(
                        "a short key",
                        ROOT.issue(rsa(1024), "a.example.com"),
                        "an RSA key of 1024 bits is weak, and clients refuse it (expected 2048 or more)"),
                Arguments.of(
                        "a weak signature",
                        ROOT.weak("a.example.com"),
                        "is signed with SHA1withECDSA, which clients refuse"),
                Arguments.of(
                        "a chain that leads nowhere",
                        mixed,
                        "the certificate of CN=stranger has not signed the one before it, which is signed by CN=between"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtfulFiles")
    void doubtfulFilesAreReadWithAWarning(String what, Issued issued, String expected) {
        assertThat(read(issued.pem())).isNotNull();
        assertThat(problems).isEmpty();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst().message()).startsWith(expected);
    }

    @Test
    void aFileThatIsNotThereOrIsNoneIsTold() throws IOException {
        Path missing = folder.resolve("missing.pem");
        assertThat(reader().read(new CertificateFile(missing))).isNull();
        assertThat(reader().read(new CertificateFile(Files.createDirectory(folder.resolve("sub")))))
                .isNull();
        assertThat(reader().read(new CertificateFile(Path.of("/dev/zero")))).isNull();
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        missing + ": there is no such file",
                        folder.resolve("sub") + ": is a folder, not a file",
                        "/dev/zero: is not a file");
    }

    @Test
    void theKeyMayStandBesideOrBeNamed() {
        Path file = write(folder.resolve("a.pem"), GOOD.chainPem());
        write(folder.resolve("a.pem.key"), GOOD.keyPem());
        Path named = write(folder.resolve("named"), GOOD.keyPem());
        Path wrong = write(folder.resolve("wrong"), GOOD.chainPem());

        assertThat(reader().read(new CertificateFile(file))).isNotNull();
        assertThat(reader().read(new CertificateFile(file, named, null, List.of())))
                .isNotNull();
        assertThat(problems).isEmpty();
        assertThat(reader().read(new CertificateFile(file, wrong, null, List.of())))
                .isNull();
        assertThat(problems).extracting(TlsProblem::toString).containsExactly(wrong + ": has no private key");
    }

    @Test
    void namesThatAreNoneAreTold() {
        Path file = write(folder.resolve("a.pem"), GOOD.pem());
        CertificateFile source = new CertificateFile(
                file, null, null, List.of("*.Example.com", "!www.example.com.", "a*b", "münchen.de", "x y"));
        reader().read(source);
        assertThat(problems)
                .extracting(TlsProblem::message)
                .containsExactly(
                        "\"a*b\" is no host name (expected such as www.example.com, *.example.com or !www.example.com)",
                        "\"x y\" is no host name (expected such as www.example.com, *.example.com or !www.example.com)");
        problems.clear();
        ServerCertificate read = reader().read(new CertificateFile(
                file, null, null, List.of("*.Example.com", "!www.example.com.", "münchen.de")));
        assertThat(read.names()).containsExactly("*.example.com", "xn--mnchen-3ya.de");
        assertThat(read.exclusions()).containsExactly("www.example.com");
    }

    /** Every byte of certificate and key wrong once, and every length: read or told, and nothing thrown. */
    @Test
    void brokenBytesAreToldOrHarmless() throws Exception {
        byte[] certificate = GOOD.certificate().getEncoded();
        byte[] key = GOOD.key().getEncoded();
        for (int i = 0; i < certificate.length + key.length; i++) {
            boolean first = i < certificate.length;
            int at = first ? i : i - certificate.length;
            byte[] good = first ? certificate : key;
            byte[] changed = good.clone();
            changed[at] ^= 0x15;
            for (byte[] bytes : List.of(changed, java.util.Arrays.copyOf(good, at))) {
                problems.clear();
                ServerCertificate read =
                        read(pem("CERTIFICATE", first ? bytes : certificate) + pem("PRIVATE KEY", first ? key : bytes));
                assertThat(read == null).as("byte %d", i).isEqualTo(!problems.isEmpty());
            }
        }
    }

    private ServerCertificate read(String text) {
        return reader().read(new CertificateFile(write(folder.resolve("a.pem"), text)));
    }

    private CertificateReader reader() {
        return new CertificateReader(NOW, problems, warnings);
    }

    /** The key of PKCS #8 alone. */
    private static byte[] octets(PrivateKey key) throws Der.BrokenException {
        Der info = new Der(key.getEncoded()).in(Der.SEQUENCE);
        info.in(Der.INTEGER);
        info.in(Der.SEQUENCE);
        return info.content(Der.OCTET_STRING);
    }

    private static byte[] withCurve(byte[] key, byte[] curve) throws Der.BrokenException {
        Der reader = new Der(key).in(Der.SEQUENCE);
        return Der.element(Der.SEQUENCE, reader.whole(), reader.whole(), Der.element(Der.context(0), curve));
    }
}
