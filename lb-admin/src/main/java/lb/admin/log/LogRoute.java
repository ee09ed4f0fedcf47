package lb.admin.log;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import lb.admin.config.LogTarget.Level;

/** Where log lines go, from some reload to the next. Any thread, but for what the destinations themselves do. */
final class LogRoute {
    private final List<Destination> destinations;
    private final int leastSevere;
    private final int longest;
    private final int shortest;
    private final CountDownLatch taken = new CountDownLatch(1);

    LogRoute(List<Destination> destinations) {
        this.destinations = List.copyOf(destinations);
        leastSevere = destinations.stream()
                .mapToInt(destination -> destination.threshold().code())
                .max()
                .orElse(-1);
        var lengths = destinations.stream()
                .mapToInt(destination -> destination.target().lines().length())
                .summaryStatistics();
        longest = lengths.getMax();
        shortest = lengths.getMin();
    }

    /** In the order of the configuration. */
    List<Destination> destinations() {
        return destinations;
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return destinations.isEmpty();
    }

    /** Whether any takes lines of that level. */
    boolean takes(Level level) {
        return level.code() <= leastSevere;
    }

    /** Bytes that the target with the longest lines takes. */
    int longest() {
        return longest;
    }

    /** Bytes that all targets take, so that none cuts what has to be whole. */
    int shortest() {
        return shortest;
    }

    /** Counted down when the log's thread writes to these, and to none from before. */
    CountDownLatch taken() {
        return taken;
    }
}
