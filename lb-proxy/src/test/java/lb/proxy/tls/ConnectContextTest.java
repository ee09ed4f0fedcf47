package lb.proxy.tls;

import static lb.proxy.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.TlsAlgorithms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectContextTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");

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
    @CsvSource(
            nullValues = "-",
            value = {
                // asked for, expected, whether it is the server's
                "www.example.com, -, true",
                "WWW.example.com., -, true",
                "a.wild.example.com, -, true",
                "a.b.wild.example.com, -, false",
                "wild.example.com, -, false",
                "other.example.com, -, false",
                "other.example.com, www.example.com, true",
                "www.example.com, other.example.com, false",
                "-, www.example.com, true",
                "-, other.example.com, false",
                "-, -, true",
                "10.1.2.3, -, true",
                "10.1.2.4, -, false",
                "2001:db8:0::1, -, true",
                "2001:db8::2, -, false",
            })
    void aServersCertificateHasToBeForItsName(String asked, String expected, boolean good) throws Exception {
        Path file = ROOT.issue("www.example.com", "*.wild.example.com", "10.1.2.3", "2001:db8::1")
                .in(folder.resolve("server"));
        Path root = ROOT.in(folder.resolve("root"));
        ListenContext listen = listen(file);
        for (TlsLibrary library : TlsLibrary.values()) {
            ConnectContext connect = connect(library, verifying(root, null, expected));
            if (good) {
                talk(listen, connect, asked).close();
            } else {
                assertThatThrownBy(() -> talk(listen, connect, asked))
                        .isInstanceOf(SSLException.class)
                        .satisfies(e -> assertThat(reasons(e)).contains("the server's certificate is for"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aStrangersCertificateIsRefusedUnlessNobodyLooks(TlsLibrary library) throws Exception {
        Path file =
                TestCertificates.authority("strangers").issue("www.example.com").in(folder.resolve("server"));
        ListenContext listen = listen(file);
        ConnectContext ours = connect(library, verifying(ROOT.in(folder.resolve("root")), null, null));
        ConnectContext javas = connect(library, new ConnectTls());
        for (ConnectContext connect : List.of(ours, javas)) {
            assertThatThrownBy(() -> talk(listen, connect, "www.example.com")).isInstanceOf(SSLException.class);
        }
        talk(listen, connect(library, trusting(true)), "www.example.com").close();
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aRevokedServerIsRefused(TlsLibrary library) throws Exception {
        TestCertificates.Issued bad = ROOT.issue("www.example.com");
        Path root = ROOT.in(folder.resolve("root"));
        Path list = write(folder.resolve("crl"), TestCertificates.pem(ROOT.revoke(bad.certificate())));
        ConnectContext connect = connect(library, verifying(root, list, null));
        talk(listen(ROOT.issue("www.example.com").in(folder.resolve("good"))), connect, "www.example.com")
                .close();
        ListenContext revoked = listen(bad.in(folder.resolve("bad")));
        assertThatThrownBy(() -> talk(revoked, connect, "www.example.com", "10.0.0.2"))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void addressesAreNotAskedFor(TlsLibrary library) throws Exception {
        ListenContext listen = listen(ROOT.issue("www.example.com").in(folder.resolve("server")));
        ConnectContext connect = connect(library, trusting(true));
        for (String name : new String[] {null, "10.1.2.3", "2001:db8::1", "a/b", "a b", "*.example.com", ""}) {
            try (Conversation made = talk(listen, connect, name)) {
                assertThat(made.serverName).as(String.valueOf(name)).isNull();
            }
        }
        try (Conversation made = talk(listen, connect, "WWW.example.com")) {
            assertThat(made.serverName).isEqualTo("www.example.com");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aSessionIsOfOneHostPortAndName(TlsLibrary library) throws Exception {
        ListenContext listen = listen(ROOT.issue("www.example.com").in(folder.resolve("server")));
        ConnectContext connect = connect(library, trusting(true));

        assertThat(resumes(listen, connect, "www.example.com", "10.0.0.1", 443)).isFalse();
        assertThat(resumes(listen, connect, "www.example.com", "10.0.0.1", 443)).isTrue();
        assertThat(resumes(listen, connect, "other.example.com", "10.0.0.1", 443))
                .isFalse();
        assertThat(resumes(listen, connect, null, "10.0.0.1", 443)).isFalse();
        assertThat(resumes(listen, connect, "www.example.com", "10.0.0.2", 443)).isFalse();
        assertThat(resumes(listen, connect, "www.example.com", "10.0.0.1", 444)).isFalse();
        assertThat(resumes(listen, connect, "www.example.com", "10.0.0.1", 443)).isTrue();
    }

    /** The name may be made of each request, and servers may send as many tickets as they like, of 64 KiB each. */
    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void thereIsAnEndToTheSessionsThatAreKept(TlsLibrary library) throws Exception {
        ListenContext listen = listen(ROOT.issue("www.example.com").in(folder.resolve("server")));
        ConnectContext connect = connect(library, trusting(true));
        try (Conversation made = talk(listen, connect, "www.example.com")) {
            SSLSessionContext sessions = made.client.getSession().getSessionContext();
            assertThat(sessions.getSessionCacheSize()).isEqualTo(ConnectEngines.MOST_SESSIONS);
            for (int i = 0; i < 20; i++) {
                assertThat(resumes(listen, connect, "name" + i + ".example.com", "10.0.0.1", 443))
                        .isFalse();
            }
            assertThat(Collections.list(sessions.getIds())).hasSizeGreaterThan(10);
            sessions.setSessionCacheSize(4);
            assertThat(resumes(listen, connect, "last.example.com", "10.0.0.1", 443))
                    .isFalse();
            assertThat(Collections.list(sessions.getIds())).hasSizeLessThanOrEqualTo(4);
            assertThat(resumes(listen, connect, "last.example.com", "10.0.0.1", 443))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void whereSessionsAreNotWantedNoneGoesOn(TlsLibrary library) throws Exception {
        ListenContext listen = listen(ROOT.issue("www.example.com").in(folder.resolve("server")));
        ConnectContext connect = connect(library, trusting(false));
        for (int i = 0; i < 3; i++) {
            assertThat(resumes(listen, connect, "www.example.com", "10.0.0.1", 443))
                    .isFalse();
        }
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        ConnectTls settings = new ConnectTls(
                true,
                write(folder.resolve("authorities"), "x"),
                write(folder.resolve("revoked"), TestCertificates.pem(ROOT.certificate())),
                null,
                null,
                List.of(),
                new TlsAlgorithms(
                        TlsAlgorithms.STANDARD.oldest(),
                        TlsAlgorithms.STANDARD.newest(),
                        List.of(),
                        List.of(),
                        List.of("P-25")),
                new CertificateFile(folder.resolve("none")),
                true);
        assertThatThrownBy(() -> ConnectContext.load(settings, TlsLibrary.OPENSSL))
                .hasMessage(folder.resolve("none") + ": there is no such file\n"
                        + "unknown curve \"P-25\" (did you mean \"P-256\"?) (expected such as X25519, P-256 and P-384)\n"
                        + folder.resolve("authorities") + ": has nothing in PEM: no line with -----BEGIN\n"
                        + folder.resolve("revoked")
                        + ": has no revocation list (expected -----BEGIN X509 CRL-----)");
    }

    @Test
    void aReloadTakesOtherAuthorities() throws Exception {
        Path root = TestCertificates.authority("before").in(folder.resolve("root"));
        ListenContext listen = listen(ROOT.issue("www.example.com").in(folder.resolve("server")));
        ConnectContext connect = connect(TlsLibrary.OPENSSL, verifying(root, null, null));
        assertThatThrownBy(() -> talk(listen, connect, "www.example.com")).isInstanceOf(SSLException.class);
        write(root, "-----BEGIN CERTIFICATE-----\n");
        assertThatThrownBy(connect::reload).isInstanceOf(TlsFilesException.class);
        ROOT.in(root);
        connect.reload();
        talk(listen, connect, "www.example.com").close();
    }

    private static ConnectTls verifying(Path authorities, Path revoked, String expectedName) {
        return new ConnectTls(
                true, authorities, revoked, null, expectedName, List.of(), TlsAlgorithms.STANDARD, null, true);
    }

    private static ConnectTls trusting(boolean resume) {
        return new ConnectTls(false, null, null, null, null, List.of(), TlsAlgorithms.STANDARD, null, resume);
    }

    private ListenContext listen(Path file) throws TlsFilesException {
        ListenContext context =
                ListenContext.load(new ListenTls(List.of(new CertificateFile(file))), TlsLibrary.OPENSSL);
        open.add(context::close);
        return context;
    }

    private ConnectContext connect(TlsLibrary library, ConnectTls settings) throws TlsFilesException {
        ConnectContext context = ConnectContext.load(settings, library);
        open.add(context::close);
        return context;
    }

    private static Conversation talk(ListenContext listen, ConnectContext connect, String name) throws Exception {
        return talk(listen, connect, name, "10.0.0.1");
    }

    private static Conversation talk(ListenContext listen, ConnectContext connect, String name, String host)
            throws Exception {
        return Conversation.with(listen, connect.engine(name, host, 443, UnpooledByteBufAllocator.DEFAULT));
    }

    private static boolean resumes(ListenContext listen, ConnectContext connect, String name, String host, int port)
            throws Exception {
        SSLEngine engine = connect.engine(name, host, port, UnpooledByteBufAllocator.DEFAULT);
        try (Conversation made = Conversation.with(listen, engine)) {
            assertThat(made.clientFacts().resumed())
                    .isEqualTo(made.serverFacts().resumed());
            return made.serverFacts().resumed();
        }
    }

    private static String reasons(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            text.append(each.getMessage()).append('\n');
        }
        return text.toString();
    }
}
