package lb.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.SessionTickets;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsLibrary;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A responder is asked over real HTTP; its answers are BouncyCastle's. */
class OcspUpdatesTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final Instant NOW = Instant.now();

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();
    private final List<OCSPReq> asked = new ArrayList<>();
    private final AtomicReference<UnaryOperator<byte[]>> responder = new AtomicReference<>();
    private HttpServer server;
    private HttpClient client;
    private ListenContext context;
    private X509Certificate leaf;
    private OcspUpdates updates;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            byte[] answer = responder.get().apply(request);
            asked.add(new OCSPReq(OCSPRequest.getInstance(request)));
            exchange.sendResponseHeaders(answer.length == 0 ? 503 : 200, answer.length == 0 ? -1 : answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            } catch (java.io.IOException e) {
                // Who was answered too much has gone.
            }
        });
        server.start();
        client = HttpClient.newHttpClient();
        KeyPair keys = TestCertificates.freshEc();
        leaf = issue(keys, "http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp", null);
        open(TestCertificates.pem(leaf)
                + TestCertificates.pem(ROOT.certificate())
                + TestCertificates.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private void open(String pem) throws Exception {
        Path file = TestCertificates.write(folder.resolve("www.pem"), pem);
        context = ListenContext.load(
                new ListenTls(
                        List.of(new CertificateFile(file)),
                        false,
                        List.of(),
                        TlsAlgorithms.STANDARD,
                        ClientCertificates.NONE,
                        SessionTickets.STANDARD,
                        Duration.ZERO,
                        true),
                TlsLibrary.best());
        updates = new OcspUpdates(certificates(), lines::add, Duration.ofSeconds(20));
    }

    private Certificates certificates() {
        return new Certificates(List.of(new Certificates.Use("frontend \"web\"", context, true)));
    }

    @AfterEach
    void close() {
        context.close();
        client.close();
        server.stop(0);
    }

    private static X509Certificate issue(KeyPair keys, String url, KeyPurposeId purpose) throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(ROOT.certificate().getSubjectX500Principal().getName()),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(NOW.minus(Duration.ofDays(1))),
                Date.from(NOW.plus(Duration.ofDays(90))),
                new X500Name("CN=www.test"),
                keys.getPublic());
        if (url != null) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(new AccessDescription(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, url))));
        }
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.key())));
    }

    /** An answer about the certificate. */
    private byte[] answer(CertificateStatus status, Instant until, KeyPair signer, X509Certificate... with) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var id = new CertificateID(
                    digests.get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(ROOT.certificate()),
                    leaf.getSerialNumber());
            var builder = new BasicOCSPRespBuilder(new RespID(
                    with.length == 0
                            ? new JcaX509CertificateHolder(ROOT.certificate()).getSubject()
                            : new JcaX509CertificateHolder(with[0]).getSubject()));
            builder.addResponse(id, status, Date.from(NOW.minus(Duration.ofHours(1))), Date.from(until));
            X509CertificateHolder[] chain = with.length == 0
                    ? new X509CertificateHolder[0]
                    : new X509CertificateHolder[] {new JcaX509CertificateHolder(with[0])};
            var key = signer == null ? ROOT.key() : signer.getPrivate();
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(key), chain, Date.from(NOW)))
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant stapledUntil() {
        return context.certificates().getFirst().stapledUntil();
    }

    @Test
    void aResponderThatStopsInTheMiddleOfItsAnswerIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.removeContext("/");
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            new OcspUpdates(certificates(), lines::add, Duration.ofMillis(200)).look(client, NOW);
        } finally {
            over.countDown();
        }
        assertThat(lines).singleElement().asString().contains("does not answer", "no whole answer within");
    }

    @Test
    void aGoodAnswerIsStapledAndAskedForAgainWhenHalfOfItsTimeIsOver() throws Exception {
        Instant until = NOW.plus(Duration.ofHours(99)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        responder.set(_ -> answer(CertificateStatus.GOOD, until, null));
        updates.look(client, NOW);
        assertThat(lines).isEmpty();
        assertThat(stapledUntil()).isEqualTo(until);
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().getRequestList()[0].getCertID().getSerialNumber())
                .isEqualTo(leaf.getSerialNumber());
        assertThat(asked.getFirst()
                        .getRequestList()[0]
                        .getCertID()
                        .matchesIssuer(
                                new JcaX509CertificateHolder(ROOT.certificate()),
                                new JcaDigestCalculatorProviderBuilder().build()))
                .isTrue();
        updates.look(client, NOW.plus(Duration.ofHours(48)));
        assertThat(asked).hasSize(1);
        updates.look(client, NOW.plus(Duration.ofHours(50)));
        assertThat(asked).hasSize(2);

        context.reload();
        assertThat(stapledUntil())
                .as("what was fetched is there after a reload, too")
                .isEqualTo(until);
    }

    @Test
    void aResponderThatHasTheAuthoritysWordIsBelieved() throws Exception {
        KeyPair keys = TestCertificates.freshEc();
        X509Certificate delegate = issue(keys, null, KeyPurposeId.id_kp_OCSPSigning);
        responder.set(_ -> answer(CertificateStatus.GOOD, NOW.plusSeconds(3600), keys, delegate));
        updates.look(client, NOW);
        assertThat(lines).isEmpty();
        assertThat(stapledUntil()).isNotNull();
    }

    @Test
    void whatIsNotToBeBelievedIsNotStapled() throws Exception {
        KeyPair strange = TestCertificates.freshEc();
        X509Certificate noDelegate = issue(strange, null, KeyPurposeId.id_kp_serverAuth);
        byte[] good = answer(CertificateStatus.GOOD, NOW.plusSeconds(3600), null);
        List<byte[]> answers = List.of(
                answer(CertificateStatus.GOOD, NOW.plusSeconds(3600), strange),
                answer(CertificateStatus.GOOD, NOW.plusSeconds(3600), strange, noDelegate),
                answer(new RevokedStatus(Date.from(NOW), 1), NOW.plusSeconds(3600), null),
                answer(CertificateStatus.GOOD, NOW.minusSeconds(1800), null),
                ROOT.ocsp(ROOT.issue("another.test").certificate(), NOW.plusSeconds(3600)),
                TestCertificates.ocspFailure(3),
                new byte[] {1, 2, 3},
                new byte[0],
                new byte[100_000],
                java.util.Arrays.copyOf(good, good.length - 5));
        for (byte[] answer : answers) {
            lines.clear();
            responder.set(_ -> answer);
            // One that has asked nobody yet.
            new OcspUpdates(certificates(), lines::add, Duration.ofSeconds(20)).look(client, NOW);
            assertThat(lines)
                    .as("%d bytes", answer.length)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "no new OCSP response for the certificate in " + folder + "/www.pem: http://127.0.0.1:");
            assertThat(stapledUntil()).isNull();
        }
    }

    @Test
    void troubleIsToldOnceUntilItIsAnother() throws Exception {
        responder.set(_ -> new byte[0]);
        updates.look(client, NOW);
        updates.look(client, NOW.plusSeconds(90));
        updates.look(client, NOW.plusSeconds(300));
        assertThat(asked.size()).as("asked again").isEqualTo(3);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).endsWith(" answers with status 503");
        responder.set(_ -> TestCertificates.ocspFailure(3));
        updates.look(client, NOW.plusSeconds(900));
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).endsWith(": the answer is no answer: its status is tryLater, expected successful");
    }

    @Test
    void whereNobodyCanBeAskedThatIsToldOnce() throws Exception {
        context.close();
        open(ROOT.issue("www.test").pem());
        updates.look(client, NOW);
        updates.look(client, NOW.plus(Duration.ofHours(3)));
        assertThat(lines)
                .containsExactly("no new OCSP response for the certificate in " + folder
                        + "/www.pem: it names no responder at an http:// address");
    }
}
