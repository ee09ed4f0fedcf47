package lb.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.http1.InMemorySocket;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopInMemory;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;

/** What only a socket in memory shows: the order of things in one turn of the loop. */
class ProxyHeaderReaderTest {
    private final ManualIoEventLoop eventLoop = new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
    private final List<ExchangeEnd> ends = new ArrayList<>();

    private static Frontend frontend() {
        Plan plan = Plan.of(Transport.NIO, InMemorySocket.ADDRESS);
        FrontendSettings settings = plan.frontend("front", InMemorySocket.ADDRESS);
        Backend backend = new Backend(plan.backend(), 1, _ -> {}, NanoClock.SYSTEM);
        Routing routing = new Routing(settings, _ -> backend);
        return new Frontend(settings, routing, 1, Admission.ofProcess(10, 0, 0), NanoClock.SYSTEM);
    }

    private void run() {
        while (eventLoop.runNow() > 0) {}
    }

    @Test
    void aResetIsAskedForOfAnOpenSocketOnly() {
        LoopContext loop = LoopInMemory.of(eventLoop, () -> {
            throw new AssertionError("no server is needed");
        });
        Frontend frontend = frontend();
        InMemorySocket client = InMemorySocket.accepted(UnpooledByteBufAllocator.DEFAULT);
        client.pipeline()
                .addLast(new ProxyHeaderReader(
                        loop, frontend, Client.accepted(client, 0), (_, end) -> ends.add(ExchangeEnd.of(end)), _ -> {
                            throw new AssertionError("there is no header");
                        }));
        var _ = eventLoop.register(client);
        client.send("PROXY TCP4 ");
        run();
        // The reader hears of it when the socket is closed, and its number perhaps another's.
        var _ = client.close();
        run();
        assertThat(ends)
                .singleElement()
                .satisfies(end -> assertThat(
                                "" + end.endedBy().letter() + end.endedIn().letter())
                        .isEqualTo("CR"));
        assertThat(frontend.counters().sum(Counter.REQUEST_ERRORS)).isOne();
        assertThat(frontend.counters().sum(Counter.INTERNAL_ERRORS)).isZero();
        eventLoop.shutdown();
        run();
    }
}
