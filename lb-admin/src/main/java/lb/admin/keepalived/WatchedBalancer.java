package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;

/** Balancers that files of keepalived watch, of which lb may be one. */
final class WatchedBalancer {
    /** Names under which this process is known to those that look after it. */
    private static final List<String> THIS_PROCESS = List.of("haproxy", "lb");

    private WatchedBalancer() {}

    /**
     * Whether a process is this one.
     *
     * @param balances whether this process is the balancer that such files look after
     */
    static boolean isThisProcess(String process, boolean balances) {
        return balances && THIS_PROCESS.contains(base(process));
    }

    /** What there is to say of one that runs beside lb, and whose place lb may have. */
    static Optional<String> warning(String process) {
        String name = base(process);
        return switch (name) {
            case "haproxy" ->
                Optional.of(" watches another program called haproxy, which has to run beside lb (expected: haproxy.cfg"
                        + " given together with this file, where lb takes its place)");
            case "nginx" ->
                Optional.of(
                        " watches another program called nginx, which has to run beside lb (expected: nothing, where lb"
                                + " takes its place: lb convert makes lb's own file of nginx.conf, and what lb serves is watched"
                                + " without it)");
            default -> Optional.empty();
        };
    }

    private static String base(String process) {
        return process.substring(process.lastIndexOf('/') + 1);
    }
}
