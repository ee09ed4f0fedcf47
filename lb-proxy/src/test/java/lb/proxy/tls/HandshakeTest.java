package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLEngine;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.TlsAlgorithms;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final TestCertificates.Authority ROOT = TestCertificates.authority("root");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"OPENSSL,OPENSSL", "OPENSSL,JDK", "JDK,OPENSSL", "JDK,JDK"})
    void bothLibrariesSpeakToEachOther(TlsLibrary server, TlsLibrary client) throws Exception {
        Path file = ROOT.issue("www.example.com").in(folder.resolve("a.pem"));
        ListenContext listen = ListenContext.load(new ListenTls(List.of(new CertificateFile(file))), server);
        ConnectContext connect = ConnectContext.load(verifying(ROOT.in(folder.resolve("root.pem"))), client);
        SSLEngine engine = connect.engine("www.example.com", "10.0.0.1", 443, UnpooledByteBufAllocator.DEFAULT);
        try (Conversation made = Conversation.with(listen, engine)) {
            assertThat(made.serverFacts().version()).isEqualTo("TLSv1.3");
            assertThat(made.serverFacts().serverName()).isEqualTo("www.example.com");
            assertThat(made.serverFacts().cipher()).startsWith("TLS_AES_");
            assertThat(made.serverFacts().resumed()).isFalse();
            assertThat(made.serverFacts().protocol()).isEqualTo("http/1.1");
            assertThat(made.serverFacts().peer()).isEmpty();
            assertThat(made.clientFacts().peer()).hasSize(1);
        }
        listen.close();
        connect.close();
    }

    private static ConnectTls verifying(Path authorities) {
        return new ConnectTls(
                true, authorities, null, null, null, List.of("http/1.1"), TlsAlgorithms.STANDARD, null, true);
    }
}
