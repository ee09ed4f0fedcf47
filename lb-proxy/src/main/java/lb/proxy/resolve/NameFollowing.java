package lb.proxy.resolve;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.limit.LineThrottle;
import lb.proxy.loop.NanoClock;
import lb.proxy.resolve.Answer.Failed;
import lb.proxy.resolve.Answer.Found;
import lb.proxy.resolve.Slots.Change;
import lb.proxy.settings.DnsAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for one name again and again, one lookup at a time. All its state belongs to one event loop. */
final class NameFollowing {
    private static final Logger LOG = LoggerFactory.getLogger(NameFollowing.class);

    private final NamedServers named;
    private final Lookup.Questions questions;
    private final EventLoop loop;
    private final NanoClock clock;
    private final Slots slots;
    private final LineThrottle failures = new LineThrottle();
    private final LineThrottle surpluses = new LineThrottle();
    private final EnumMap<Answer.Failure, AtomicLong> failed = new EnumMap<>(Answer.Failure.class);
    private final AtomicLong answers = new AtomicLong();
    private boolean failing;
    private boolean stopped;

    /** The next question, while none is under way; it may be hours off. */
    private @Nullable Future<?> waiting;

    private int surplus;

    NameFollowing(NamedServers named, Lookup.Questions questions, EventLoop loop, NanoClock clock) {
        this.named = named;
        this.questions = questions;
        this.loop = loop;
        this.clock = clock;
        for (Answer.Failure failure : Answer.Failure.values()) {
            failed.put(failure, new AtomicLong());
        }
        slots = new Slots(
                named.address().resolver(), named.servers().size(), initial(named.address()), clock.nanoTime());
    }

    /** How often it was answered, and how often not. Any thread. */
    NameFigures figures() {
        Map<String, Long> times = new HashMap<>();
        failed.forEach((failure, count) -> times.put(failure.name().toLowerCase(Locale.ROOT), count.get()));
        return new NameFigures(named.backend(), named.address().toString(), answers.get(), times);
    }

    private static @Nullable Endpoint initial(DnsAddress address) {
        InetSocketAddress first = address.first();
        return first == null ? null : new Endpoint(first, Endpoint.NO_WEIGHT);
    }

    /** Asks no more: a reload has taken its servers away. On the loop. */
    void stop() {
        stopped = true;
        Future<?> next = waiting;
        if (next != null) {
            next.cancel(false);
        }
    }

    /** Asks, and goes on until it is stopped or the loop is shut down. On the loop. */
    void ask() {
        if (stopped || loop.isShuttingDown()) {
            return;
        }
        try {
            new Lookup(named.address(), questions, this::answered).start();
        } catch (RuntimeException e) {
            // Such as no descriptor for a socket.
            answered(new Failed(Answer.Failure.OTHER, "cannot ask: " + e.getMessage()));
        }
    }

    private void answered(Answer answer) {
        if (stopped || loop.isShuttingDown()) {
            return;
        }
        try {
            long now = clock.nanoTime();
            List<Change> changes = slots.answered(answer, now);
            tell(answer, now);
            for (Change change : changes) {
                named.servers().get(change.slot()).moved(change.to(), change.why());
            }
        } catch (RuntimeException e) {
            LOG.error("name \"{}\" of backend \"{}\"", named.address(), named.backend(), e);
        } finally {
            waiting = loop.schedule(this::ask, slots.pauseNanos(answer), TimeUnit.NANOSECONDS);
        }
    }

    private void tell(Answer answer, long now) {
        switch (answer) {
            case Failed failure -> {
                Objects.requireNonNull(failed.get(failure.failure())).incrementAndGet();
                failing = true;
                if (failures.lets(now)) {
                    LOG.warn(
                            "name \"{}\" of backend \"{}\": {} ({})",
                            named.address(),
                            named.backend(),
                            failure.failure().words(),
                            failure.detail());
                }
            }
            case Found found -> {
                answers.incrementAndGet();
                if (failing) {
                    failing = false;
                    LOG.info("name \"{}\" of backend \"{}\" is found again", named.address(), named.backend());
                }
                Answer.Failure missing = found.missing();
                if (missing != null && failures.lets(now)) {
                    LOG.warn(
                            "name \"{}\" of backend \"{}\": not all of its hosts are found, {}",
                            named.address(),
                            named.backend(),
                            missing.words());
                }
                if (slots.surplus() > surplus && surpluses.lets(now)) {
                    LOG.warn(
                            "name \"{}\" of backend \"{}\" has {} addresses, for {} servers",
                            named.address(),
                            named.backend(),
                            found.endpoints().size(),
                            named.servers().size());
                }
                surplus = slots.surplus();
            }
        }
    }
}
