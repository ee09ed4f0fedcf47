package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import lb.proxy.stats.Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mistakes of ours: they end the connection that they are made with, are counted, and are not taken for a peer's. */
class FaultTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final InMemoryProxy proxy = new InMemoryProxy(new RunningProxy.Wish().serverLimit(1));
    private final InMemorySocket client = proxy.connect();

    @AfterEach
    void allIsGivenBack() {
        proxy.failLog(null);
        proxy.forget(client);
        proxy.close();
    }

    private InMemorySocket ask() {
        client.send(GET);
        proxy.run();
        return proxy.upstreams().getFirst();
    }

    private String state() {
        return proxy.ends().stream()
                .map(end -> "" + end.endedBy().letter() + end.endedIn().letter())
                .reduce("", String::concat);
    }

    private void othersAreServed() {
        InMemorySocket other = proxy.connect();
        other.send(GET);
        proxy.run();
        proxy.upstreams().getLast().send(OK);
        proxy.run();
        assertThat(other.written().toString()).isEqualTo(OK);
        other.end();
        proxy.run();
    }

    @Test
    void oneWithTheClientEndsItsExchangeAsOurs() {
        InMemorySocket server = ask();
        endsAsOurs(client, server);
    }

    @Test
    void oneWithTheServerIsNotTheServers() {
        InMemorySocket server = ask();
        endsAsOurs(server, server);
    }

    private void endsAsOurs(InMemorySocket faulty, InMemorySocket server) {
        faulty.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        proxy.run();
        assertThat(state()).isEqualTo("IH");
        assertThat(proxy.figure(Counter.INTERNAL_ERRORS)).isOne();
        assertThat(client.isEnded()).isTrue();
        assertThat(server.isEnded()).isTrue();
        othersAreServed();
    }

    @Test
    void oneInAHeadThatIsStillComingIsLogged() {
        client.send("GET / HT");
        proxy.run();
        client.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        proxy.run();
        assertThat(state()).isEqualTo("IR");
        assertThat(client.isEnded()).isTrue();
        othersAreServed();
    }

    @Test
    void oneWithWhoWaitsForTheServerEndsHimAlone() {
        InMemorySocket server = ask();
        InMemorySocket waiting = proxy.connect();
        waiting.send(GET);
        proxy.run();
        waiting.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        proxy.run();
        assertThat(state()).isEqualTo("IQ");
        assertThat(waiting.isEnded()).isTrue();
        server.send(OK);
        proxy.run();
        assertThat(client.written().toString()).isEqualTo(OK);
        othersAreServed();
    }

    @Test
    void oneBeforeTheServerIsConnectedGivesUpTheConnection() {
        proxy.upstreams(InMemorySocket.Connects.NEVER);
        InMemorySocket server = ask();
        client.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        proxy.run();
        assertThat(state()).isEqualTo("IC");
        assertThat(client.isEnded()).isTrue();
        assertThat(server.isEnded()).isTrue();
        proxy.upstreams(InMemorySocket.Connects.AT_ONCE);
        othersAreServed();
    }

    @Test
    void oneInTheMiddleOfAResponseCutsItOff() {
        InMemorySocket server = ask();
        server.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart");
        proxy.run();
        client.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        proxy.run();
        assertThat(state()).isEqualTo("ID");
        assertThat(client.written()).endsWith("part");
        assertThat(client.isEnded()).isTrue();
        assertThat(server.isEnded()).isTrue();
        othersAreServed();
    }

    @Test
    void oneAtTheEndOfAnExchangeLeavesNothingBehind() {
        InMemorySocket server = ask();
        proxy.failLog(new IllegalStateException("a fault"));
        server.send(OK);
        proxy.run();
        assertThat(proxy.figure(Counter.INTERNAL_ERRORS)).isOne();
        assertThat(client.isEnded()).isTrue();
        proxy.failLog(null);
        othersAreServed();
    }

    @Test
    void whatThePeerDoesIsNone() {
        ask();
        client.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        proxy.run();
        assertThat(state()).isEqualTo("CH");
        assertThat(proxy.figure(Counter.INTERNAL_ERRORS)).isZero();
    }
}
