package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that end because a server comes or goes. */
@Timeout(60)
class ShutdownSessionsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Semaphore asked = new Semaphore(0);
    private final Semaphore over = new Semaphore(0);

    private static ServerLife life(boolean onDown, boolean onUp) {
        return new ServerLife(false, Duration.ZERO, onDown, onUp);
    }

    /** Sends this, and nothing more. */
    private Origin saying(String beginning) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            asked.release();
            peer.send(beginning);
            over.acquireUninterruptibly();
        });
    }

    private Origin sayingWhenAllowed() throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            asked.release();
            over.acquireUninterruptibly();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    }

    private void ends(ServerLife life, String beginning, Admin admin, String state) throws Exception {
        try (Origin origin = saying(beginning);
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).life(life).start();
                Peer client = proxy.connect()) {
            client.send(GET);
            asked.acquire();
            if (!beginning.isEmpty()) {
                client.readHead();
            }
            proxy.control(1).administer(admin);
            assertThat(proxy.endState()).isEqualTo(state);
        } finally {
            over.release(2);
        }
    }

    @Test
    void aRequestWithoutAResponseIsAnswered502WhenItsServerGoesDown() throws Exception {
        ends(life(true, false), "", Admin.MAINT, "DH 502");
    }

    @Test
    void aResponseThatHasBegunIsCutWhenItsServerGoesDown() throws Exception {
        ends(life(true, false), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Admin.MAINT, "DD 200");
    }

    @Test
    void anUpgradedConnectionEndsToo() throws Exception {
        try (Origin origin = saying("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .life(life(true, false))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            assertThat(client.readHead()).contains(" 101 ");
            proxy.control(1).administer(Admin.MAINT);
            assertThat(proxy.endState()).isEqualTo("DD 101");
        } finally {
            over.release(2);
        }
    }

    @Test
    void sessionsOfABackupEndWhenAnActiveServerComesUp() throws Exception {
        try (Origin active = saying("");
                Origin backup = saying("");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(active)
                        .server(backup)
                        .backup(2)
                        .life(life(false, true))
                        .start();
                Peer client = proxy.connect()) {
            proxy.control(1).administer(Admin.MAINT);
            client.send(GET);
            asked.acquire();
            proxy.control(1).administer(Admin.READY);
            assertThat(proxy.endState()).isEqualTo("UH 502");
        } finally {
            over.release(2);
        }
    }

    @Test
    void sessionsOfADrainedServerGoOn() throws Exception {
        try (Origin origin = sayingWhenAllowed();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .life(life(true, false))
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            asked.acquire();
            proxy.control(1).administer(Admin.DRAIN);
            over.release();
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        } finally {
            over.release(2);
        }
    }

    @Test
    void whoIsSentToAServerThatIsDownIsAnsweredByIt() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    while (!peer.readHead().isEmpty()) {
                        asked.release();
                        over.acquireUninterruptibly();
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .sticky(new StickySettings(32, 128, 100, Duration.ofMinutes(1)))
                        .persisting(new Persisting(true, null, null))
                        .life(life(true, false))
                        .start();
                Peer client = proxy.connect()) {
            over.release();
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.endState()).isEqualTo("-- 200");
            proxy.control(1).administer(Admin.MAINT);
            asked.drainPermits();
            client.send(GET);
            asked.acquire();
            over.release();
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        } finally {
            over.release(2);
        }
    }

    @Test
    void theRequestBehindOneThatEndsMeanwhileIsNotMeant() {
        String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        try (InMemoryProxy proxy = new InMemoryProxy(new RunningProxy.Wish().life(life(true, false)))) {
            InMemorySocket client = proxy.connect();
            client.send(GET + GET);
            proxy.run();
            InMemorySocket server = proxy.upstreams().getFirst();
            server.send(ok);
            // Heard of behind the response, when the server has come back and has the second request.
            proxy.control().administer(Admin.MAINT);
            proxy.control().administer(Admin.READY);
            proxy.run();
            assertThat(server.written().toString()).isEqualTo(GET + GET);
            server.send(ok);
            proxy.run();
            assertThat(client.written().toString()).isEqualTo(ok + ok);
            proxy.forget(client);
        }
    }
}
