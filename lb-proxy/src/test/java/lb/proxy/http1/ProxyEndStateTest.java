package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges end by what the proxy decides: the client's answer, and the letters of the termination state. */
@Timeout(60)
class ProxyEndStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void aRefusedRequestEndsInPR() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET /\r\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("\r\nConnection: close\r\n");
            ExchangeEnd end = proxy.end();
            assertThat(end.requestLine()).isEqualTo(ExchangeEnd.BAD_REQUEST);
            assertThat(end.backend() + "/" + end.server()).isEqualTo("fe/<NOSRV>");
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("PR");
            assertThat(proxy.figure("fe/FRONTEND", Column.EREQ)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_4XX)).isEqualTo(1);
        }
    }

    @Test
    void aRefusedRequestIsAnsweredThoughItsSenderGoesOn() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
            client.send(new byte[300_000]);
            assertThat(client.readHead()).startsWith("HTTP/1.1 422 ");
        }
    }

    @Test
    void aBadChunkEndsInPR() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = Origin.silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            reached.acquire();
            client.send("x\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.endState()).isEqualTo("PR 400");
        }
    }

    @Test
    void aMalformedAnswerEndsInPH() throws Exception {
        for (String bytes : new String[] {
            "SSH-2.0-x\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "HTTP/1.1 101 x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"
        }) {
            try (Origin origin = Origin.answering(bytes);
                    RunningProxy proxy = RunningProxy.before(origin);
                    Peer client = proxy.connect()) {
                client.send(GET);
                assertThat(client.readResponse()).as(bytes).startsWith("HTTP/1.1 502 ");
                assertThat(proxy.endState()).as(bytes).isEqualTo("PH 502");
            }
        }
    }

    @Test
    void aServerThatOnlyGivesInterimResponsesEndsInPH() throws Exception {
        String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
        int most = ResponseRelay.MAX_INTERIM_RESPONSES;
        try (Origin origin = Origin.answering(interim.repeat(most + 1));
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.read(most * interim.length())).isEqualTo(interim.repeat(most));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.endState()).isEqualTo("PH 502");
            assertThat(proxy.figure("be/s1", Column.ERESP)).isEqualTo(1);
        }
    }

    @Test
    void aBadChunkOfTheServerEndsInPD() throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
            assertThat(proxy.endState()).isEqualTo("PD 200");
        }
    }

    @Test
    void whatAStoppingProxyBreaksOffEndsInK() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = Origin.silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            reached.acquire();
            proxy.stop(Duration.ZERO);
            assertThat(proxy.endState()).isEqualTo("KH -1");
        }
    }

    @Test
    void aPageThatTakesTooLongIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        LocalPage stuck = new LocalPage("/", _ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return LocalResponse.text(200, "text/plain", "late");
        });
        try (RunningProxy proxy =
                        new RunningProxy.Wish().page(stuck).clientTimeout(100).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            assertThat(proxy.endState()).isEqualTo("IR 500");
            over.countDown();
        }
    }
}
