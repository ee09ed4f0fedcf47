package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.TlsAlgorithms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of certificates, where several use them. */
class CertificatesTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("the root");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void whatOnePlaceCannotUseIsUsedNowhere(TlsLibrary library) throws Exception {
        Path file = ROOT.issue("before.example.com").in(folder.resolve("a.pem"));
        Path authorities = ROOT.in(folder.resolve("authorities"));
        ListenContext listen = listen(library, file);
        ConnectContext first = ConnectContext.load(showing(file, null), library);
        ConnectContext last = ConnectContext.load(showing(file, authorities), library);
        Certificates all = new Certificates(List.of(
                new Certificates.Use("frontend", listen, true),
                new Certificates.Use("backend", first, false),
                new Certificates.Use("checks", last, false)));
        CertificateChange change = all.change(file);
        change.certificate(after());
        Files.writeString(authorities, "nothing of the kind");

        assertThatThrownBy(() -> all.commit(change)).hasMessageContaining("authorities");
        assertThat(all.inUse()).extracting(CertificateFacts::subject).containsOnly("CN=before.example.com");

        ROOT.in(authorities);
        assertThat(all.commit(change))
                .extracting(Certificates.Use::where)
                .containsExactly("frontend", "backend", "checks");
        assertThat(all.inUse()).extracting(CertificateFacts::subject).containsOnly("CN=after.example.com");
        listen.close();
        first.close();
        last.close();
    }

    @Test
    void whatWasMadeForNothingIsFreed() throws Exception {
        Path file = ROOT.issue("before.example.com").in(folder.resolve("a.pem"));
        ConnectContext connect = ConnectContext.load(showing(file, null), TlsLibrary.OPENSSL);
        CertificateChange change =
                new Certificates(List.of(new Certificates.Use("backend", connect, false))).change(file);
        change.certificate(after());

        Reloadable.Prepared prepared = connect.prepare(change);
        prepared.drop();
        prepared.use();

        assertThatThrownBy(() -> engine(connect)).isInstanceOf(IllegalReferenceCountException.class);
        connect.close();
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void aCloseMoreOrAChangeAfterItTakesNothingFromConnections(TlsLibrary library) throws Exception {
        Path file = ROOT.issue("before.example.com").in(folder.resolve("a.pem"));
        ListenContext listen = listen(library, file);
        ConnectContext connect = ConnectContext.load(showing(file, null), library);
        Certificates all = new Certificates(List.of(
                new Certificates.Use("frontend", listen, true), new Certificates.Use("backend", connect, false)));
        CertificateChange change = all.change(file);
        change.certificate(after());
        try (Conversation talk = Conversation.with(listen, engine(connect))) {
            listen.close();
            connect.close();
            listen.close();
            connect.close();
            all.commit(change);
            for (Certificates.Use use : all.uses()) {
                all.reload(use);
            }
            listen.close();
            connect.close();
            assertThat(talk.clientFacts().version()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void manyChangesLeaveNothingOfJavasBehind() throws Exception {
        JdkKeys keys = new JdkKeys(null);
        ServerCertificate certificate = certificate(ROOT.issue("a.example.com").in(folder.resolve("a.pem")));
        JdkKeys.Key used = keys.add(certificate);
        SSLEngine begun = javax.net.ssl.SSLContext.getDefault()
                .createSSLEngine(keys.add(certificate).alias(), 0);
        for (int i = 0; i < 2000; i++) {
            keys.add(certificate);
        }

        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (keys.size() > 2 && System.nanoTime() < limit) {
            System.gc();
            Thread.onSpinWait();
        }

        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.getPrivateKey(used.alias())).isEqualTo(certificate.key());
        assertThat(keys.chooseEngineServerAlias("EC", null, begun)).isEqualTo(begun.getPeerHost());
    }

    private static byte[] after() {
        TestCertificates.Issued issued = ROOT.issue("after.example.com");
        return (issued.chainPem() + issued.keyPem()).getBytes(UTF_8);
    }

    private static ListenContext listen(TlsLibrary library, Path file) throws TlsFilesException {
        return ListenContext.load(new ListenTls(List.of(new CertificateFile(file))), library);
    }

    private static ServerCertificate certificate(Path file) throws TlsFilesException {
        return listen(TlsLibrary.JDK, file).from(file).getFirst();
    }

    private static ConnectTls showing(Path file, Path authorities) {
        return new ConnectTls(
                authorities != null,
                authorities,
                null,
                null,
                null,
                List.of(),
                TlsAlgorithms.STANDARD,
                new CertificateFile(file),
                true);
    }

    private static SSLEngine engine(ConnectContext connect) {
        return connect.engine("a.example.com", "10.0.0.1", 443, UnpooledByteBufAllocator.DEFAULT);
    }
}
