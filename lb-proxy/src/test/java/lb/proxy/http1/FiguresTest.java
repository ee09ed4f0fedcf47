package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of HTTP traffic are those that HAProxy 2.6 has for the same. */
@Timeout(60)
class FiguresTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @Test
    void aPageOfOursInPlaceOfAResponseIsTheBackendsAndNotTheServers() throws Exception {
        try (Origin origin = new Origin(Peer::readHead);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(REQUEST);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertThat(proxy.figure("be/BACKEND", Column.HRSP_5XX)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.REQ_TOT)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.HRSP_5XX)).isZero();
            assertThat(proxy.figure("be/s1", Column.REQ_TOT)).isZero();
            assertThat(proxy.figure("be/s1", Column.ERESP)).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatIsCutIsAnErrorOfTheServerAndAnAbort() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(REQUEST);
            assertThat(client.readToEnd()).endsWith("abc");
            assertThat(proxy.endState()).isEqualTo("SD 200");
            assertThat(proxy.figure("be/s1", Column.HRSP_2XX)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SRV_ABRT)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.ERESP)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.ERESP)).isEqualTo(1);
        }
    }

    @Test
    void eachAttemptToConnectCountsButTheServerIsChosenOnce() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .server(ScriptedServer.refusing())
                        .retries(2)
                        .connectTimeout(50)
                        .start();
                Peer client = proxy.connect()) {
            client.send(REQUEST);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.endState()).isEqualTo("SC 503");
            assertThat(proxy.figure("be/s1", Column.CONNECT)).isEqualTo(3);
            assertThat(proxy.figure("be/s1", Column.STOT)).isEqualTo(3);
            assertThat(proxy.figure("be/s1", Column.WRETR)).isEqualTo(2);
            assertThat(proxy.figure("be/s1", Column.LBTOT)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.CONNECT)).isEqualTo(3);
        }
    }

    @Test
    void timesAreAveragesOfWhatServersTook() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    long until = System.nanoTime() + 60_000_000;
                    while (System.nanoTime() < until) {
                        LockSupport.parkNanos(until - System.nanoTime());
                    }
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(REQUEST);
            client.readToEnd();
            ExchangeEnd end = proxy.end();
            for (String row : List.of("be/s1", "be/BACKEND")) {
                assertThat(proxy.figure(row, Column.QTIME)).isZero();
                assertThat(proxy.figure(row, Column.CTIME)).isEqualTo(end.connectMillis());
                assertThat(proxy.figure(row, Column.RTIME)).isEqualTo(end.responseMillis());
                assertThat(proxy.figure(row, Column.TTIME)).isEqualTo(end.totalMillis());
                assertThat(proxy.figure(row, Column.RTIME_MAX)).isGreaterThanOrEqualTo(60);
            }
        }
    }

    @Test
    void aRequestThatCannotBeReadHasNoTime() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish().start();
                Peer client = proxy.connect()) {
            client.send("nonsense\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.end().requestMillis()).isEqualTo(-1);
            assertThat(proxy.figure("fe/FRONTEND", Column.EREQ)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.REQ_TOT)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_4XX)).isEqualTo(1);
        }
    }
}
