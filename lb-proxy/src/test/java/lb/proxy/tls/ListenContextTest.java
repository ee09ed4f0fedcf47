package lb.proxy.tls;

import static lb.proxy.tls.TestCertificates.ec;
import static lb.proxy.tls.TestCertificates.rsa;
import static lb.proxy.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ClientCertificates.Demand;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.SessionTickets;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ListenContextTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");
    private static final TestCertificates.Authority CLIENTS = TestCertificates.authority("clients");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aClientGetsTheCertificateOfTheNameThatItAsksFor(TlsLibrary library) throws Exception {
        ListenContext listen = listen(
                library,
                of(file("first", "first.example.org"), file("a", "a.example.com"), file("wild", "*.example.com")));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=a.example.com");
        assertThat(shown(listen, connect, "A.Example.com")).isEqualTo("CN=a.example.com");
        assertThat(shown(listen, connect, "b.example.com")).isEqualTo("CN=*.example.com");
        assertThat(shown(listen, connect, "example.net")).isEqualTo("CN=first.example.org");
        assertThat(shown(listen, connect, null)).isEqualTo("CN=first.example.org");
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void whereNamesAreStrictAnotherIsRefusedWithAnAlert(TlsLibrary library) throws Exception {
        ListenTls plain = of(file("first", "first.example.org"));
        ListenContext listen = listen(
                library,
                new ListenTls(
                        plain.certificates(),
                        true,
                        List.of(),
                        plain.algorithms(),
                        plain.clients(),
                        plain.tickets(),
                        Duration.ZERO));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        assertThat(shown(listen, connect, "first.example.org")).isEqualTo("CN=first.example.org");
        for (String name : new String[] {"second.example.org", null}) {
            assertThatThrownBy(() -> shown(listen, connect, name))
                    .isInstanceOfSatisfying(
                            RefusedHello.class,
                            refused -> assertThat(refused.toRecord()).containsExactly(21, 3, 3, 0, 2, 2, 112));
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL,TLSv1.3", "OPENSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
    void aClientThatTakesEcdsaGetsItAndAnotherRsa(TlsLibrary library, String version) throws Exception {
        Path both = folder.resolve("site");
        ROOT.issue(rsa(), "www.example.com").in(Path.of(both + ".rsa"));
        ROOT.issue(ec(), "www.example.com").in(Path.of(both + ".ecdsa"));
        ListenContext listen = listen(library, of(new CertificateFile(both)));
        ConnectContext connect = connect(TlsLibrary.JDK, anybody());

        SSLEngine both13 = client(connect);
        set(both13, version, new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"});
        assertThat(keyOf(listen, both13)).isEqualTo("EC");
        SSLEngine rsaOnly = client(connect);
        set(rsaOnly, version, new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"});
        assertThat(keyOf(listen, rsaOnly)).isEqualTo("RSA");
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void ofProtocolsOursAreTheBestFirstAndWithoutACommonOneThereIsNone(TlsLibrary library) throws Exception {
        ListenTls plain = of(file("a", "a.example.com"));
        ListenContext listen = listen(
                library,
                new ListenTls(
                        plain.certificates(),
                        false,
                        List.of("h2", "http/1.1"),
                        plain.algorithms(),
                        plain.clients(),
                        plain.tickets(),
                        Duration.ZERO));
        for (TlsLibrary client : TlsLibrary.values()) {
            assertThat(protocol(listen, client, "http/1.1", "h2")).isEqualTo("h2");
            assertThat(protocol(listen, client, "http/1.1")).isEqualTo("http/1.1");
            assertThat(protocol(listen, client, "smtp")).isNull();
            assertThat(protocol(listen, client)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL,TLS_1_2", "OPENSSL,TLS_1_3", "JDK,TLS_1_2", "JDK,TLS_1_3"})
    void oneVersionAloneIsSpokenWhereThatIsAsked(TlsLibrary library, TlsVersion version) throws Exception {
        ListenContext listen = listen(library, with(of(file("a", "a.example.com")), only(version)));
        try (Conversation made = talk(listen, connect(TlsLibrary.OPENSSL, anybody()), "a.example.com")) {
            assertThat(made.serverFacts().version()).isEqualTo(version.text());
            assertThat(made.serverFacts().cipher())
                    .matches(version == TlsVersion.TLS_1_2 ? "ECDHE-ECDSA-.*" : "TLS_.*");
        }
        TlsVersion other = version == TlsVersion.TLS_1_2 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
        ConnectContext wrong = connect(TlsLibrary.OPENSSL, with(anybody(), only(other)));
        assertThatThrownBy(() -> talk(listen, wrong, "a.example.com")).isInstanceOf(SSLException.class);
    }

    @Test
    void versionsOfOldAreSpokenWhereTheyAreAsked() throws Exception {
        TlsAlgorithms old = new TlsAlgorithms(TlsVersion.TLS_1_0, TlsVersion.TLS_1_3, List.of(), List.of(), List.of());
        ListenContext listen = listen(TlsLibrary.OPENSSL, with(of(file("a", "a.example.com")), old));
        ConnectContext connect = connect(
                TlsLibrary.OPENSSL,
                with(
                        anybody(),
                        new TlsAlgorithms(TlsVersion.TLS_1_0, TlsVersion.TLS_1_0, List.of(), List.of(), List.of())));
        try (Conversation made = talk(listen, connect, "a.example.com")) {
            assertThat(made.serverFacts().version()).isEqualTo("TLSv1");
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL,OPENSSL", "OPENSSL,JDK", "JDK,OPENSSL", "JDK,JDK"})
    void clientsShowCertificatesWhereTheyMust(TlsLibrary library, TlsLibrary client) throws Exception {
        Path good = CLIENTS.issue("somebody").in(folder.resolve("good"));
        Path stranger =
                TestCertificates.authority("strangers").issue("somebody").in(folder.resolve("stranger"));
        ListenTls base = of(file("a", "a.example.com"));
        Path authorities = CLIENTS.in(folder.resolve("authorities"));
        ListenContext required =
                listen(library, with(base, new ClientCertificates(Demand.REQUIRED, authorities, null)));
        ListenContext optional =
                listen(library, with(base, new ClientCertificates(Demand.OPTIONAL, authorities, null)));

        for (ListenContext listen : List.of(required, optional)) {
            try (Conversation made = talk(listen, connect(client, showing(good)), "a.example.com")) {
                assertThat(made.serverFacts().peer())
                        .extracting(certificate ->
                                certificate.getSubjectX500Principal().getName())
                        .containsExactly("CN=somebody");
            }
            ConnectContext wrong = connect(client, showing(stranger));
            assertThatThrownBy(() -> talk(listen, wrong, "a.example.com")).isInstanceOf(SSLException.class);
        }
        ConnectContext nobody = connect(client, anybody());
        try (Conversation made = talk(optional, nobody, "a.example.com")) {
            assertThat(made.serverFacts().peer()).isEmpty();
        }
        assertThatThrownBy(() -> talk(required, nobody, "a.example.com")).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void revokedClientsAreRefused(TlsLibrary library) throws Exception {
        TestCertificates.Issued bad = CLIENTS.issue("bad");
        Path list = write(folder.resolve("crl"), TestCertificates.pem(CLIENTS.revoke(bad.certificate())));
        ListenContext listen = listen(
                library,
                with(
                        of(file("a", "a.example.com")),
                        new ClientCertificates(Demand.REQUIRED, CLIENTS.in(folder.resolve("authorities")), list)));

        ConnectContext good =
                connect(TlsLibrary.OPENSSL, showing(CLIENTS.issue("good").in(folder.resolve("good"))));
        talk(listen, good, "a.example.com").close();
        ConnectContext revoked = connect(TlsLibrary.OPENSSL, showing(bad.in(folder.resolve("bad"))));
        assertThatThrownBy(() -> talk(listen, revoked, "a.example.com")).isInstanceOf(SSLException.class);
        // No list tells of what an authority below has signed: that is refused, as in HAProxy.
        Path below = CLIENTS.intermediate("below").issue("good").in(folder.resolve("below"));
        ConnectContext unknown = connect(TlsLibrary.OPENSSL, showing(below));
        assertThatThrownBy(() -> talk(listen, unknown, "a.example.com")).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENSSL,OPENSSL,TLS_1_3",
        "OPENSSL,OPENSSL,TLS_1_2",
        "OPENSSL,JDK,TLS_1_3",
        "OPENSSL,JDK,TLS_1_2",
        "JDK,OPENSSL,TLS_1_3",
        "JDK,OPENSSL,TLS_1_2",
        "JDK,JDK,TLS_1_3",
        "JDK,JDK,TLS_1_2"
    })
    void aClientThatComesBackGoesOnWithItsSession(TlsLibrary library, TlsLibrary client, TlsVersion version)
            throws Exception {
        ListenTls settings = with(of(file("a", "a.example.com")), only(version));
        ListenContext listen = listen(library, settings);
        ConnectContext connect = connect(client, anybody());

        assertThat(resumes(listen, connect)).as("the first time").isFalse();
        assertThat(resumes(listen, connect)).as("the second time").isTrue();
        assertThat(resumes(listen, connect)).as("the third time").isTrue();
        listen.reload();
        if (library == TlsLibrary.OPENSSL) {
            assertThat(resumes(listen, connect)).as("after a reload").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void withoutTicketsNoSessionGoesOn(TlsVersion version) throws Exception {
        ListenTls settings = with(
                with(of(file("a", "a.example.com")), only(version)),
                new SessionTickets(false, null, null, Duration.ofMinutes(5)));
        ListenContext listen = listen(TlsLibrary.OPENSSL, settings);
        ConnectContext connect = connect(TlsLibrary.OPENSSL, with(anybody(), only(version)));

        assertThat(resumes(listen, connect)).isFalse();
        assertThat(resumes(listen, connect)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void twoNodesWithOneSecretGoOnWithEachOthersSessions(TlsVersion version) throws Exception {
        Path secret = write(folder.resolve("secret"), "s".repeat(40));
        SessionTickets tickets = new SessionTickets(true, secret, null, Duration.ofMinutes(5));
        ListenTls settings = with(with(of(file("a", "a.example.com")), only(version)), tickets);
        ListenContext one = listen(TlsLibrary.OPENSSL, settings);
        ListenContext other = listen(TlsLibrary.OPENSSL, settings);
        ListenContext alone = listen(TlsLibrary.OPENSSL, with(settings, SessionTickets.STANDARD));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        assertThat(resumes(one, connect)).isFalse();
        assertThat(resumes(other, connect)).isTrue();
        assertThat(resumes(one, connect)).isTrue();
        assertThat(resumes(alone, connect)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void aSessionThatWasBegunWithoutACertificateDoesNotGoOnWhereOneIsRequired(TlsVersion version) throws Exception {
        Path secret = write(folder.resolve("secret"), "s".repeat(40));
        ListenTls open = with(
                with(of(file("a", "a.example.com")), only(version)),
                new SessionTickets(true, secret, null, Duration.ofMinutes(5)));
        Path authorities = CLIENTS.in(folder.resolve("authorities"));
        ListenContext anyone = listen(TlsLibrary.OPENSSL, open);
        ListenContext known =
                listen(TlsLibrary.OPENSSL, with(open, new ClientCertificates(Demand.REQUIRED, authorities, null)));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        assertThat(resumes(anyone, connect)).isFalse();
        assertThat(resumes(anyone, connect)).isTrue();
        assertThatThrownBy(() -> resumes(known, connect)).isInstanceOf(SSLException.class);

        // With a certificate it is begun anew. The client has sessions of the open bind only, so it is one of those
        // that it offers.
        ConnectTls me = showing(CLIENTS.issue("me").in(folder.resolve("me")));
        ConnectContext showing = connect(TlsLibrary.OPENSSL, me);
        assertThat(resumes(anyone, showing)).isFalse();
        assertThat(resumes(anyone, showing)).isTrue();
        assertThat(resumes(known, showing)).isFalse();

        // What was begun there goes on there, with the certificate known. Of a client of its own: which of several
        // sessions
        // for one server Netty's cache offers is chance.
        ConnectContext fresh = connect(TlsLibrary.OPENSSL, me);
        assertThat(resumes(known, fresh)).isFalse();
        try (Conversation made = talk(known, fresh, "a.example.com")) {
            assertThat(made.serverFacts().resumed()).isTrue();
            assertThat(made.serverFacts().peer()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void anOldTicketIsNotTaken(TlsVersion version) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        ListenTls settings = with(of(file("a", "a.example.com")), only(version));
        ListenContext listen = ListenContext.load(settings, TlsLibrary.OPENSSL, now::get);
        open.add(listen::close);
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        assertThat(resumes(listen, connect)).isFalse();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(4)));
        assertThat(resumes(listen, connect)).isTrue();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(8)));
        assertThat(resumes(listen, connect)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void anOcspResponseIsStapledUntilItIsStale(TlsVersion version) throws Exception {
        TestCertificates.Issued issued = ROOT.issue("a.example.com");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Path file = issued.in(folder.resolve("a.pem"));
        byte[] response = ROOT.ocsp(issued.certificate(), now.get().plus(Duration.ofHours(1)));
        write(folder.resolve("a.pem.ocsp"), response);
        ListenContext listen =
                ListenContext.load(with(of(new CertificateFile(file)), only(version)), TlsLibrary.OPENSSL, now::get);
        open.add(listen::close);
        assertThat(listen.certificates().getFirst().stapledUntil()).isNotNull();

        assertThat(stapled(listen)).containsExactly(response);
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        assertThat(stapled(listen)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aReloadIsAllOrNothing(TlsLibrary library) throws Exception {
        Path good = folder.resolve("a.pem");
        TestCertificates.Issued first = ROOT.issue("a.example.com");
        first.in(good);
        ListenContext listen = listen(library, of(new CertificateFile(good), file("b", "b.example.com")));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());

        write(good, first.pem().substring(0, 300));
        assertThatThrownBy(listen::reload)
                .isInstanceOf(TlsFilesException.class)
                .hasMessage(good + ":1: BEGIN CERTIFICATE without its END: the file is cut off, or half-written");
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=a.example.com");

        ROOT.issue("new.example.com", "a.example.com").in(good);
        listen.reload();
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=new.example.com");
        assertThat(listen.certificates())
                .extracting(CertificateFacts::subject)
                .containsExactly("CN=new.example.com", "CN=b.example.com");
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aCertificateThatIsGivenIsUsedUntilItsOwnFileChanges(TlsLibrary library) throws Exception {
        Path sites = Files.createDirectory(folder.resolve("sites"));
        Path a = sites.resolve("a.pem");
        ROOT.issue("a.example.com").in(a);
        ROOT.issue("b.example.com").in(sites.resolve("b.pem"));
        ListenContext listen = listen(library, of(new CertificateFile(sites)));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, anybody());
        Certificates all = new Certificates(List.of(new Certificates.Use("frontend \"f\"", listen, true)));

        assertThat(all.change(folder.resolve("nothing.pem"))).isNull();
        CertificateChange change = all.change(a);
        TestCertificates.Issued given = ROOT.issue(TestCertificates.freshEc(), "given.example.com", "a.example.com");
        change.certificate(given.chainPem().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(change.fault()).isEqualTo(CertificateChange.Fault.NO_KEY);
        change.key(ROOT.issue(rsa(), "another").keyPem().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(change.fault()).isEqualTo(CertificateChange.Fault.NO_PAIR);
        assertThatThrownBy(() -> all.commit(change)).isInstanceOf(TlsFilesException.class);
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=a.example.com");
        change.key(given.keyPem().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(change.fault()).isNull();
        all.commit(change);
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=given.example.com");
        assertThat(shown(listen, connect, "b.example.com")).isEqualTo("CN=b.example.com");

        ROOT.issue("c.example.com").in(sites.resolve("c.pem"));
        assertThat(listen.reload()).isEmpty();
        assertThat(shown(listen, connect, "c.example.com")).isEqualTo("CN=c.example.com");
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=given.example.com");

        write(a, "half a certificate");
        assertThatThrownBy(listen::reload).isInstanceOf(TlsFilesException.class);
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=given.example.com");

        ROOT.issue("renewed.example.com", "a.example.com").in(a);
        assertThat(listen.reload()).containsExactly(a);
        assertThat(shown(listen, connect, "a.example.com")).isEqualTo("CN=renewed.example.com");
    }

    @Test
    void aFolderIsReadAgain() throws Exception {
        Path sites = Files.createDirectory(folder.resolve("sites"));
        ROOT.issue("a.example.com").in(sites.resolve("a.pem"));
        ListenContext listen = listen(TlsLibrary.OPENSSL, of(new CertificateFile(sites)));
        ROOT.issue("b.example.com").in(sites.resolve("b.pem"));
        listen.reload();
        assertThat(listen.certificates())
                .extracting(CertificateFacts::names)
                .containsExactly(List.of("a.example.com"), List.of("b.example.com"));
    }

    @Test
    void factsTellWhatPeopleWantToKnow() throws Exception {
        ListenContext listen = listen(TlsLibrary.OPENSSL, of(file("a", "a.example.com", "b.example.com")));
        CertificateFacts facts = listen.certificates().getFirst();
        assertThat(facts.subject()).isEqualTo("CN=a.example.com");
        assertThat(facts.issuer()).isEqualTo("CN=root");
        assertThat(facts.names()).containsExactly("a.example.com", "b.example.com");
        assertThat(facts.keyType()).isEqualTo("EC secp256r1");
        assertThat(facts.daysLeft(Instant.now())).isEqualTo(364);
        assertThat(facts.daysLeft(facts.notAfter().plusSeconds(1))).isEqualTo(-1);
        assertThat(facts.fingerprint()).hasSize(64);
        assertThat(facts.serial()).matches("[0-9a-f]+");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws Exception {
        ListenTls settings = new ListenTls(
                List.of(new CertificateFile(folder.resolve("none")), new CertificateFile(folder.resolve("nor this"))),
                false,
                List.of(),
                new TlsAlgorithms(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3, List.of("X"), List.of(), List.of()),
                new ClientCertificates(Demand.REQUIRED, folder.resolve("authorities"), null),
                new SessionTickets(true, folder.resolve("secret"), null, Duration.ofMinutes(5)),
                Duration.ZERO);
        assertThatThrownBy(() -> ListenContext.load(settings, TlsLibrary.OPENSSL))
                .isInstanceOfSatisfying(
                        TlsFilesException.class, e -> assertThat(e.problems()).hasSize(5));
    }

    @Test
    void whatJavasOwnTlsCannotDoIsSaid() throws Exception {
        TestCertificates.Issued issued = ROOT.issue("a.example.com");
        Path file = issued.in(folder.resolve("a.pem"));
        write(
                folder.resolve("a.pem.ocsp"),
                ROOT.ocsp(issued.certificate(), Instant.now().plus(Duration.ofHours(1))));
        Path secret = write(folder.resolve("secret"), "s".repeat(40));
        for (SessionTickets tickets : List.of(
                new SessionTickets(false, null, null, Duration.ofMinutes(5)),
                new SessionTickets(true, secret, null, Duration.ofMinutes(5)))) {
            ListenTls settings = with(of(new CertificateFile(file)), tickets);
            assertThat(listen(TlsLibrary.JDK, settings).warnings())
                    .extracting(TlsProblem::toString)
                    .containsExactly(
                            file + ": its OCSP response is not stapled: Java's own TLS has no way to",
                            tickets.enabled()
                                    ? "other nodes cannot take the tickets of this one: Java's own TLS makes keys of its own"
                                    : "sessions go on for a second: Java's own TLS has no way to end them at once");
            assertThat(listen(TlsLibrary.OPENSSL, settings).warnings()).isEmpty();
        }
    }

    private static TlsAlgorithms only(TlsVersion version) {
        return new TlsAlgorithms(version, version, List.of(), List.of(), List.of());
    }

    private CertificateFile file(String name, String... names) {
        return new CertificateFile(ROOT.issue(names).in(folder.resolve(name)));
    }

    private static ListenTls of(CertificateFile... files) {
        return new ListenTls(List.of(files));
    }

    private static ListenTls with(ListenTls base, TlsAlgorithms algorithms) {
        return new ListenTls(
                base.certificates(),
                false,
                base.protocols(),
                algorithms,
                base.clients(),
                base.tickets(),
                Duration.ZERO);
    }

    private static ListenTls with(ListenTls base, ClientCertificates clients) {
        return new ListenTls(
                base.certificates(),
                false,
                base.protocols(),
                base.algorithms(),
                clients,
                base.tickets(),
                Duration.ZERO);
    }

    private static ListenTls with(ListenTls base, SessionTickets tickets) {
        return new ListenTls(
                base.certificates(),
                false,
                base.protocols(),
                base.algorithms(),
                base.clients(),
                tickets,
                Duration.ZERO);
    }

    private static ConnectTls with(ConnectTls base, TlsAlgorithms algorithms) {
        return new ConnectTls(false, null, null, null, null, base.protocols(), algorithms, base.certificate(), true);
    }

    private static ConnectTls anybody() {
        return speaking();
    }

    private static ConnectTls speaking(String... protocols) {
        return new ConnectTls(false, null, null, null, null, List.of(protocols), TlsAlgorithms.STANDARD, null, true);
    }

    private static ConnectTls showing(Path certificate) {
        return new ConnectTls(
                false,
                null,
                null,
                null,
                null,
                List.of(),
                TlsAlgorithms.STANDARD,
                new CertificateFile(certificate),
                true);
    }

    private ListenContext listen(TlsLibrary library, ListenTls settings) throws TlsFilesException {
        ListenContext context = ListenContext.load(settings, library);
        open.add(context::close);
        return context;
    }

    private ConnectContext connect(TlsLibrary library, ConnectTls settings) throws TlsFilesException {
        ConnectContext context = ConnectContext.load(settings, library);
        open.add(context::close);
        return context;
    }

    private static Conversation talk(ListenContext listen, ConnectContext connect, String name) throws Exception {
        return Conversation.with(listen, connect.engine(name, "10.0.0.1", 443, UnpooledByteBufAllocator.DEFAULT));
    }

    private static boolean resumes(ListenContext listen, ConnectContext connect) throws Exception {
        try (Conversation made = talk(listen, connect, "a.example.com")) {
            assertThat(made.clientFacts().resumed())
                    .isEqualTo(made.serverFacts().resumed());
            return made.serverFacts().resumed();
        }
    }

    /** The subject that a client is shown. */
    private static String shown(ListenContext listen, ConnectContext connect, String name) throws Exception {
        SSLEngine engine = connect.engine(name, "host" + System.nanoTime(), 443, UnpooledByteBufAllocator.DEFAULT);
        try (Conversation made = Conversation.with(listen, engine)) {
            return made.clientFacts()
                    .peer()
                    .getFirst()
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private String protocol(ListenContext listen, TlsLibrary client, String... offered) throws Exception {
        try (Conversation made = talk(listen, connect(client, speaking(offered)), "a.example.com")) {
            assertThat(made.clientFacts().protocol())
                    .isEqualTo(made.serverFacts().protocol());
            return made.serverFacts().protocol();
        }
    }

    private static SSLEngine client(ConnectContext connect) {
        return connect.engine("www.example.com", "host" + System.nanoTime(), 443, UnpooledByteBufAllocator.DEFAULT);
    }

    private static void set(SSLEngine engine, String version, String[] signatures) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setSignatureSchemes(signatures);
        engine.setSSLParameters(parameters);
    }

    private static String keyOf(ListenContext listen, SSLEngine engine) throws Exception {
        try (Conversation made = Conversation.with(listen, engine)) {
            X509Certificate certificate = made.clientFacts().peer().getFirst();
            return certificate.getPublicKey().getAlgorithm();
        }
    }

    private List<byte[]> stapled(ListenContext listen) throws Exception {
        SSLEngine engine = connect(TlsLibrary.JDK, anybody())
                .engine("a.example.com", "10.0.0.1", 443, UnpooledByteBufAllocator.DEFAULT);
        try (Conversation made = Conversation.with(listen, engine)) {
            return ((ExtendedSSLSession) made.client.getSession()).getStatusResponses();
        }
    }
}
