package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.pathPrefix;
import static lb.proxy.http1.GivenRoutes.redirect;
import static lb.proxy.http1.GivenRoutes.routes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.proxy.listen.Drain;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.RouteAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hundreds of requests at once that the proxy answers itself: in order, and with turns for others between them. */
class PipelinedAnswersTest {
    private static final int MANY = 1000;
    private static final Pattern LOCATION = Pattern.compile("Location: //b/go/(\\d+)\r\n", Pattern.CASE_INSENSITIVE);

    private final InMemoryProxy proxy = new InMemoryProxy(new RunningProxy.Wish()
            .routing(routes(redirect(pathPrefix("/go"), new RouteAction.Prefix("//b"), 302, false, false))));
    private final InMemorySocket client = proxy.connect();

    @AfterEach
    void allIsGivenBack() {
        proxy.forget(client);
        proxy.close();
    }

    private static String requests(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "GET /go/" + i + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .collect(Collectors.joining());
    }

    private static List<Integer> answered(InMemorySocket client) {
        return LOCATION.matcher(client.written())
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    void othersHaveTheirTurnBetweenThem() {
        InMemorySocket other = proxy.connect();
        client.send(requests(0, MANY));
        other.send(requests(0, 1));
        proxy.runOneTurn();
        assertThat(answered(client)).hasSizeBetween(1, 100);
        assertThat(answered(other)).isEqualTo(upTo(1));
        proxy.run();
        assertThat(answered(client)).isEqualTo(upTo(MANY));
        assertThat(proxy.ends()).hasSize(MANY + 1);
        other.end();
        proxy.run();
    }

    @Test
    void whatComesMeanwhileIsAnsweredBehindThemAndNoMoreIsHeldThanIsReadAtOnce() {
        for (int i = 0; i < 10; i++) {
            client.send(requests(i * MANY, (i + 1) * MANY));
        }
        proxy.run();
        assertThat(answered(client)).isEqualTo(upTo(10 * MANY));
        assertThat(proxy.memory().most()).isLessThanOrEqualTo(2 * (HeadLimits.STANDARD.bytes() + 64 * 1024));
    }

    @Test
    void theEndOfTheClientBehindThemEndsTheConnectionWhenTheyAreAnswered() {
        client.send(requests(0, MANY));
        client.end();
        proxy.run();
        assertThat(answered(client)).isEqualTo(upTo(MANY));
        assertThat(client.isEnded()).isTrue();
        assertThat(client.isReset()).isFalse();
    }

    @Test
    void aClientMayGoBetweenThem() {
        client.send(requests(0, MANY));
        proxy.runOneTurn();
        var _ = client.close();
        proxy.run();
        assertThat(answered(client)).hasSizeBetween(1, 100);
    }

    @Test
    void aStopBetweenThemLeavesTheClientWhatIsAnswered() {
        client.send(requests(0, MANY));
        client.send(requests(MANY, 2 * MANY));
        proxy.runOneTurn();
        client.pipeline().fireUserEventTriggered(Drain.WHEN_IDLE);
        proxy.run();
        assertThat(answered(client)).hasSizeBetween(1, 100);
        assertThat(client.isOutputShutdown()).isTrue();
        assertThat(client.isOpen()).as("until it has seen that").isTrue();
        client.end();
        proxy.run();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void oneThatGoesToAServerWaitsBehindThem() {
        client.send(requests(0, 200) + "GET /x HTTP/1.1\r\nHost: a\r\n\r\n" + requests(200, 400));
        proxy.run();
        assertThat(answered(client)).isEqualTo(upTo(200));
        proxy.upstreams().getFirst().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        proxy.run();
        assertThat(answered(client)).isEqualTo(upTo(400));
    }
}
