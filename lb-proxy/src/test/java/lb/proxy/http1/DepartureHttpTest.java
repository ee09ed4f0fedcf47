package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.proxy.listen.Departed;
import lb.proxy.listen.Departure;
import lb.proxy.settings.AcceptProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients in mode http whose address leaves: none loses a request. */
@Timeout(60)
class DepartureHttpTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static CompletableFuture<Void> drained(Departure departure) {
        return CompletableFuture.runAsync(() -> departure.drain(LONG));
    }

    /** Asks until it is told that it was the last time, as a client with one connection would. */
    private static void askToTheEnd(Peer client) throws Exception {
        String answer = "";
        while (!answer.contains("Connection: close")) {
            client.send(GET);
            answer = client.readResponse();
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void whoKeepsAskingIsToldAndLeavesByItself() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).doesNotContain("Connection: close");
            Departure departure = proxy.departure();
            CompletableFuture<Void> drained = drained(departure);
            askToTheEnd(client);
            drained.get(10, TimeUnit.SECONDS);
            try (Peer later = proxy.connect()) {
                later.send(GET);
                assertThat(later.readResponse()).contains("Connection: close");
            }
            Departed departed = departure.holdBack().orElseThrow();
            assertThat(departed)
                    .extracting(Departed::requests, Departed::sessions)
                    .containsExactly(0, 0);
        }
    }

    @Test
    void whoIsIdleForASecondIsClosedInTheEnd() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
            Departure departure = proxy.departure();
            drained(departure).get(10, TimeUnit.SECONDS);
            Departed departed = departure.holdBack().orElseThrow();
            assertThat(departed)
                    .extracting(Departed::requests, Departed::sessions, Departed::idle)
                    .containsExactly(0, 0, 1);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeIsBrokenOffAndCounted() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = Origin.silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            reached.acquire();
            Departure departure = proxy.departure();
            departure.drain(Duration.ofMillis(50));
            assertThat(departure.holdBack().orElseThrow().requests()).isOne();
            assertThat(proxy.endState()).startsWith("KH");
        }
    }

    @Test
    void whoIsLetInBeforeTheFirstWordIsServedAsEver() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            Departure departure = proxy.departure();
            departure.letIn();
            departure.drain(LONG);
            assertThat(departure.holdBack()).isEmpty();
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
            try (Peer later = proxy.connect()) {
                later.send(GET);
                assertThat(later.readResponse()).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
            }
        }
    }

    @Test
    void whoHasNotSentItsProxyHeaderYetIsToldToo() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .acceptProxy(AcceptProxy.FROM_EVERYBODY)
                        .start();
                Peer told = proxy.connect();
                Peer first = proxy.connect()) {
            first.send("PROXY UNKNOWN\r\n" + GET);
            assertThat(first.readResponse()).startsWith("HTTP/1.1 200");
            proxy.departure().drain(Duration.ofMillis(50));
            told.send("PROXY UNKNOWN\r\n" + GET);
            assertThat(told.readResponse()).startsWith("HTTP/1.1 200").contains("Connection: close");
        }
    }
}
