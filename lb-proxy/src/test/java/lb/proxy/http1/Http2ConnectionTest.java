package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.CONTINUATION;
import static lb.proxy.http1.Http2Peer.DATA;
import static lb.proxy.http1.Http2Peer.END_HEADERS;
import static lb.proxy.http1.Http2Peer.END_STREAM;
import static lb.proxy.http1.Http2Peer.GET;
import static lb.proxy.http1.Http2Peer.GOAWAY;
import static lb.proxy.http1.Http2Peer.HEADERS;
import static lb.proxy.http1.Http2Peer.PING;
import static lb.proxy.http1.Http2Peer.POST;
import static lb.proxy.http1.Http2Peer.PREFACE;
import static lb.proxy.http1.Http2Peer.PRIORITY;
import static lb.proxy.http1.Http2Peer.PUSH_PROMISE;
import static lb.proxy.http1.Http2Peer.RST_STREAM;
import static lb.proxy.http1.Http2Peer.SETTINGS;
import static lb.proxy.http1.Http2Peer.ascii;
import static lb.proxy.http1.Http2Peer.field;
import static lb.proxy.http1.Http2Peer.four;
import static lb.proxy.http1.Http2Peer.hex;
import static lb.proxy.http1.Http2Peer.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections of HTTP/2 as a client sees them, frame by frame (RFC 9113 sections 3 to 8), through a whole proxy. */
@Timeout(60)
class Http2ConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static void answering(Peer peer) throws IOException {
        while (!peer.readHead().isEmpty()) {
            peer.send(OK);
        }
    }

    private static final Map<String, Consumer<Http2Peer>> CONNECTION_ERRORS = new LinkedHashMap<>();

    static {
        Map<String, Consumer<Http2Peer>> all = CONNECTION_ERRORS;
        all.put("3.4 DATA on an idle stream: PROTOCOL_ERROR", p -> p.data(1, 0, "x"));
        all.put("4.1 a frame beyond the size: FRAME_SIZE_ERROR", p -> p.frame(DATA, 0, 1, new byte[16_385]));
        all.put("4.3 a block that is cut: COMPRESSION_ERROR", p -> p.frame(HEADERS, 5, 1, (byte) 0x41));
        all.put("5.1 RST_STREAM of an idle stream: PROTOCOL_ERROR", p -> p.frame(RST_STREAM, 0, 1, four(8)));
        all.put("5.1 WINDOW_UPDATE of an idle stream: PROTOCOL_ERROR", p -> p.windowUpdate(1, 1));
        all.put("5.1.1 an even stream: PROTOCOL_ERROR", p -> p.frame(HEADERS, 5, 2, GET));
        all.put(
                "5.1.1 a lower stream: PROTOCOL_ERROR",
                p -> p.frame(HEADERS, 4, 5, POST).get(3));
        all.put("6.1 DATA on stream 0: PROTOCOL_ERROR", p -> p.data(0, 0, "x"));
        all.put(
                "6.1 padding as long as its frame: PROTOCOL_ERROR",
                p -> p.frame(HEADERS, 4, 1, POST).frame(DATA, 8, 1, hex("0261")));
        all.put("6.2 HEADERS on stream 0: PROTOCOL_ERROR", p -> p.frame(HEADERS, 5, 0, GET));
        all.put(
                "6.2 HEADERS within a block: PROTOCOL_ERROR",
                p -> p.frame(HEADERS, 1, 1, GET).get(3));
        all.put("6.3 PRIORITY on stream 0: PROTOCOL_ERROR", p -> p.frame(PRIORITY, 0, 0, new byte[5]));
        all.put(
                "6.4 a long RST_STREAM: FRAME_SIZE_ERROR",
                p -> p.frame(HEADERS, 4, 1, POST).frame(RST_STREAM, 0, 1, new byte[5]));
        all.put("6.5 SETTINGS on a stream: PROTOCOL_ERROR", p -> p.frame(SETTINGS, 0, 1));
        all.put("6.5 SETTINGS of 5 bytes: FRAME_SIZE_ERROR", p -> p.frame(SETTINGS, 0, 0, new byte[5]));
        all.put("6.5.2 ENABLE_PUSH of 2: PROTOCOL_ERROR", p -> p.frame(SETTINGS, 0, 0, hex("000200000002")));
        all.put("6.5.2 a window of 2^31: FLOW_CONTROL_ERROR", p -> p.frame(SETTINGS, 0, 0, hex("000480000000")));
        all.put("6.5.2 frames of 1 byte: PROTOCOL_ERROR", p -> p.frame(SETTINGS, 0, 0, hex("000500000001")));
        all.put("6.6 PUSH_PROMISE: PROTOCOL_ERROR", p -> p.frame(PUSH_PROMISE, 4, 1, new byte[4]));
        all.put("6.7 PING of 7 bytes: FRAME_SIZE_ERROR", p -> p.frame(PING, 0, 0, new byte[7]));
        all.put("6.7 PING on a stream: PROTOCOL_ERROR", p -> p.frame(PING, 0, 1, new byte[8]));
        all.put("6.8 GOAWAY on a stream: PROTOCOL_ERROR", p -> p.frame(GOAWAY, 0, 1, new byte[8]));
        all.put("6.9 WINDOW_UPDATE by 0: PROTOCOL_ERROR", p -> p.windowUpdate(0, 0));
        all.put("6.9.1 too large a window: FLOW_CONTROL_ERROR", p -> p.windowUpdate(0, Integer.MAX_VALUE));
        all.put(
                "6.9.2 too large by SETTINGS: FLOW_CONTROL_ERROR",
                p -> p.frame(HEADERS, 4, 1, POST).windowUpdate(1, 1 << 30).frame(SETTINGS, 0, 0, hex("00047fffffff")));
        all.put("6.10 CONTINUATION alone: PROTOCOL_ERROR", p -> p.frame(CONTINUATION, 4, 1, GET));
        all.put(
                "8.1 another SETTINGS ACK: PROTOCOL_ERROR",
                p -> p.frame(SETTINGS, 1, 0).frame(SETTINGS, 1, 0));
        all.put("10.5 rapid reset: ENHANCE_YOUR_CALM", p -> {
            for (int stream = 1; stream < 3_000; stream += 2) {
                p.get(stream).frame(RST_STREAM, 0, stream, four(8));
            }
        });
        all.put("10.5 streams that are made to be reset: ENHANCE_YOUR_CALM", p -> {
            for (int stream = 1; stream < 3_000; stream += 2) {
                p.frame(HEADERS, 4, stream, POST).windowUpdate(stream, 0);
            }
        });
        all.put("10.5 CONTINUATION without an end: ENHANCE_YOUR_CALM", p -> {
            p.frame(HEADERS, END_STREAM, 1, GET);
            for (int i = 0; i < 10; i++) {
                p.frame(CONTINUATION, 0, 1);
            }
        });
        all.put("10.5 a flood of SETTINGS: ENHANCE_YOUR_CALM", p -> many(p, 200, SETTINGS, 0));
        all.put("10.5 a flood of PING: ENHANCE_YOUR_CALM", p -> many(p, 20_000, PING, 8));
        all.put("10.5 a flood of unknown frames: ENHANCE_YOUR_CALM", p -> many(p, 20_000, 99, 0));
        all.put("10.5 a flood of empty DATA: ENHANCE_YOUR_CALM", p -> {
            p.frame(HEADERS, END_HEADERS, 1, POST);
            for (int i = 0; i < 1_100; i++) {
                p.data(1, 0, "");
            }
        });
        all.put("10.5 an HPACK bomb: ENHANCE_YOUR_CALM", p -> {
            byte[] uses = new byte[8_000];
            Arrays.fill(uses, (byte) 0xbe);
            byte[] value = ascii("x".repeat(4_000));
            p.frame(HEADERS, 5, 1, join(GET, hex("400178" + "7fa11e"), value, uses));
        });
    }

    private static void many(Http2Peer peer, int count, int type, int length) {
        for (int i = 0; i < count; i++) {
            peer.frame(type, 0, 0, new byte[length]);
        }
    }

    static Iterable<String> connectionErrors() {
        return CONNECTION_ERRORS.keySet();
    }

    @ParameterizedTest
    @MethodSource("connectionErrors")
    void aMistakeOfTheConnectionEndsItWithItsCode(String story) throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            CONNECTION_ERRORS.get(story).accept(client);
            client.send();
            String all = client.readToEnd();
            assertThat(all.strip().lines().toList().getLast())
                    .matches("GOAWAY 0 \\d+ " + story.substring(story.lastIndexOf(": ") + 2));
            assertThat(proxy.figure("fe/FRONTEND", Column.EREQ)).isPositive();
            assertThat(proxy.refused())
                    .filteredOn(RefusedMessages::kind, "connection")
                    .hasSize(1);
        }
    }

    @Test
    void aFirstFrameMustBeSettings() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.raw(proxy.address())) {
            client.text(PREFACE).frame(PING, 0, 0, new byte[8]).send();
            assertThat(client.readToEnd()).isEqualTo("GOAWAY 0 0 PROTOCOL_ERROR\n");
        }
    }

    @Test
    void whatIsNoPrefaceIsHttp1() throws Exception {
        try (Origin origin = new Origin(Http2ConnectionTest::answering);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 505");
        }
    }

    @Test
    void aPrefaceMayComeByteByByte() throws Exception {
        try (Origin origin = new Origin(Http2ConnectionTest::answering);
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.raw(proxy.address())) {
            for (String octet : PREFACE.split("")) {
                client.text(octet).send();
            }
            client.frame(SETTINGS, 0, 0).get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            assertThat(client.next()).isEqualTo("DATA 1 ok END");
        }
    }

    @Test
    void aRequestIsLoggedAsHaproxyLogsIt() throws Exception {
        try (Origin origin = new Origin(Http2ConnectionTest::answering);
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).get(3).send();
            client.next();
            client.next();
            client.next();
            client.next();
            assertThat(proxy.end().requestLine()).isEqualTo("GET http://a/ HTTP/2.0");
            assertThat(proxy.endState()).isEqualTo("-- 200");
            assertThat(proxy.figure("fe/FRONTEND", Column.REQ_TOT)).isEqualTo(2);
            assertThat(proxy.figure("fe/FRONTEND", Column.CONN_TOT)).isEqualTo(1);
        }
    }

    @Test
    void streamErrorsLeaveTheConnection() throws Exception {
        try (Origin origin = new Origin(Http2ConnectionTest::answering);
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(HEADERS, END_HEADERS, 1, POST).windowUpdate(1, 0).send();
            assertThat(client.next()).isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
            client.frame(HEADERS, END_HEADERS, 3, join(POST, field("content-length", "1")))
                    .data(3, END_STREAM, "xy")
                    .send();
            assertThat(client.next()).isEqualTo("RST_STREAM 3 PROTOCOL_ERROR");
            client.frame(PRIORITY, 0, 3, new byte[4]).send();
            assertThat(client.next()).isEqualTo("RST_STREAM 3 FRAME_SIZE_ERROR");
            client.frame(HEADERS, 5, 5, join(GET, field("Upper", "x"))).send();
            assertThat(client.next()).isEqualTo("HEADERS 5 400");
            assertThat(client.next()).startsWith("DATA 5").endsWith("END");
            client.data(1, 0, "late").get(7).send();
            assertThat(client.next()).isEqualTo("HEADERS 7 200");
            assertThat(proxy.refused())
                    .containsExactlyInAnyOrder(
                            new RefusedMessages("stream", "increment_zero", 1),
                            new RefusedMessages("request", "content_length_against_data", 1),
                            new RefusedMessages("stream", "priority_length", 1),
                            new RefusedMessages("request", "name_upper_case", 1));
        }
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            for (int stream = 1; stream < 203; stream += 2) {
                client.frame(HEADERS, END_HEADERS, stream, POST);
            }
            client.send();
            assertThat(client.next()).isEqualTo("RST_STREAM 201 REFUSED_STREAM");
        }
    }

    @Test
    void blocksThatNobodyWantsAreDecodedAllTheSame() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            for (int stream = 1; stream < 201; stream += 2) {
                client.frame(HEADERS, END_HEADERS, stream, POST);
            }
            // Refused, and its field is in the table all the same: the next request refers to it.
            client.frame(HEADERS, 5, 201, join(GET, hex("400178" + "0179"))).send();
            assertThat(client.next()).isEqualTo("RST_STREAM 201 REFUSED_STREAM");
            client.frame(RST_STREAM, 0, 1, four(8))
                    .frame(HEADERS, 5, 203, join(GET, hex("be")))
                    .frame(PING, 0, 0, new byte[8])
                    .send();
            assertThat(client.next()).isEqualTo("PING 0 ACK");
        }
    }

    @Test
    void whatIsMoreThanAWindowIsRefused() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(1)
                        .connectTimeout(20_000)
                        .start();
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            // Bodies wait here while their requests do, but for what comes at once with the head, and as much again.
            client.get(1).frame(HEADERS, END_HEADERS, 3, POST);
            for (int i = 0; i < 20; i++) {
                client.frame(DATA, 0, 3, new byte[16_000]);
            }
            client.send();
            assertThat(client.next()).isEqualTo("RST_STREAM 3 FLOW_CONTROL_ERROR");
            for (int stream = 5; stream < 65; stream += 2) {
                client.frame(HEADERS, END_HEADERS, stream, POST);
            }
            for (int round = 0; round < 60; round++) {
                for (int stream = 5; stream < 65; stream += 2) {
                    client.frame(DATA, 0, stream, new byte[1_000]);
                }
            }
            client.frame(SETTINGS, 1, 0).send();
            String all = client.readToEnd().strip();
            assertThat(all.lines().toList().getLast()).matches("GOAWAY 0 \\d+ FLOW_CONTROL_ERROR");
        }
    }

    @Test
    void whoIsGoneHasNoStreams() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch ended = new CountDownLatch(1);
        try (Origin origin = Origin.silent(reached, ended);
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(HEADERS, END_HEADERS, 1, POST).send();
            assertThat(reached.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.end().endedBy().letter()).isEqualTo('C');
        }
    }

    @Test
    void aPingIsAnsweredWithItsOctets() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(PING, 1, 0, ascii("an echo?"))
                    .frame(PING, 0, 0, hex("7123456789abcdef"))
                    .send();
            assertThat(client.next()).isEqualTo("PING 0 ACK 7123456789abcdef");
        }
    }

    @Test
    void aClientsResetEndsItsExchangeAlone() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch ended = new CountDownLatch(1);
        try (Origin origin = Origin.silent(reached, ended);
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(reached.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            client.frame(RST_STREAM, 0, 1, four(8)).send();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.endState()).isEqualTo("CH -1");
            client.frame(PING, 0, 0, new byte[8]).send();
            assertThat(client.next()).isEqualTo("PING 0 ACK");
        }
    }

    @Test
    void aServerThatEndsTooEarlyResetsTheStreamAlone() throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            String next = client.next();
            if (next.startsWith("DATA")) {
                next = client.next();
            }
            assertThat(next).isEqualTo("RST_STREAM 1 INTERNAL_ERROR");
            client.frame(PING, 0, 0, new byte[8]).send();
            assertThat(client.next()).isEqualTo("PING 0 ACK");
        }
    }

    @Test
    void aBodyWithoutLengthEndsWithItsServersConnection() throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.0 200 OK\r\n\r\nabc");
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            String data = client.next();
            if (!data.endsWith("END")) {
                data += client.next();
            }
            assertThat(data).startsWith("DATA 1 abc").endsWith("END");
        }
    }

    @Test
    void chunksAreUndoneAndTrailersGoOn() throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\nx-t: 1\r\n\r\n");
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            StringBuilder data = new StringBuilder();
            String next = client.next();
            for (; next.startsWith("DATA"); next = client.next()) {
                data.append(next.substring("DATA 1 ".length()));
            }
            assertThat(data).hasToString("abcde");
            assertThat(next).isEqualTo("HEADERS 1 ? END");
        }
    }

    @Test
    void aBodyIsSentAsFarAsItsWindowAllows() throws Exception {
        byte[] large = new byte[200_000];
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n");
                    peer.send(large);
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(SETTINGS, 0, 0, hex("000400000064")).get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            assertThat(client.next()).isEqualTo("DATA 1 100 bytes");
            client.frame(SETTINGS, 0, 0, hex("000400000032"))
                    .windowUpdate(1, 150)
                    .send();
            assertThat(client.next()).isEqualTo("DATA 1 100 bytes");
            client.windowUpdate(1, 1_000_000).send();
            long sum = 200;
            while (sum < 65_535) {
                assertThat(client.next()).startsWith("DATA 1");
                sum += client.lastLength();
            }
            assertThat(sum).isEqualTo(65_535);
            client.windowUpdate(0, 1_000_000).send();
            String last = "";
            while (sum < 200_000) {
                last = client.next();
                sum += client.lastLength();
            }
            assertThat(last).endsWith("END");
        }
    }

    @Test
    void whoLeavesIsToldAndMayEndItsStreams() throws Exception {
        Semaphore reached = new Semaphore(0);
        Semaphore answer = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    reached.release();
                    answer.acquireUninterruptibly();
                    peer.send(OK);
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(reached.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            Thread stop = Thread.ofVirtual().start(() -> proxy.stop(Duration.ofSeconds(20)));
            assertThat(client.next()).isEqualTo("GOAWAY 0 2147483647 NO_ERROR");
            assertThat(client.next()).isEqualTo("PING 0");
            client.frame(PING, 1, 0, ascii("leaving!")).send();
            assertThat(client.next()).isEqualTo("GOAWAY 0 1 NO_ERROR");
            answer.release();
            assertThat(client.readToEnd()).isEqualTo("HEADERS 1 200\nDATA 1 ok END\n");
            client.close();
            stop.join();
        }
    }

    @Test
    void whoWaitsTooLongIsToldAndLeft() throws Exception {
        try (Origin origin = new Origin(Http2ConnectionTest::answering);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .keepAliveTimeout(100)
                        .start();
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.get(1).send();
            assertThat(client.readToEnd()).isEqualTo("HEADERS 1 200\nDATA 1 ok END\nGOAWAY 0 1 NO_ERROR\n");
        }
    }

    @Test
    void aRequestWhoseBodyStaysAwayIsAnswered408() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .clientTimeout(200)
                        .start();
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(HEADERS, END_HEADERS, 1, POST).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 ?");
            assertThat(client.next()).startsWith("DATA 1").endsWith("END");
            assertThat(client.next()).isEqualTo("RST_STREAM 1 NO_ERROR");
            assertThat(proxy.endState()).isEqualTo("cH 408");
        }
    }

    @Test
    void aWebSocketGoesThroughAStream() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    assertThat(peer.readHead())
                            .containsIgnoringCase("upgrade: websocket")
                            .containsIgnoringCase("sec-websocket-key: ");
                    peer.send(
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello");
                    peer.send(peer.read(4));
                    peer.readToEnd();
                    peer.send("bye");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            client.frame(
                            HEADERS,
                            END_HEADERS,
                            1,
                            join(
                                    hex("4207"),
                                    ascii("CONNECT"),
                                    hex("8684410161"),
                                    field(":protocol", "websocket"),
                                    field("sec-websocket-version", "13")))
                    .send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
            assertThat(client.next()).isEqualTo("DATA 1 hello");
            client.data(1, 0, "ping").send();
            assertThat(client.next()).isEqualTo("DATA 1 ping");
            client.data(1, END_STREAM, "").send();
            String rest = client.next();
            if (!rest.endsWith("END")) {
                rest += client.next();
            }
            assertThat(rest).startsWith("DATA 1 bye").endsWith("END");
        }
    }
}
