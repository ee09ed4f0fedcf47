package lb.admin.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import lb.admin.config.Collector;
import lb.ha.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a collector. */
@Timeout(30)
class DeliveryTest {
    private final List<String> told = new ArrayList<>();

    private Delivery delivery(long patienceMillis) {
        return new Delivery(
                "spans",
                new Collector(
                        URI.create("https://collector:4318/tenant/v1/traces?key=s3cret"),
                        Map.of("X-Scope", new Secret("hush"))),
                "they are lost until it takes them",
                patienceMillis,
                told::add);
    }

    private String told(Throwable failure) throws InterruptedException {
        told.clear();
        assertThat(delivery(100).send(() -> CompletableResultCode.ofExceptionalFailure(failure)))
                .isFalse();
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    private static String sentence(String problem) {
        return "spans cannot be sent to https://collector:4318: " + problem + "; they are lost until it takes them";
    }

    @Test
    void whyNothingIsTakenIsToldInWords() throws Exception {
        Exception closed = new ClosedChannelException();
        assertThat(told(new IllegalStateException(new ConnectException().initCause(closed))))
                .isEqualTo(sentence("connection refused"));
        assertThat(told(new ConnectException("No route to host"))).isEqualTo(sentence("No route to host"));
        assertThat(told(new ConnectException().initCause(new UnresolvedAddressException())))
                .isEqualTo(sentence("its name is unknown"));
        assertThat(told(new IOException(new HttpTimeoutException("request timed out"))))
                .isEqualTo(sentence("no answer within 0.1 s"));
        assertThat(told(new IOException("it said \u001b[2J hush\r\n")))
                .isEqualTo(sentence("it said ?[2J (not shown)??"));
        assertThat(told(new IOException("a".repeat(500)))).isEqualTo(sentence("a".repeat(200)));
    }

    @Test
    void oneThatDoesNotAnswerIsNotWaitedForLonger() throws Exception {
        assertThat(delivery(1).send(CompletableResultCode::new)).isFalse();
        assertThat(told).containsExactly(sentence("no answer within 0.001 s"));
    }

    @Test
    void theFirstOfSeveralFailuresIsToldAndThatItGoesAgain() throws Exception {
        Delivery delivery = delivery(100);
        assertThat(delivery.send(CompletableResultCode::ofSuccess)).isTrue();
        delivery.send(CompletableResultCode::ofFailure);
        delivery.send(CompletableResultCode::ofFailure);
        delivery.send(CompletableResultCode::ofSuccess);
        delivery.send(CompletableResultCode::ofSuccess);
        assertThat(told).containsExactly(sentence("it was refused"), "spans are sent to https://collector:4318 again");
    }

    @Test
    void aFaultOfOursIsToldAndNotTheEnd() throws Exception {
        Delivery delivery = delivery(100);
        assertThat(delivery.send(() -> {
                    throw new OutOfMemoryError("none left");
                }))
                .isFalse();
        assertThat(told).containsExactly(sentence("a fault in lb itself: java.lang.OutOfMemoryError: none left"));
        assertThat(delivery.send(CompletableResultCode::ofSuccess)).isTrue();
    }

    @Test
    void whoIsInterruptedEndsWithoutASentence() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> delivery(1000).send(CompletableResultCode::new))
                .isInstanceOf(InterruptedException.class);
        assertThat(told).isEmpty();
    }

    @Test
    void anExporterThatDoesNotEndIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        Delivery.end(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableResultCode.ofSuccess();
        });
        never.countDown();
    }
}
