package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.listen.Drain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What serves a request is lent to one client after the other; nothing of one is left for the next. */
class LentFrontTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";

    private final InMemoryProxy proxy = new InMemoryProxy(new RunningProxy.Wish().keepAliveTimeout(1000));
    private final InMemorySocket a = proxy.connect();
    private final InMemorySocket b = proxy.connect();

    @AfterEach
    void everythingIsGivenBack() {
        b.end();
        proxy.run();
        proxy.forget(a);
        proxy.close();
    }

    private static String get(String name) {
        return "GET /" + name + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private void send(InMemorySocket client, String bytes) {
        client.send(bytes);
        proxy.run();
    }

    /** Lets the server answer these requests, each with the letter that it asks for. */
    private void answer(String... names) {
        for (String name : names) {
            InMemorySocket server = proxy.upstreams().stream()
                    .filter(one -> one.written().toString().endsWith(get(name)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the server was not asked for " + name));
            server.send(OK + name);
            proxy.run();
        }
    }

    /** What the client got is the answer to each of these, in order, and nothing else. */
    private static void got(InMemorySocket client, String... names) {
        assertThat(client.written().toString()).isEqualTo(OK + String.join(OK, names));
    }

    private List<String> logged() {
        return proxy.ends().stream().map(end -> end.requestLine().toString()).toList();
    }

    @Test
    void twoClientsInTurn() {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            send("ace".contains(name) ? a : b, get(name));
            answer(name);
        }
        got(a, "a", "c", "e");
        got(b, "b", "d", "f");
        assertThat(logged())
                .containsExactly(
                        "GET /a HTTP/1.1",
                        "GET /b HTTP/1.1",
                        "GET /c HTTP/1.1",
                        "GET /d HTTP/1.1",
                        "GET /e HTTP/1.1",
                        "GET /f HTTP/1.1");
    }

    @Test
    void whatIsPipelinedStaysWithItsClient() {
        send(a, get("a") + get("c") + get("e"));
        answer("a");
        send(b, get("b") + get("d"));
        answer("c", "b", "e");
        answer("d");
        got(a, "a", "c", "e");
        got(b, "b", "d");
    }

    @Test
    void aPartOfAHeadStaysWithItsClient() {
        send(a, get("a"));
        answer("a");
        send(b, get("b"));
        answer("b");
        send(a, "GET /c HT");
        send(b, get("d"));
        answer("d");
        send(b, "GET /f HTTP/1.1\r\nHost: a\r\n");
        send(a, "TP/1.1\r\nHost: a\r\n\r\n");
        answer("c");
        send(b, "\r\n");
        answer("f");
        got(a, "a", "c");
        got(b, "b", "d", "f");
    }

    @Test
    void emptyLinesBetweenRequestsAreNobodys() {
        send(a, get("a"));
        answer("a");
        send(a, "\r\n");
        send(b, get("b"));
        answer("b");
        send(a, get("c"));
        answer("c");
        got(a, "a", "c");
        got(b, "b");
    }

    @Test
    void anAnswerThatIsNotTakenYetStaysWithItsClient() {
        a.take(false);
        send(a, get("a"));
        answer("a");
        send(b, get("b"));
        answer("b");
        send(a, get("c"));
        assertThat(a.written()).isEmpty();
        a.take(true);
        proxy.run();
        answer("c");
        got(a, "a", "c");
        got(b, "b");
    }

    @Test
    void whatARefusedClientDidIsForgotten() {
        send(a, get("a"));
        answer("a");
        send(a, "GET /x HTTP/1.0\r\nHost : a\r\n\r\n");
        assertThat(a.written().toString()).contains("HTTP/1.1 400 ");
        send(b, get("b"));
        answer("b");
        got(b, "b");
        assertThat(b.isEnded()).isFalse();
    }

    @Test
    void anIdleClientMayGo() {
        send(a, get("a"));
        answer("a");
        a.end();
        proxy.run();
        assertThat(a.isEnded()).isTrue();
        send(b, get("b"));
        answer("b");
        assertThat(b.isEnded()).isFalse();
        got(b, "b");
        assertThat(logged()).hasSize(2);
    }

    @Test
    void anIdleClientMayBreakOff() {
        send(a, get("a"));
        answer("a");
        var _ = a.close();
        proxy.run();
        send(b, get("b"));
        answer("b");
        got(b, "b");
        assertThat(logged()).hasSize(2);
    }

    @Test
    void aDrainEndsWhoIsIdleAndLetsOthersFinish() {
        send(a, get("a"));
        answer("a");
        send(b, get("b"));
        for (InMemorySocket client : List.of(a, b)) {
            client.pipeline().fireUserEventTriggered(Drain.WHEN_IDLE);
            proxy.run();
        }
        assertThat(a.isEnded()).isTrue();
        assertThat(b.isEnded()).isFalse();
        answer("b");
        got(a, "a");
        assertThat(b.written().toString()).endsWith("\r\nConnection: close\r\n\r\nb");
        assertThat(b.isEnded()).isTrue();
        InMemorySocket later = proxy.connect();
        send(later, get("d"));
        answer("d");
        got(later, "d");
        later.end();
    }

    @Test
    void whoIsToLeaveIsAnsweredOnceMoreAndToldSo() {
        send(a, get("a"));
        answer("a");
        send(b, get("b"));
        for (InMemorySocket client : List.of(a, b)) {
            client.pipeline().fireUserEventTriggered(Drain.LAST_ANSWER);
            proxy.run();
        }
        assertThat(a.isEnded()).isFalse();
        answer("b");
        assertThat(b.written().toString()).endsWith("\r\nConnection: close\r\n\r\nb");
        assertThat(b.isEnded()).isTrue();
        send(a, get("d"));
        answer("d");
        assertThat(a.written().toString()).endsWith("\r\nConnection: close\r\n\r\nd");
        assertThat(a.isEnded()).isTrue();
        InMemorySocket later = proxy.connect();
        send(later, get("e"));
        answer("e");
        got(later, "e");
        later.end();
    }

    @Test
    void whoWasPromisedThatItsConnectionGoesOnIsAnsweredOnceMore() {
        send(a, get("a"));
        InMemorySocket server = proxy.upstreams().stream()
                .filter(one -> one.written().toString().endsWith(get("a")))
                .findFirst()
                .orElseThrow();
        server.send(OK);
        proxy.run();
        a.pipeline().fireUserEventTriggered(Drain.LAST_ANSWER);
        server.send("a");
        proxy.run();
        got(a, "a");
        assertThat(a.isEnded()).isFalse();
        send(a, get("b"));
        answer("b");
        assertThat(a.written().toString()).endsWith("\r\nConnection: close\r\n\r\nb");
        assertThat(a.isEnded()).isTrue();
    }

    @Test
    void theTimeOfAnIdleClientEndsItAlone() {
        send(a, get("a"));
        answer("a");
        send(b, get("b"));
        eventually("the idle one is closed", () -> {
            proxy.run();
            return a.isEnded();
        });
        assertThat(b.isEnded()).isFalse();
        answer("b");
        got(a, "a");
        got(b, "b");
        assertThat(logged()).hasSize(2);
    }
}
