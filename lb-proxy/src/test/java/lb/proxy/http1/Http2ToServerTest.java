package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.CONTINUATION;
import static lb.proxy.http1.Http2Peer.DATA;
import static lb.proxy.http1.Http2Peer.END_HEADERS;
import static lb.proxy.http1.Http2Peer.END_STREAM;
import static lb.proxy.http1.Http2Peer.GOAWAY;
import static lb.proxy.http1.Http2Peer.HEADERS;
import static lb.proxy.http1.Http2Peer.PUSH_PROMISE;
import static lb.proxy.http1.Http2Peer.RST_STREAM;
import static lb.proxy.http1.Http2Peer.SETTINGS;
import static lb.proxy.http1.Http2Peer.field;
import static lb.proxy.http1.Http2Peer.four;
import static lb.proxy.http1.Http2Peer.hex;
import static lb.proxy.http1.Http2Peer.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections of HTTP/2 as a server sees them, frame by frame, through a whole proxy with clients of HTTP/1.1. */
@Timeout(60)
class Http2ToServerTest {
    private static final byte[] OK = hex("88");
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private interface Serving {
        void serve(Http2Peer server) throws IOException;
    }

    private static Origin server(Serving serving) throws IOException {
        return new Origin(peer -> {
            Http2Peer server = Http2Peer.serving(peer);
            server.send();
            serving.serve(server);
            // Until the proxy closes.
            server.readToEnd();
        });
    }

    private static RunningProxy proxy(Origin... servers) throws Exception {
        RunningProxy.Wish wish = new RunningProxy.Wish().http2ToServers();
        for (Origin server : servers) {
            wish.server(server);
        }
        return wish.start();
    }

