package lb.dist;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Clients that ask a web server on and on, without a pause. */
final class EagerClients {
    private final LocalWeb web;
    private final Collection<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads;

    private EagerClients(LocalWeb web, int clients) {
        this.web = web;
        threads = Stream.generate(() -> Thread.ofPlatform().unstarted(this::askOnAndOn))
                .limit(clients)
                .toList();
    }

    static EagerClients start(LocalWeb web, int clients) {
        var started = new EagerClients(web, clients);
        started.threads.forEach(Thread::start);
        return started;
    }

    private void askOnAndOn() {
        while (!over.get()) {
            try {
                var answer = web.ask("/");
                if (!LocalWeb.isGood(answer)) {
                    failures.add(answer);
                }
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** How many answers have come, whatever they are. */
    int answered() {
        return answered.get();
    }

    /** What was not answered as it should have been. */
    Collection<String> failures() {
        return failures;
    }

    /** Waits until all have had their last answer. */
    void end() throws InterruptedException {
        over.set(true);
        for (var thread : threads) {
            thread.join();
        }
    }
}
