package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopContextTest {
    @Test
    void aFaultOfADeadlineIsToldAndTheOthersPass() throws Exception {
        IllegalStateException fault = new IllegalStateException("a fault");
        CompletableFuture<Boolean> passed = new CompletableFuture<>();
        try (EventLoops loops = new EventLoops(1, Sockets.NIO)) {
            LoopContext loop = loops.contexts().getFirst();
            loop.eventLoop().execute(() -> {
                loop.arm(
                        new Deadline(() -> {
                            throw fault;
                        }),
                        0);
                loop.arm(
                        new Deadline(() -> passed.complete(loop.faults().lets(fault, System.nanoTime()))),
                        TimeUnit.MILLISECONDS.toNanos(60));
            });
            assertThat(passed.get(10, TimeUnit.SECONDS))
                    .as("whether a line of it is still due")
                    .isFalse();
        }
    }
}