    @Test
    void requestsOfOneClientFollowEachOtherOnOneConnection() throws Exception {
        try (Origin origin = server(server -> {
                    for (int stream = 1; stream < 20; stream += 2) {
                        assertThat(server.next()).isEqualTo("HEADERS " + stream + " ? END");
                        server.frame(HEADERS, END_HEADERS, stream, OK)
                                .data(stream, END_STREAM, "ok")
                                .send();
                    }
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            for (int i = 0; i < 10; i++) {
                client.send(GET);
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 \r\n").contains("transfer-encoding: chunked");
                assertThat(client.read(12)).isEqualTo("2\r\nok\r\n0\r\n\r\n");
                assertThat(proxy.endState()).isEqualTo("-- 200");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void clientsShareAConnectionOnceItIsThere() throws Exception {
        try (Origin origin = server(server -> {
                    server.next();
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    for (int stream = 3; stream < 9; stream += 2) {
                        assertThat(server.next()).isEqualTo("HEADERS " + stream + " ? END");
                    }
                    for (int stream = 7; stream > 1; stream -= 2) {
                        server.frame(HEADERS, END_HEADERS | END_STREAM, stream, OK);
                    }
                    server.send();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .http2ToServers()
                        .http(new BackendHttp(
                                ConnectionMode.KEEP_ALIVE,
                                Reuse.ALWAYS,
                                new IdleConnectionSettings(IdleConnectionSettings.NO_LIMIT, Duration.ofSeconds(20)),
                                false))
                        .server(origin)
                        .start();
                Peer one = Peer.connect(proxy.address());
                Peer two = Peer.connect(proxy.address());
                Peer three = Peer.connect(proxy.address())) {
            one.send(GET);
            assertThat(one.readHead()).contains("content-length: 0");
            one.send(GET);
            two.send(GET);
            three.send(GET);
            assertThat(one.readHead()).startsWith("HTTP/1.1 200");
            assertThat(two.readHead()).startsWith("HTTP/1.1 200");
            assertThat(three.readHead()).startsWith("HTTP/1.1 200");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyGoesAsDataAndTrailersComeBack() throws Exception {
        try (Origin origin = server(server -> {
                    assertThat(server.next()).isEqualTo("HEADERS 1 ?");
                    // Its end is in the same frame where all of it has come at once.
                    String data = server.next();
                    assertThat(data).startsWith("DATA 1 hello");
                    if (!data.endsWith(" END")) {
                        assertThat(server.next()).isEqualTo("DATA 1  END");
                    }
                    server.frame(HEADERS, END_HEADERS, 1, OK)
                            .data(1, 0, "body")
                            .frame(HEADERS, END_HEADERS | END_STREAM, 1, field("grpc-status", "0"))
                            .send();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            client.send("0\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            String body = "4\r\nbody\r\n0\r\ngrpc-status: 0\r\n\r\n";
            assertThat(client.read(body.length())).isEqualTo(body);
        }
    }

    @Test
    void aBodyWaitsForTheServersWindow() throws Exception {
        try (Origin origin = server(server -> {
                    assertThat(server.next()).startsWith("HEADERS 1");
                    int come = 0;
                    while (come < 65_535) {
                        assertThat(server.next()).startsWith("DATA 1");
                        come += server.lastLength();
                    }
                    assertThat(come).isEqualTo(65_535);
                    server.windowUpdate(0, 1 << 20).windowUpdate(1, 1 << 20).send();
                    while (come < 200_000) {
                        assertThat(server.next()).startsWith("DATA 1");
                        come += server.lastLength();
                    }
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
            client.send("x".repeat(200_000));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void interimResponsesAndContinuationsComeThrough() throws Exception {
        try (Origin origin = server(server -> {
                    server.next();
                    server.frame(HEADERS, END_HEADERS, 1, join(hex("0803"), "103".getBytes(), field("link", "x")));
                    server.frame(HEADERS, END_STREAM, 1, OK).frame(CONTINUATION, END_HEADERS, 1, field("x", "y"));
                    server.send();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 103").contains("link: x");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200").contains("x: y");
        }
    }

    @Test
    void whatIsAboveTheLastStreamOfGoawayIsAskedAgainOnAnotherConnection() throws Exception {
        Semaphore first = new Semaphore(1);
        try (Origin origin = server(server -> {
                    assertThat(server.next()).isEqualTo("HEADERS 1 ? END");
                    if (first.tryAcquire()) {
                        server.frame(GOAWAY, 0, 0, new byte[8]).send();
                    } else {
                        server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .http2ToServers()
                        .retries(3)
                        .server(origin)
                        .start();
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void streamsUnderWayGoOnBehindGoaway() throws Exception {
        try (Origin origin = server(server -> {
                    server.next();
                    server.frame(GOAWAY, 0, 0, join(four(1), four(0)))
                            .frame(HEADERS, END_HEADERS, 1, OK)
                            .data(1, END_STREAM, "ok")
                            .send();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.read(12)).isEqualTo("2\r\nok\r\n0\r\n\r\n");
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    private static final Map<String, Serving> REFUSED = new LinkedHashMap<>();

    static {
        REFUSED.put("reset", s -> s.frame(RST_STREAM, 0, 1, four(8)));
        REFUSED.put("DATA before HEADERS", s -> s.data(1, 0, "x"));
        REFUSED.put("no status", s -> s.frame(HEADERS, END_HEADERS | END_STREAM, 1, field("a", "b")));
        REFUSED.put("101", s -> s.frame(HEADERS, END_HEADERS, 1, join(hex("0803"), "101".getBytes())));
        REFUSED.put("connection", s -> s.frame(HEADERS, 5, 1, join(OK, field("connection", "close"))));
        REFUSED.put("transfer-encoding", s -> s.frame(HEADERS, 5, 1, join(OK, field("transfer-encoding", "chunked"))));
        REFUSED.put("a line end in a value", s -> s.frame(HEADERS, 5, 1, join(OK, field("a", "b\r\nc: d"))));
        REFUSED.put("a capital letter", s -> s.frame(HEADERS, 5, 1, join(OK, field("A", "b"))));
        REFUSED.put("a pseudo-header of a request", s -> s.frame(HEADERS, 5, 1, join(OK, hex("84"))));
        REFUSED.put("PUSH_PROMISE", s -> s.frame(PUSH_PROMISE, 4, 1, new byte[4]));
        REFUSED.put("a stream of its own", s -> s.frame(HEADERS, 5, 2, OK));
        REFUSED.put("ENABLE_PUSH", s -> s.frame(SETTINGS, 0, 0, hex("000200000001")));
        REFUSED.put("an endless block", s -> {
            s.frame(HEADERS, END_STREAM, 1, OK);
            for (int i = 0; i < 10; i++) {
                s.frame(CONTINUATION, 0, 1);
            }
        });
        REFUSED.put("a flood of PING", s -> {
            for (int i = 0; i < 20_000; i++) {
                s.frame(Http2Peer.PING, 0, 0, new byte[8]);
            }
        });
        REFUSED.put(
                "the end", s -> s.frame(GOAWAY, 0, 0, join(four(1), four(2))).frame(DATA, 0, 0));
    }

    static Iterable<String> refused() {
        return REFUSED.keySet();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoResponseIs502(String story) throws Exception {
        try (Origin origin = server(server -> {
                    server.next();
                    REFUSED.get(story).serve(server);
                    server.send();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
        }
    }

    @Test
    void aWebSocketGoesToAServerThatTakesOne() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.frame(SETTINGS, 0, 0, hex("000800000001")).send();
                    assertThat(server.next()).isEqualTo("HEADERS 1 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    assertThat(server.next()).isEqualTo("HEADERS 3 ?");
                    server.frame(HEADERS, END_HEADERS, 3, OK).send();
                    assertThat(server.next()).isEqualTo("DATA 3 ping");
                    server.data(3, END_STREAM, "pong").send();
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("pong");
        }
    }
}
