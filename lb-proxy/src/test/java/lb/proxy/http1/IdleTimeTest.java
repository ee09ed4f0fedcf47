package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What the log tells of the time before a request, of clients who share what serves them. */
class IdleTimeTest {
    private static final long PAUSE = Duration.ofMillis(50).toNanos();
    private static final String REFUSED = "GET / HTTP/1.1\r\nHost : a\r\n\r\n";

    private static void pause() {
        long until = System.nanoTime() + PAUSE;
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Test
    void theIdleTimeOfANewConnectionBeginsWithItAndNotWithAnothersLastRequest() throws Exception {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            InMemorySocket first = proxy.connect();
            first.send(REFUSED);
            proxy.run();
            pause();
            long connected = System.nanoTime();
            InMemorySocket second = proxy.connect();
            pause();
            second.send(REFUSED);
            proxy.run();
            long most = Duration.ofNanos(System.nanoTime() - connected).toMillis();
            assertThat(proxy.ends()).hasSize(2);
            assertThat(proxy.ends().getLast().idleMillis())
                    .isBetween(Duration.ofNanos(PAUSE).toMillis() - 1, most);
            second.end();
            proxy.run();
            proxy.forget(first);
        }
    }
}
