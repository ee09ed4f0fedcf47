package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.PREFACE;
import static lb.proxy.http1.Http2Peer.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener whose clients speak HTTP/2 and nothing else. */
@Timeout(60)
class Http2OnlyTest {
    private static Origin origin() throws IOException {
        return new Origin(peer -> {
            while (!peer.readHead().isEmpty()) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    private static RunningProxy before(Origin origin) throws Exception {
        return new RunningProxy.Wish().server(origin).http2Only().start();
    }

    @Test
    void whoSpeaksItIsServed() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = before(origin);
                Http2Peer client = Http2Peer.connect(proxy.address())) {
            for (int stream = 1; stream < 6; stream += 2) {
                client.get(stream).send();
                assertThat(client.next()).isEqualTo("HEADERS " + stream + " 200");
                assertThat(client.next()).isEqualTo("DATA " + stream + " ok END");
            }
        }
    }

    @Test
    void itsPrefaceMayComeByteByByte() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = before(origin);
                Http2Peer client = Http2Peer.raw(proxy.address())) {
            for (String octet : PREFACE.split("")) {
                client.text(octet).send();
            }
            client.frame(SETTINGS, 0, 0).get(1).send();
            assertThat(client.next()).isEqualTo("HEADERS 1 200");
        }
    }

    @Test
    void whoSpeaksHttp1IsToldOfTheErrorInHttp2AndReachesNoServer() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = before(origin);
                Http2Peer client = Http2Peer.raw(proxy.address())) {
            client.text("GET / HTTP/1.1\r\nHost: a\r\n\r\n").send();
            assertThat(client.readToEnd()).isEqualTo("GOAWAY 0 0 PROTOCOL_ERROR\n");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void whoSaysNothingIsEndedInTimeAsAnyClientOfHttp2() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .http2Only()
                        .clientTimeout(50)
                        .requestTimeout(50)
                        .start();
                Http2Peer client = Http2Peer.raw(proxy.address())) {
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aReloadMakesAListenerOneOfHttp2AloneForClientsToCome() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer before = proxy.connect()) {
            ask(before);
            int port = proxy.port();
            proxy.reload(new RunningProxy.Wish().server(origin).http2Only());
            assertThat(proxy.port()).isEqualTo(port);
            ask(before);
            try (Http2Peer client = Http2Peer.raw(proxy.address())) {
                client.text("GET / HTTP/1.1\r\nHost: a\r\n\r\n").send();
                assertThat(client.readToEnd()).isEqualTo("GOAWAY 0 0 PROTOCOL_ERROR\n");
            }
            try (Http2Peer client = Http2Peer.connect(proxy.address())) {
                client.get(1).send();
                assertThat(client.next()).isEqualTo("HEADERS 1 200");
            }
        }
    }

    @Test
    void aReloadLetsClientsOfHttp1ComeToAListenerThatWasOfHttp2Alone() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = before(origin);
                Http2Peer before = Http2Peer.connect(proxy.address())) {
            before.get(1).send();
            assertThat(before.next()).isEqualTo("HEADERS 1 200");
            assertThat(before.next()).isEqualTo("DATA 1 ok END");
            proxy.reload(new RunningProxy.Wish().server(origin));
            try (Peer client = proxy.connect()) {
                ask(client);
            }
            before.get(3).send();
            assertThat(before.next()).isEqualTo("HEADERS 3 200");
        }
    }

    private static void ask(Peer client) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        assertThat(client.read(2)).isEqualTo("ok");
    }
}
