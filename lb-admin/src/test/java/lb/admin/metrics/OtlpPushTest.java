package lb.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import lb.admin.config.Collector;
import lb.admin.config.OtlpSettings;
import lb.admin.page.NodeFacts;
import lb.ha.settings.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes to a collector, decoded. */
@Timeout(30)
class OtlpPushTest {
    private static final Instant STARTED = Instant.ofEpochSecond(1_700_000_000);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> come = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer collector;

    @BeforeEach
    void listen() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = exchange.getRequestBody().readAllBytes();
            come.add(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes());
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private OtlpPush push(int port) {
        return push(port, Duration.ofMillis(200));
    }

    private OtlpPush push(int port, Duration patience) {
        URI endpoint = URI.create("http://127.0.0.1:" + port + "/v1/metrics");
        Collector settings = new Collector(endpoint, Map.of("Authorization", new Secret("Bearer s3cret")));
        OtlpFigures figures = new OtlpFigures(new NodeFacts("ha1", "0.1.0", 1, STARTED));
        Families families = new Families();
        families.counter("lb_seen", "Seen.", Labels.of("proxy", "web"), 42);
        families.gauge("lb_now", "Now.", Labels.EMPTY, 1.5);
        families.histogram(
                "lb_took_seconds", "Took.", Labels.EMPTY, List.of(0.1, Double.POSITIVE_INFINITY), List.of(3L, 4L), 9.5);
        return new OtlpPush(
                        new OtlpSettings(settings, Duration.ofMillis(200)),
                        () -> figures.of(families.build(), STARTED.plusSeconds(5)),
                        told::add,
                        patience)
                .start();
    }

    @Test
    void theFiguresComeWithNamesLabelsAndTimes() throws Exception {
        try (OtlpPush _ = push(collector.getAddress().getPort())) {
            Message request = new Message(take(come));
            Message resource = request.one(1);
            assertThat(resource.one(1).all(1).stream()
                            .map(attribute ->
                                    attribute.text(1) + "=" + attribute.one(2).text(1)))
                    .contains("service.name=lb", "service.instance.id=ha1", "service.version=0.1.0");
            Map<String, Message> metrics = new TreeMap<>();
            resource.one(2).all(2).forEach(metric -> metrics.put(metric.text(1), metric));
            assertThat(metrics).containsOnlyKeys("lb_seen", "lb_now", "lb_took_seconds");
            Message sum = metrics.get("lb_seen").one(7);
            assertThat(sum.number(2)).as("cumulative").isEqualTo(2);
            assertThat(sum.number(3)).as("monotonic").isEqualTo(1);
            Message point = sum.one(1);
            assertThat(point.fixed(2)).isEqualTo(TimeUnit.SECONDS.toNanos(1_700_000_000));
            assertThat(point.fixed(3)).isEqualTo(TimeUnit.SECONDS.toNanos(1_700_000_005));
            assertThat(Double.longBitsToDouble(point.fixed(4))).isEqualTo(42);
            assertThat(point.one(7).text(1)).isEqualTo("proxy");
            assertThat(point.one(7).one(2).text(1)).isEqualTo("web");
            assertThat(Double.longBitsToDouble(
                            metrics.get("lb_now").one(5).one(1).fixed(4)))
                    .isEqualTo(1.5);
            Message histogram = metrics.get("lb_took_seconds").one(9).one(1);
            assertThat(histogram.fixed(4)).as("count").isEqualTo(7);
            assertThat(Double.longBitsToDouble(histogram.fixed(5))).as("sum").isEqualTo(9.5);
            assertThat(take(authorizations)).isEqualTo("Bearer s3cret");
        }
    }

    @Test
    void aCollectorThatRefusesIsToldOfOnceAndThatItTakesThemAgain() throws Exception {
        status.set(401);
        try (OtlpPush push = push(collector.getAddress().getPort())) {
            assertThat(take(told))
                    .isEqualTo("figures cannot be sent to http://127.0.0.1:"
                            + collector.getAddress().getPort()
                            + ": its answer is 401; it is tried again every 0.2 s");
            take(come);
            take(come);
            take(come);
            assertThat(told).isEmpty();
            status.set(200);
            assertThat(take(told))
                    .isEqualTo("figures are sent to http://127.0.0.1:"
                            + collector.getAddress().getPort() + " again");
            Families families = new Families();
            push.add(families);
            assertThat(families.build().get(0).getDataPoints()).hasSize(2);
        }
    }

    @Test
    void aDeadCollectorIsToldOf() throws Exception {
        int port = collector.getAddress().getPort();
        collector.stop(0);
        try (OtlpPush _ = push(port)) {
            assertThat(take(told))
                    .isEqualTo("figures cannot be sent to http://127.0.0.1:" + port
                            + ": connection refused; it is tried again every 0.2 s");
        }
    }

    @Test
    void aCollectorThatDoesNotAnswerHoldsUpNoStop() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        collector.removeContext("/v1/metrics");
        collector.createContext("/v1/metrics", exchange -> {
            asked.countDown();
            try (exchange) {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        OtlpPush push = push(collector.getAddress().getPort(), Duration.ofSeconds(20));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        push.close();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        end.countDown();
        assertThat(took).isLessThan(Duration.ofSeconds(1));
        assertThat(told).isEmpty();
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T one = queue.poll(20, TimeUnit.SECONDS);
        assertThat(one).as("nothing has come").isNotNull();
        return one;
    }

    /** A message of Protocol Buffers: what stands under each number. */
    private static final class Message {
        private final Map<Integer, List<Object>> fields = new TreeMap<>();

        Message(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                long key = varint(in);
                Object value = switch ((int) key & 7) {
                    case 0 -> varint(in);
                    case 1 -> in.getLong();
                    case 2 -> {
                        byte[] part = new byte[(int) varint(in)];
                        in.get(part);
                        yield part;
                    }
                    default -> in.getInt();
                };
                fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>())
                        .add(value);
            }
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        List<Message> all(int number) {
            return fields.getOrDefault(number, List.of()).stream()
                    .map(part -> new Message((byte[]) part))
                    .toList();
        }

        Message one(int number) {
            return all(number).getFirst();
        }

        String text(int number) {
            return new String((byte[]) fields.get(number).getFirst(), StandardCharsets.UTF_8);
        }

        long number(int number) {
            return (long) fields.get(number).getFirst();
        }

        long fixed(int number) {
            return (long) fields.get(number).getFirst();
        }
    }
}
