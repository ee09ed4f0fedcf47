package lb.admin.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks names of hosts up, all at the same time and each once; together they get a fixed time. One thread. */
public final class HostNames {
    /** How a name is looked up; may block. */
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Duration longest;
    private final Map<String, CompletableFuture<InetAddress>> started = new HashMap<>();
    private long deadline;

    HostNames(Lookup lookup, Duration longest) {
        this.lookup = lookup;
        this.longest = longest;
    }

    /** Starts to look a name up, to be asked for later. */
    void start(String host) {
        if (started.isEmpty()) {
            deadline = System.nanoTime() + longest.toNanos();
        }
        started.computeIfAbsent(host, name -> {
            var answer = new CompletableFuture<InetAddress>();
            Thread.ofVirtual().name("lookup " + name).start(() -> {
                try {
                    answer.complete(preferred(lookup.addresses(name)));
                } catch (UnknownHostException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        });
    }

    /**
     * The address of a host: the first IPv4 one, or the first where there is none.
     *
     * @throws ValueException when it has none, or none is known in time
     */
    InetAddress address(String host) throws ValueException {
        start(host);
        try {
            return Objects.requireNonNull(started.get(host))
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ValueException("host name \"" + host + "\" has no address");
        } catch (TimeoutException e) {
            throw new ValueException("host name \"%s\" was not found within %s".formatted(host, Times.text(longest)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ValueException("host name \"" + host + "\" was not looked up: interrupted");
        }
    }

    private static InetAddress preferred(InetAddress[] addresses) {
        return Arrays.stream(addresses)
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(addresses[0]);
    }
}
