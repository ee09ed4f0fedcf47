package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveryTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> notices = new ArrayList<>();
    private final Delivery delivery = new Delivery("/dev/log", notices::add, now::get);

    @Test
    void aPersonIsToldOnceWhenLinesBeginToBeLostAndOnceWhenThatIsOver() {
        delivery.sent(1);
        delivery.lost(1, "Connection refused");
        delivery.lost(2, "Connection refused");
        assertThat(notices).containsExactly("log target /dev/log loses lines: Connection refused");
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        delivery.sent(1);
        delivery.sent(1);
        assertThat(notices).hasSize(2).last().isEqualTo("log target /dev/log takes lines again, 3 were lost");
        assertThat(delivery.figures()).isEqualTo(new LogSinks.TargetFigures("/dev/log", 3, 3));
    }

    @Test
    void aTargetThatComesAndGoesIsToldOfOnceInTenSeconds() {
        for (int i = 0; i < 1000; i++) {
            delivery.lost(1, "no");
            delivery.sent(1);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(40));
        }
        assertThat(notices).hasSizeBetween(2, 4);
        assertThat(delivery.figures()).isEqualTo(new LogSinks.TargetFigures("/dev/log", 1000, 1000));
    }

    @Test
    void linesThatAStreamRefusesAreLost() {
        BackgroundSink sink = new BackgroundSink(
                new Stdout(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                }),
                delivery);
        sink.send(line("one\n"));
        sink.send(line("two\n"));
        sink.close();
        assertThat(delivery.figures()).isEqualTo(new LogSinks.TargetFigures("/dev/log", 0, 2));
        assertThat(notices).containsExactly("log target /dev/log loses lines: Broken pipe");
    }

    @Test
    void aStreamThatNobodyReadsHoldsNobodyUpAndLosesWhatDoesNotFit() {
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        BackgroundSink sink = new BackgroundSink(
                new Stdout(new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError("whole lines only");
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        try {
                            read.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        taken.write(bytes, from, length);
                    }
                }),
                delivery);
        String text = "x".repeat(1023) + "\n";
        for (int i = 0; i < 6 * 1024; i++) {
            sink.send(line(text));
            sink.flush();
        }
        assertThat(delivery.figures().lost()).isGreaterThanOrEqualTo(2 * 1024);
        read.countDown();
        sink.close();
        assertThat(delivery.figures().sent() + delivery.figures().lost()).isEqualTo(6 * 1024);
        assertThat(taken.size()).isEqualTo(delivery.figures().sent() * 1024);
    }

    private static ByteBuffer line(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
