package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.tls.CertificateChange;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are changed, by file and by hand, while clients come and go and others stay: nobody is dropped. */
class CertificateChangeUnderLoadTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final int CLIENTS = 6;
    private static final int ENOUGH = 30;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: www.test\r\n\r\n".getBytes(ISO_8859_1);

    private final Map<BigInteger, AtomicInteger> handshakes = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void newConnectionsGetTheNewOneAndNoneFails(@TempDir Path folder) throws Exception {
        List<TestCertificates.Issued> issued = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            issued.add(AUTHORITY.issue(TestCertificates.freshEc(), "www.test"));
        }
        Path file = issued.getFirst().in(folder.resolve("www.pem"));
        HttpServer origin = HttpServer.create(ProxyFixture.loopback(0), 100);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        origin.start();
        try (ProxyFixture proxy = ProxyFixture.start(settings(file, origin.getAddress()));
                SSLSocket staying = connect(proxy)) {
            Certificates certificates = proxy.proxy().certificates();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> comeAndGo(proxy)));
            }
            awaitHandshakes(issued.get(0));

            issued.get(1).in(file);
            certificates.reload(certificates.uses().getFirst());
            assertThat(serial(proxy)).as("at once").isEqualTo(serial(issued.get(1)));
            awaitHandshakes(issued.get(1));

            CertificateChange change = certificates.change(file);
            change.certificate(issued.get(2).pem().getBytes(UTF_8));
            certificates.commit(change);
            assertThat(serial(proxy)).as("at once").isEqualTo(serial(issued.get(2)));
            awaitHandshakes(issued.get(2));

            assertThat(ask(staying)).startsWith("HTTP/1.1 204");
            assertThat(((X509Certificate) staying.getSession().getPeerCertificates()[0]).getSerialNumber())
                    .isEqualTo(serial(issued.get(0)));
            over = true;
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(handshakes).hasSize(3);
        } finally {
            over = true;
            origin.stop(0);
        }
    }

    private void comeAndGo(ProxyFixture proxy) {
        while (!over) {
            try (SSLSocket client = connect(proxy)) {
                BigInteger serial = ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber();
                for (int i = 0; i < 3; i++) {
                    assertThat(ask(client)).startsWith("HTTP/1.1 204");
                }
                handshakes.computeIfAbsent(serial, _ -> new AtomicInteger()).incrementAndGet();
            } catch (Exception | AssertionError e) {
                failures.add(e);
                return;
            }
        }
    }

    private void awaitHandshakes(TestCertificates.Issued with) {
        BigInteger serial = serial(with);
        await(() -> !failures.isEmpty()
                || (handshakes.containsKey(serial) && handshakes.get(serial).get() >= ENOUGH));
        assertThat(failures).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for a minute").isLessThan(until);
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static BigInteger serial(TestCertificates.Issued issued) {
        return issued.certificate().getSerialNumber();
    }

    private static BigInteger serial(ProxyFixture proxy) throws Exception {
        try (SSLSocket client = connect(proxy)) {
            return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static String ask(SSLSocket client) throws IOException {
        client.getOutputStream().write(REQUEST);
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static SSLSocket connect(ProxyFixture proxy) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        Socket plain = proxy.connect();
        SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(plain, "www.test", 443, true);
        client.setSoTimeout(20_000);
        client.startHandshake();
        return client;
    }

    private static ProxySettings settings(Path file, InetSocketAddress server) {
        Duration limit = Duration.ofSeconds(20);
        BackendSettings backend = new BackendSettings(
                "back",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(limit, limit, limit, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(ServerSettings.of("s1", server, 100)));
        FrontendSettings frontend = new FrontendSettings(
                "front",
                Mode.HTTP,
                List.of(new BindSettings(ProxyFixture.loopback(0))
                        .with(new ListenTls(List.of(new CertificateFile(file))))),
                "back",
                new FrontendTimeouts(limit, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                true,
                List.of());
        return new ProxySettings(2, Transport.AUTO, List.of(frontend), List.of(backend));
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
