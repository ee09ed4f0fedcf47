package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.ha.HaEvents;
import lb.ha.Transition;
import lb.ha.cloud.CloudEvents;
import lb.ha.cloud.MoverPhase;
import lb.ha.settings.CloudPace;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.Secret;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the change of a virtual router to the request, and back to the log. */
@Timeout(20)
class CloudsTest {
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private final CloudEvents log = new CloudEvents() {
        @Override
        public void told(String sentence) {
            said.add(sentence);
        }

        @Override
        public void failed(String sentence) {
            said.add("failed: " + sentence);
        }
    };

    private final HaEvents rest = new HaEvents() {
        @Override
        public void changed(Transition transition) {
            said.add(transition.virtualRouter() + " " + transition.to());
        }

        @Override
        public void contested(String virtualRouter) {
            said.add(virtualRouter + " contested");
        }

        @Override
        public void warning(String sentence) {
            said.add(sentence);
        }
    };

    @Test
    void whoBecomesMasterTellsTheCloudAndWhoLosesItLooksWhetherItCouldAgain() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        var settings = new CloudSettings(
                "web",
                "ha1",
                "eth1",
                List.of(),
                new CloudPace(Duration.ofMillis(1), Duration.ofSeconds(5), 3, Duration.ZERO),
                List.of(new CloudTarget.Webhook(
                        "dns", request("POST", url + "/to/{node}"), request("GET", url + "/check"), null)));
        try (Clouds clouds = Clouds.start(List.of(settings), Map.of(), log)) {
            HaEvents events = HaEvents.all(List.of(clouds, rest));
            assertThat(next(asked)).isEqualTo("GET /check");
            events.changed(
                    new Transition("web", VrrpState.INITIALIZE, VrrpState.BACKUP, "started", Instant.EPOCH, null));
            events.changed(new Transition("web", VrrpState.BACKUP, VrrpState.MASTER, "no advert", Instant.EPOCH, null));
            assertThat(next(said)).isEqualTo("web BACKUP");
            assertThat(next(said)).isEqualTo("web MASTER");
            assertThat(next(asked)).isEqualTo("POST /to/ha1");
            assertThat(next(said)).startsWith("virtual router web: webhook dns is here after ");
            events.contested("web");
            assertThat(next(said)).isEqualTo("web contested");
            assertThat(next(asked)).isEqualTo("POST /to/ha1");
            assertThat(next(said)).startsWith("virtual router web: webhook dns is here after ");
            assertThat(clouds.status().getFirst().phase()).isEqualTo(MoverPhase.MOVED);
            events.changed(new Transition(
                    "web", VrrpState.MASTER, VrrpState.BACKUP, "a higher priority was heard", Instant.EPOCH, null));
            assertThat(next(asked)).isEqualTo("GET /check");
        } finally {
            server.stop(0);
        }
    }

    private static CloudTarget.WebhookRequest request(String method, String url) {
        return new CloudTarget.WebhookRequest(method, new Secret(url), Map.of(), null, 200, 299, "");
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }
}
