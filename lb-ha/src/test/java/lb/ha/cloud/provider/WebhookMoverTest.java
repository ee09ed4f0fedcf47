package lb.ha.cloud.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts.Elsewhere;
import lb.ha.cloud.Whereabouts.Here;
import lb.ha.cloud.Whereabouts.Untold;
import lb.ha.settings.CloudPace;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.CloudTarget.Webhook;
import lb.ha.settings.CloudTarget.WebhookRequest;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WebhookMoverTest {
    private final TestCloud cloud = new TestCloud();
    private final CloudProviders providers = CloudProviders.ofMachine(Map.of());

    @AfterEach
    void close() {
        providers.close();
        cloud.close();
    }

    private WebhookRequest request(String method, String path, String body, String contains) {
        return new WebhookRequest(
                method,
                new Secret(cloud.uri() + path),
                Map.of("X-Key", new Secret("hook-secret {node}")),
                body.isEmpty() ? null : new Secret(body),
                200,
                204,
                contains);
    }

    private CloudMover mover(WebhookRequest move, @Nullable WebhookRequest check, @Nullable WebhookRequest verify) {
        var settings = new CloudSettings(
                "web",
                "ha1",
                "eth1",
                List.of(InetAddress.ofLiteral("10.77.0.100")),
                new CloudPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 3, Duration.ZERO),
                List.of(new Webhook("dns", move, check, verify)));
        return providers.movers(List.of(settings)).getFirst().mover();
    }

    private static CloudException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        CloudException refusal = catchThrowableOfType(CloudException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @Test
    void itsFieldsAreFilledIn() throws Exception {
        cloud.on("POST /move/web/to/ha1", 204, "");
        CloudMover mover = mover(
                request(
                        "POST",
                        "/move/{virtual-ip}/to/{node}",
                        "{\"ip\":\"{address}\",\"on\":\"{interface}\",\"x\":\"{other}\"}",
                        ""),
                null,
                null);
        assertThat(mover.name()).isEqualTo("webhook dns");
        mover.check();
        mover.take();
        assertThat(cloud.asked()).hasSize(1);
        var asked = cloud.asked().getFirst();
        assertThat(asked.body()).isEqualTo("{\"ip\":\"10.77.0.100\",\"on\":\"eth1\",\"x\":\"{other}\"}");
        assertThat(asked.header("X-key")).isEqualTo("hook-secret ha1");
        assertThat(mover.look()).isEqualTo(new Untold());
    }

    @Test
    void itIsCheckedAndVerifiedByRequestsOfItsOwn() throws Exception {
        cloud.on("POST /move", 200, "ok");
        cloud.on("HEAD /check", 404, "");
        cloud.on("GET /owner", 200, "owner=ha2");
        cloud.on("GET /owner", 200, "owner=ha1");
        CloudMover mover = mover(
                request("POST", "/move", "", "ok"),
                request("HEAD", "/check", "", ""),
                request("GET", "/owner", "", "owner={node}"));
        assertThat(refused(mover::check)).hasMessage("127.0.0.1 says 404: expected 200 to 204");
        mover.take();
        assertThat(mover.look()).isEqualTo(new Elsewhere("another node, by the answer of 127.0.0.1"));
        assertThat(mover.look()).isEqualTo(new Here());
    }

    @Test
    void whatIsRefusedIsToldWithoutPathHeadersOrAnswer() {
        cloud.on("POST /secret-path", 500, "hook-secret");
        cloud.on("POST /secret-path", 403, "hook-secret");
        cloud.on("POST /secret-path", 200, "hook-secret");
        CloudMover mover = mover(request("POST", "/secret-path", "", "fine"), null, null);
        CloudException passing = refused(mover::take);
        assertThat(passing.isPassing()).isTrue();
        assertThat(passing).hasMessage("127.0.0.1 says 500: expected 200 to 204");
        CloudException lasting = refused(mover::take);
        assertThat(lasting.isPassing()).isFalse();
        assertThat(lasting).hasMessage("127.0.0.1 says 403: expected 200 to 204");
        assertThat(refused(mover::take)).hasMessage("127.0.0.1 has not answered what was expected");
        assertThat(mover.toString()).doesNotContain("hook-secret").doesNotContain("secret-path");
    }
}
