package lb.proxy.settings;

import java.util.List;

/**
 * What a frontend answers to those who ask whether it serves.
 *
 * @param uri path and query that are asked for, exactly
 * @param failWithout names of backends without a usable server of one of which the answer is 503
 */
public record Monitor(String uri, List<String> failWithout) {
    public Monitor {
        failWithout = List.copyOf(failWithout);
    }
}
