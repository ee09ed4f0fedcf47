package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.ACK;
import static lb.proxy.http1.Http2Peer.DATA;
import static lb.proxy.http1.Http2Peer.END_HEADERS;
import static lb.proxy.http1.Http2Peer.END_STREAM;
import static lb.proxy.http1.Http2Peer.GOAWAY;
import static lb.proxy.http1.Http2Peer.HEADERS;
import static lb.proxy.http1.Http2Peer.PING;
import static lb.proxy.http1.Http2Peer.RST_STREAM;
import static lb.proxy.http1.Http2Peer.field;
import static lb.proxy.http1.Http2Peer.four;
import static lb.proxy.http1.Http2Peer.hex;
import static lb.proxy.http1.Http2Peer.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How streams and connections of HTTP/2 to servers end too early, frame by frame, and what becomes of their requests. */
@Timeout(60)
class Http2ServerEndsTest {
    private static final byte[] OK = hex("88");
    private static final byte[] EARLY_HINTS = join(hex("0803"), "103".getBytes());
    private static final byte[] NO_ERROR = four(0);
    private static final byte[] INTERNAL_ERROR = four(2);
    private static final byte[] REFUSED_STREAM = four(7);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";

    private interface Second {
        void answer(Http2Peer server) throws IOException;
    }

    /** Answers stream 1 of each connection, so that it is one that is known to be kept, and stream 3 as it likes. */
    private static Origin server(Second second) throws IOException {
        return new Origin(peer -> {
            Http2Peer server = Http2Peer.serving(peer);
            server.send();
            assertThat(server.next()).isEqualTo("HEADERS 1 ? END");
            server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
            assertThat(server.next()).isEqualTo("HEADERS 3 ? END");
            second.answer(server);
            server.send();
            server.readToEnd();
        });
    }

    private static RunningProxy proxy(Origin server) throws Exception {
        return sharing(server).start();
    }

    private static RunningProxy.Wish sharing(Origin server) {
        return new RunningProxy.Wish()
                .http2ToServers()
                .http(new BackendHttp(
                        ConnectionMode.KEEP_ALIVE,
                        Reuse.ALWAYS,
                        new IdleConnectionSettings(IdleConnectionSettings.NO_LIMIT, Duration.ofSeconds(20)),
                        false))
                .retries(3)
                .server(server);
    }

    private static Peer afterOneAnswer(RunningProxy proxy) throws Exception {
        Peer client = Peer.connect(proxy.address());
        client.send(GET);
        assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        assertThat(proxy.endState()).isEqualTo("-- 200");
        return client;
    }

    private static void assertNothingIsLeft(RunningProxy proxy) {
        assertThat(proxy.figure("be/s1", Column.SCUR)).isZero();
        assertThat(proxy.figure("be/s1", Column.QCUR)).isZero();
    }

    @Test
    void whatIsRefusedBehindAnInterimHeadIsNotAskedAgain() throws Exception {
        try (Origin origin = server(server ->
                        server.frame(HEADERS, END_HEADERS, 3, EARLY_HINTS).frame(RST_STREAM, 0, 3, REFUSED_STREAM));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 103");
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertThat(origin.connections()).isEqualTo(1);
            assertNothingIsLeft(proxy);
        }
    }

