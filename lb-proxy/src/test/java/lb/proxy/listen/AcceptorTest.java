package lb.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.ProxyFixture;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Transport;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    @Test
    void outOfDescriptorsItPausesAndTriesAgain() {
        ProxyFixture.Plan plan = ProxyFixture.Plan.of(Transport.NIO);
        FrontendSettings settings = plan.frontend("web", ProxyFixture.loopback(0));
        Routing routing = new Routing(settings, _ -> new Backend(plan.backend(), 1, _ -> {}, NanoClock.SYSTEM));
        Frontend frontend = new Frontend(settings, routing, 1, Admission.ofProcess(10, 0, 0), NanoClock.SYSTEM);
        EmbeddedChannel listener = new EmbeddedChannel(new Acceptor(frontend, 0, List.of(), (_, _, _, _) -> {
            throw new AssertionError("no client came");
        }));
        listener.freezeTime();
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(99, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isFalse();
        listener.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isTrue();
    }
}
