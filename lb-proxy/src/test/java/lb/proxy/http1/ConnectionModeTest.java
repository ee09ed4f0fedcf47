package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of both connections after a response, by the modes of frontend and backend. */
@Timeout(60)
class ConnectionModeTest {
    private static final String GET = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";

    static BackendHttp backend(ConnectionMode mode) {
        return new BackendHttp(mode, Reuse.SAFE, IdleConnectionSettings.STANDARD, false);
    }

    private final List<String> heads = new CopyOnWriteArrayList<>();

    private RunningProxy proxy(Origin origin, ConnectionMode frontend, ConnectionMode backend) throws Exception {
        return new RunningProxy.Wish()
                .server(origin)
                .http(new FrontendHttp(frontend, Forwarding.NONE, false))
                .http(backend(backend))
                .start();
    }

    private void answer(Peer peer) throws java.io.IOException {
        for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
            heads.add(head);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_ALIVE, KEEP_ALIVE, false, false",
        "KEEP_ALIVE, SERVER_CLOSE, false, true",
        "KEEP_ALIVE, CLOSE, false, true",
        "SERVER_CLOSE, KEEP_ALIVE, false, true",
        "SERVER_CLOSE, SERVER_CLOSE, false, true",
        "SERVER_CLOSE, CLOSE, false, true",
        "CLOSE, KEEP_ALIVE, true, true",
        "CLOSE, SERVER_CLOSE, true, true",
        "CLOSE, CLOSE, true, true"
    })
    void theModeThatClosesMoreCountsTowardsServersAndTheFrontendsTowardsClients(
            ConnectionMode frontend, ConnectionMode backend, boolean clientCloses, boolean serverCloses)
            throws Exception {
        try (Origin origin = new Origin(this::answer);
                RunningProxy proxy = proxy(origin, frontend, backend);
                Peer client = proxy.connect()) {
            client.send(GET);
            String response = client.readResponse();
            assertThat(response.contains("Connection: close")).isEqualTo(clientCloses);
            assertThat(heads.getFirst().contains("Connection: close")).isEqualTo(serverCloses);
            if (clientCloses) {
                assertThat(client.isEnded()).isTrue();
                return;
            }
            client.send(GET);
            client.readResponse();
            assertThat(origin.connections()).isEqualTo(serverCloses ? 2 : 1);
        }
    }

    @Test
    void anHttp10ClientIsKeptThoughTheServersConnectionIsNot() throws Exception {
        try (Origin origin = new Origin(this::answer);
                RunningProxy proxy = proxy(origin, ConnectionMode.SERVER_CLOSE, ConnectionMode.KEEP_ALIVE);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.readResponse()).contains("Connection: keep-alive\r\n");
            assertThat(heads).containsExactly("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(origin.accepted().isEnded()).isTrue();
        }
    }

    @Test
    void anUpgradeIsAskedForInAnyMode() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    heads.add(peer.readHead());
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
                    peer.send(peer.read(4));
                });
                RunningProxy proxy = proxy(origin, ConnectionMode.CLOSE, ConnectionMode.CLOSE);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade, TE\r\nTE: trailers\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("ping");
            assertThat(heads.getFirst()).endsWith("TE: trailers\r\nConnection: TE, Upgrade\r\n\r\n");
        }
    }
}