    @Test
    void whatIsRefusedBehindAHeadIsNotAskedAgain() throws Exception {
        try (Origin origin = server(server -> server.frame(HEADERS, END_HEADERS, 3, OK)
                        .data(3, 0, "a part")
                        .frame(RST_STREAM, 0, 3, REFUSED_STREAM));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readToEnd()).isEqualTo("6\r\na part\r\n");
            assertThat(proxy.endState()).isEqualTo("SD 200");
            assertThat(origin.connections()).isEqualTo(1);
            assertNothingIsLeft(proxy);
        }
    }

    @Test
    void aHeadThatGoawayContradictsIsNotAskedAgain() throws Exception {
        try (Origin origin = server(server ->
                        server.frame(HEADERS, END_HEADERS, 3, OK).frame(GOAWAY, 0, 0, join(four(1), four(0))));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(proxy.endState()).isEqualTo("SD 200");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aResetIsTheServersWordAndNoLostConnection() throws Exception {
        try (Origin origin = server(server -> server.frame(RST_STREAM, 0, 3, INTERNAL_ERROR));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertThat(origin.connections()).isEqualTo(1);
            assertNothingIsLeft(proxy);
        }
    }

    @Test
    void aResponseThatIsNoneIsNoLostConnection() throws Exception {
        try (Origin origin = server(server -> server.frame(HEADERS, 5, 3, join(OK, field("A", "b"))));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(POST);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatIsNotSentAgainIsAnsweredWhenItsStreamIsRefused() throws Exception {
        try (Origin origin = server(server -> server.frame(RST_STREAM, 0, 3, REFUSED_STREAM));
                RunningProxy proxy = proxy(origin);
                Peer client = afterOneAnswer(proxy)) {
            client.send(POST);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertNothingIsLeft(proxy);
        }
    }

    @Test
    void aClientOfHttp2IsAnsweredWhenAConnectionIsLost() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    server.next();
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    server.next();
                });
                RunningProxy proxy = proxy(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200 END");
            client.frame(HEADERS, END_HEADERS | END_STREAM, 3, Http2Peer.POST).send();
            assertThat(client.next()).startsWith("HEADERS 3 ?");
            assertThat(proxy.endState()).isEqualTo("-- 200");
            assertThat(proxy.endState()).isEqualTo("SH 502");
        }
    }

    @Test
    void aSecondLowerGoawayRefusesMore() throws Exception {
        Semaphore first = new Semaphore(1);
        Semaphore asked = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    if (first.tryAcquire()) {
                        server.next();
                        server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                        for (int stream = 3; stream < 9; stream += 2) {
                            assertThat(server.next()).isEqualTo("HEADERS " + stream + " ? END");
                            asked.release();
                        }
                        server.frame(GOAWAY, 0, 0, join(four(5), NO_ERROR)).send();
                        server.frame(GOAWAY, 0, 0, join(four(3), NO_ERROR)).send();
                        server.frame(HEADERS, END_HEADERS, 3, OK)
                                .data(3, END_STREAM, "old")
                                .send();
                    } else {
                        for (int stream = 1; ; stream += 2) {
                            if (server.next().equals("END")) {
                                return;
                            }
                            server.frame(HEADERS, END_HEADERS, stream, OK)
                                    .data(stream, END_STREAM, "new")
                                    .send();
                        }
                    }
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer one = afterOneAnswer(proxy);
                Peer two = Peer.connect(proxy.address());
                Peer three = Peer.connect(proxy.address())) {
            List<String> answers = new ArrayList<>();
            for (Peer client : List.of(one, two, three)) {
                client.send(GET);
                assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
            for (Peer client : List.of(one, two, three)) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 200");
                answers.add(client.read(13).substring(3, 6));
            }
            assertThat(answers).containsExactly("old", "new", "new");
            assertThat(proxy.figure("be/s1", Column.WRETR)).isEqualTo(2);
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.endState()).isEqualTo("-- 200");
            }
            assertNothingIsLeft(proxy);
        }
    }

    @Test
    void aServerThatSaysNothingGetsNoMoreRequestsAndItsConnectionEnds() throws Exception {
        Semaphore first = new Semaphore(1);
        BlockingQueue<String> end = new LinkedBlockingQueue<>();
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    server.next();
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    if (first.tryAcquire()) {
                        assertThat(server.next()).isEqualTo("HEADERS 3 ? END");
                        end.add(server.readToEnd());
                    }
                    server.readToEnd();
                });
                RunningProxy proxy =
                        sharing(origin).serverTimeout(1_100).connectTimeout(300).start();
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 504");
            try (Peer other = Peer.connect(proxy.address())) {
                other.send(GET);
                assertThat(other.readHead()).startsWith("HTTP/1.1 200");
            }
            assertThat(end.poll(10, TimeUnit.SECONDS)).isEqualTo("RST_STREAM 3 CANCEL\nPING 0\nGOAWAY 0 0 NO_ERROR\n");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatOnlyTakesItsTimeKeepsItsConnection() throws Exception {
        Semaphore answered = new Semaphore(0);
        try (Origin origin = server(server -> {
                    assertThat(server.next()).isEqualTo("RST_STREAM 3 CANCEL");
                    assertThat(server.next()).startsWith("PING 0");
                    server.frame(PING, ACK, 0, new byte[8]).ping();
                    answered.release();
                    assertThat(server.next()).isEqualTo("HEADERS 5 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 5, OK);
                });
                RunningProxy proxy = sharing(origin).serverTimeout(1_100).start();
                Peer client = afterOneAnswer(proxy)) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 504");
            assertThat(answered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            try (Peer other = Peer.connect(proxy.address())) {
                other.send(GET);
                assertThat(other.readHead()).startsWith("HTTP/1.1 200");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatIsThereIsReadThoughTheServerHasReset() throws Exception {
        int length = 60_000;
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    assertThat(server.next()).startsWith("HEADERS 1");
                    server.frame(HEADERS, END_HEADERS, 1, join(OK, field("content-length", "" + length)));
                    for (int left = length; left > 0; left -= 10_000) {
                        server.frame(DATA, left > 10_000 ? 0 : END_STREAM, 1, new byte[10_000]);
                    }
                    // The acknowledgement of SETTINGS finds nobody, with most of the response unread.
                    server.send();
                    peer.reset();
                });
                RunningProxy proxy = proxy(origin)) {
            for (int i = 0; i < 50; i++) {
                try (Peer client = Peer.connect(proxy.address())) {
                    client.send(GET);
                    assertThat(client.readHead()).startsWith("HTTP/1.1 200");
                    assertThat(client.read(length).length()).isEqualTo(length);
                }
            }
        }
    }

    @Test
    void aServerMayAnswerManyRequestsThatWereCancelledMeanwhile() throws Exception {
        int at = 50;
        int rounds = 6;
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Semaphore cancelled = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    for (int i = 0; i < 2 * at * rounds; i++) {
                        seen.add(server.next());
                    }
                    cancelled.acquireUninterruptibly();
                    for (int i = 0; i < at * rounds; i++) {
                        server.frame(HEADERS, END_HEADERS, 2 * i + 1, OK).data(2 * i + 1, END_STREAM, "late");
                    }
                    server.send();
                    for (String frame = server.next(); !frame.equals("END"); frame = server.next()) {
                        if (frame.startsWith("HEADERS")) {
                            server.frame(HEADERS, END_HEADERS | END_STREAM, stream(frame), OK)
                                    .send();
                        } else {
                            seen.add(frame);
                        }
                    }
                });
                RunningProxy proxy = proxy(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            int stream = 1;
            // A connection that has served one request is shared; until then each would have one of its own.
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < at; i++) {
                    client.get(stream + 2 * i).send();
                    assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("HEADERS");
                }
                for (int i = 0; i < at; i++) {
                    client.frame(RST_STREAM, 0, stream + 2 * i, four(8));
                }
                client.send();
                for (int i = 0; i < at; i++) {
                    assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("RST_STREAM");
                }
                stream += 2 * at;
            }
            cancelled.release();
            client.get(stream).send();
            assertThat(client.next()).isEqualTo("HEADERS " + stream + " 200 END");
            client.get(stream + 2).send();
            assertThat(client.next()).isEqualTo("HEADERS " + (stream + 2) + " 200 END");
            assertThat(seen).isEmpty();
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static int stream(String frame) {
        return Integer.parseInt(frame.split(" ")[1]);
    }

    @Test
    void aServerMayResetEveryStreamThatItIsAskedFor() throws Exception {
        int requests = 1_500;
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    for (int stream = 1; stream < 2 * requests; stream += 2) {
                        assertThat(server.next()).startsWith("HEADERS " + stream);
                        server.frame(RST_STREAM, 0, stream, INTERNAL_ERROR).send();
                    }
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            for (int i = 0; i < requests; i++) {
                client.send(POST);
                String head = client.readHead();
                assertThat(head).startsWith("HTTP/1.1 502");
                client.read(Integer.parseInt(head.replaceAll("(?s).*ontent-[Ll]ength: (\\d+).*", "$1")));
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void paddingWithoutABodyOpensTheWindowsAgain() throws Exception {
        byte[] padding = new byte[256];
        padding[0] = (byte) 255;
        int frames = 400;
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    server.next();
                    server.frame(HEADERS, END_HEADERS, 1, OK).send();
                    for (int i = 0; i < frames; i++) {
                        server.frame(DATA, 8, 1, padding);
                        if (i % 200 == 199) {
                            server.ping();
                        }
                    }
                    server.data(1, END_STREAM, "ok").send();
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.read(12)).isEqualTo("2\r\nok\r\n0\r\n\r\n");
        }
    }
}
