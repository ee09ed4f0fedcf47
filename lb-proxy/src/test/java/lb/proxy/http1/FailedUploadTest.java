package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import lb.proxy.exchange.ExchangeEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes no more of a request, and neither answers nor ends. That is not the client's fault. */
@Timeout(60)
class FailedUploadTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin";
    private static final String TOO_LARGE = "HTTP/1.1 413 x\r\nContent-Length: 0\r\n\r\n";

    private static String state(InMemoryProxy proxy) {
        eventually("the exchange has ended", () -> {
            proxy.run();
            return !proxy.ends().isEmpty();
        });
        ExchangeEnd end = proxy.ends().getFirst();
        return "" + end.endedBy().letter() + end.endedIn().letter() + " " + end.status();
    }

    /** A proxy in which the time of clients is over first. */
    private static InMemoryProxy impatient() {
        return new InMemoryProxy(
                new RunningProxy.Wish().clientTimeout(500).serverTimeout(1000).retries(1));
    }

    private static InMemorySocket afterAFailedWrite(InMemoryProxy proxy, InMemorySocket client) {
        client.send(POST);
        proxy.run();
        InMemorySocket server = proxy.upstreams().getFirst();
        server.failWrites();
        client.send("more");
        proxy.run();
        return server;
    }

    @Test
    void endsInSH() {
        try (InMemoryProxy proxy = impatient()) {
            InMemorySocket client = proxy.connect();
            InMemorySocket server = afterAFailedWrite(proxy, client);
            assertThat(state(proxy)).isEqualTo("SH 502");
            assertThat(client.written()).startsWith("HTTP/1.1 502 ");
            assertThat(server.isOpen()).isFalse();
            proxy.forget(client);
        }
    }

    @Test
    void isAnsweredByTheServerWhereItSaysWhy() {
        try (InMemoryProxy proxy = impatient()) {
            InMemorySocket client = proxy.connect();
            afterAFailedWrite(proxy, client).send(TOO_LARGE);
            assertThat(state(proxy)).isEqualTo("-- 413");
            assertThat(client.written()).startsWith("HTTP/1.1 413 ").contains("\r\nConnection: close\r\n");
            proxy.forget(client);
        }
    }

    @Test
    void isLeftToTheClientOnAConnectionKeptFromBefore() {
        try (InMemoryProxy proxy = impatient()) {
            InMemorySocket client = proxy.connect();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            proxy.run();
            proxy.upstreams().getFirst().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            proxy.run();
            assertThat(proxy.ends()).hasSize(1);
            proxy.ends().clear();
            afterAFailedWrite(proxy, client);
            assertThat(state(proxy)).isEqualTo("SH -1");
            assertThat(client.isEnded()).isTrue();
            proxy.forget(client);
        }
    }
}
