package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP servers at the port that the client came to: connections are kept for clients of that port alone. */
@Timeout(60)
class MappedPortHttpTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Which server has got a connection, in order. */
    private final List<String> opened = new CopyOnWriteArrayList<>();

    private Origin origin(String name) throws IOException {
        return new Origin(peer -> {
            opened.add(name);
            while (!peer.readHead().isEmpty()) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"SAFE", "AGGRESSIVE", "ALWAYS"})
    void aKeptConnectionServesOnlyClientsOfItsPort(Reuse reuse) throws Exception {
        try (Origin a = origin("a");
                Origin b = origin("b");
                RunningProxy proxy = mapped(0)
                        .http(new BackendHttp(
                                ConnectionMode.KEEP_ALIVE,
                                reuse,
                                new IdleConnectionSettings(IdleConnectionSettings.NO_LIMIT, Duration.ofSeconds(20)),
                                false))
                        .start();
                Peer toA = cameTo(proxy, a.address().getPort());
                Peer toB = cameTo(proxy, b.address().getPort())) {
            for (int i = 0; i < 4; i++) {
                ask(toA, "a", proxy);
                ask(toB, "b", proxy);
            }
            try (Peer anotherToA = cameTo(proxy, a.address().getPort());
                    Peer anotherToB = cameTo(proxy, b.address().getPort())) {
                for (int i = 0; i < 2; i++) {
                    ask(anotherToA, "a", proxy);
                    ask(anotherToB, "b", proxy);
                }
            }
            // With safe reuse a client's first request never rides a connection of others.
            assertThat(opened).startsWith("a", "b").hasSize(reuse == Reuse.SAFE ? 4 : 2);
            assertThat(proxy.figure("be/s1", Column.SRV_ICUR)).isEqualTo(opened.size());
        }
    }

    @Test
    void aClientForWhomThereIsNoPortGetsAnAnswer() throws Exception {
        try (RunningProxy proxy = mapped(MappedAddress.MOST).start();
                Peer client = cameTo(proxy, 443)) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.endState()).isEqualTo("SC 503");
        }
    }

    private static RunningProxy.Wish mapped(int offset) {
        return new RunningProxy.Wish()
                .server(new MappedAddress(InetAddress.getLoopbackAddress(), offset))
                .acceptProxy(AcceptProxy.FROM_EVERYBODY);
    }

    private static Peer cameTo(RunningProxy proxy, int port) throws IOException {
        Peer client = proxy.connect();
        client.send("PROXY TCP4 192.0.2.7 192.0.2.1 51034 " + port + "\r\n");
        return client;
    }

    private static void ask(Peer client, String name, RunningProxy proxy) throws Exception {
        client.send(GET);
        assertThat(client.readResponse()).endsWith("\r\n\r\n" + name);
        proxy.end();
    }
}
