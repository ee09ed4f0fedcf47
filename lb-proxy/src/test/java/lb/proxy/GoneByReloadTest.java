package lb.proxy;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.Reuse;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frontends and backends that a reload has taken away leave nothing behind. */
@Timeout(60)
class GoneByReloadTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(connection -> {
            byte[] request = new byte[1000];
            int length;
            while ((length = connection.getInputStream().read(request)) > 0) {
                String text = new String(request, 0, length, StandardCharsets.ISO_8859_1);
                String answer = text.contains("/broken") ? "SSH-2.0-x\r\n" : "HTTP/1.1 204 None\r\n\r\n";
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aPausedFrontendThatIsGoneDoesNotListenAgain() throws Exception {
        InetSocketAddress place = new InetSocketAddress("127.0.0.9", freePort());
        try (Proxy proxy = start(frontend("fe", loopback(0)), frontend("more", place))) {
            Frontend more = proxy.control().frontends().get(1);
            proxy.control().pause(more, false);
            proxy.reload(settings(frontend("fe", loopback(0))));
            assertThat(proxy.control().resume(more)).containsExactly("a reload has taken it away");
            assertThatThrownBy(() -> {
                        try (Socket client = new Socket()) {
                            client.connect(place);
                        }
                    })
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whatWasShutDownAndIsGoneMayComeAgain() throws Exception {
        try (Proxy proxy = start(frontend("fe", loopback(0)), frontend("more", loopback(0)))) {
            proxy.control().pause(proxy.control().frontends().get(1), true);
            proxy.reload(settings(frontend("fe", loopback(0)), frontend("more", loopback(0))));
            Frontend staying = proxy.control().frontends().get(1);
            assertThat(proxy.control().isShutDown(staying)).isTrue();
            assertThat(proxy.control().isListening(staying)).isFalse();
            proxy.reload(settings(frontend("fe", loopback(0))));
            proxy.reload(settings(frontend("fe", loopback(0)), frontend("more", loopback(0))));
            Frontend again = proxy.control().frontends().get(1);
            assertThat(proxy.control().isShutDown(again)).isFalse();
            assertThat(proxy.control().isListening(again)).isTrue();
            assertThat(proxy.control().pause(again, false)).isTrue();
            assertThat(proxy.control().resume(again)).isEmpty();
        }
    }

    @Test
    void noConnectionsAreKeptToTheServersOfABackendThatIsGone() throws Exception {
        FrontendSettings fe = frontend("fe", loopback(0));
        try (Proxy proxy = Proxy.start(settings("be", fe), (_, _) -> {}, _ -> {});
                Socket client = new Socket()) {
            client.connect(proxy.localAddresses("fe").getFirst());
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 204");
            assertThat(server.open()).isEqualTo(1);
            proxy.reload(settings("other"));
            eventually("the connection is closed", () -> server.open() == 0);
        }
    }

    /** As long as it has clients it counts on, and after that what it has counted stays. */
    @Test
    void theTotalsOfTheProcessNeverFall() throws Exception {
        FrontendSettings fe = frontend("fe", loopback(0));
        try (Proxy proxy = start(fe, frontend("more", loopback(0)))) {
            ProcessFigures before;
            try (Socket client = new Socket()) {
                client.connect(proxy.localAddresses("more").getFirst());
                client.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.1\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 204");
                before = proxy.control().figures();
                assertThat(before.totalConnections()).isEqualTo(1);
                assertThat(before.totalRequests()).isPositive();
                proxy.reload(settings(fe));
                assertThat(proxy.control().frontends()).hasSize(1);
                ProcessFigures leaving = proxy.control().figures();
                assertThat(leaving.totalConnections()).isEqualTo(1);
                client.getOutputStream().write("Host: test\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                assertThat(client.getInputStream().readAllBytes()).asString().contains("HTTP/1.1 204");
            }
            eventually("the client has gone", () -> proxy.control().figures().connections() == 0);
            for (int reloads = 0; reloads < 3; reloads++) {
                proxy.reload(settings(fe));
                ProcessFigures after = proxy.control().figures();
                assertThat(after.totalConnections()).isEqualTo(1);
                assertThat(after.totalRequests()).isEqualTo(2);
                assertThat(after.bytesOut()).isGreaterThan(before.bytesOut());
            }
        }
    }

    /** Up to 16 KiB each, and "show errors" would tell of proxies that there are not. */
    @Test
    void invalidMessagesOfWhatIsGoneAreForgotten() throws Exception {
        try (Proxy proxy = start(frontend("fe", loopback(0)))) {
            for (int i = 0; i < 3; i++) {
                FrontendSettings more = frontend("more" + i, loopback(0), "be" + i);
                proxy.reload(settings("be" + i, more));
                refused(proxy, "more" + i, "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
                refused(proxy, "more" + i, "GET /broken HTTP/1.1\r\nHost: a\r\n\r\n", 502);
                assertThat(proxy.control().invalidMessages())
                        .extracting(message -> message.isRequest() ? message.frontend() : message.backend())
                        .containsExactlyInAnyOrder("more" + i, "be" + i);
            }
            proxy.reload(settings(frontend("fe", loopback(0))));
            assertThat(proxy.control().invalidMessages()).isEmpty();
            assertThat(proxy.control().invalidMessageEvents()).isEqualTo(6);
        }
    }

    private static void refused(Proxy proxy, String frontend, String request, int status) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(proxy.localAddresses(frontend).getFirst());
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 " + status);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private Proxy start(FrontendSettings... frontends) throws ProxyStartException {
        return Proxy.start(settings(frontends), (_, _) -> {}, _ -> {});
    }

    private ProxySettings settings(FrontendSettings... frontends) {
        return settings("be", frontends);
    }

    private ProxySettings settings(String backend, FrontendSettings... frontends) {
        return new ProxySettings(1, Transport.AUTO, List.of(frontends), List.of(backend(backend)));
    }

    private static FrontendSettings frontend(String name, InetSocketAddress address) {
        return frontend(name, address, "be");
    }

    private static FrontendSettings frontend(String name, InetSocketAddress address, String backend) {
        return new FrontendSettings(
                name,
                Mode.HTTP,
                List.of(new BindSettings(address)),
                backend,
                new FrontendTimeouts(TIME, TIME, TIME, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                false,
                List.of());
    }

    private BackendSettings backend(String name) {
        return new BackendSettings(
                name,
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(TIME, TIME, TIME, Duration.ZERO, Duration.ZERO),
                new BackendHttp(
                        ConnectionMode.KEEP_ALIVE,
                        Reuse.SAFE,
                        new IdleConnectionSettings(10, Duration.ofHours(1)),
                        false),
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(ServerSettings.of("one", server.address(), 1)));
    }
}
