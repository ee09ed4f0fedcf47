package lb.proxy.health;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.OutlierDetection;
import org.jspecify.annotations.Nullable;

/** Which servers of a backend stand out for the worse. Pure. */
public final class Outliers {
    /** With fewer servers that tell enough of themselves, nobody knows which of them is slow. */
    private static final int LEAST_FOR_MEDIAN = 3;

    private Outliers() {}

    /**
     * What is wrong with each server after an interval; null for nothing.
     *
     * @param servers what each has told in it
     */
    public static List<@Nullable String> of(OutlierDetection settings, List<Window> servers) {
        double median = settings.latencyFactor() == 0 ? 0 : median(settings, servers);
        List<@Nullable String> reasons = new ArrayList<>(servers.size());
        for (Window server : servers) {
            reasons.add(server.requests() < settings.requestVolume() ? null : reason(settings, server, median));
        }
        return reasons;
    }

    private static @Nullable String reason(OutlierDetection settings, Window server, double median) {
        if (settings.errorPercent() > 0 && server.errors() * 100 >= settings.errorPercent() * server.requests()) {
            return "%d errors in %d requests".formatted(server.errors(), server.requests());
        }
        double mean = server.mean();
        if (median > 0 && mean >= settings.latencyFactor() * median) {
            return "responses take %s ms on average, those of the median server %s ms"
                    .formatted(millis(mean), millis(median));
        }
        return null;
    }

    private static String millis(double nanos) {
        return String.valueOf(Math.round(nanos / 1e5) / 10.0);
    }

    /** Of the servers' means; 0 where too few have told enough. */
    private static double median(OutlierDetection settings, List<Window> servers) {
        double[] means = servers.stream()
                .filter(server -> server.requests() >= settings.requestVolume() && server.mean() > 0)
                .mapToDouble(Window::mean)
                .sorted()
                .toArray();
        int middle = means.length / 2;
        if (means.length < LEAST_FOR_MEDIAN) {
            return 0;
        }
        return means.length % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
    }

    /**
     * Whether one more server may be left out.
     *
     * @param all servers of its kind, active or backup
     * @param ejected of them already
     * @param usable of them now, the one in question included
     */
    public static boolean mayEject(OutlierDetection settings, int all, int ejected, int usable) {
        int most = Math.max(1, all * settings.maxEjectionPercent() / 100);
        return settings.maxEjectionPercent() > 0 && ejected < most && usable > 1;
    }
}
