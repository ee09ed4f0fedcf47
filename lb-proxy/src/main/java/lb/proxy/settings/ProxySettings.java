package lb.proxy.settings;

import java.util.List;

/**
 * Everything the proxy engine is told at start.
 *
 * @param threads event loops, 1 to 1024
 * @param transport how sockets are driven
 * @param limits what is too much
 * @param spreadChecks how much later than it is due a check may start, by chance, in percent of its interval: 0 to 50
 * @param frontends in the order of the file; names are unique among frontends
 * @param backends in the order of the file; names are unique among backends
 */
public record ProxySettings(
        int threads,
        Transport transport,
        ProcessLimits limits,
        int spreadChecks,
        List<FrontendSettings> frontends,
        List<BackendSettings> backends) {
    /** Two nodes that check the same servers do not keep meeting. */
    public static final int STANDARD_SPREAD = 5;

    /** With checks that are spread as usual. */
    public ProxySettings(
            int threads,
            Transport transport,
            ProcessLimits limits,
            List<FrontendSettings> frontends,
            List<BackendSettings> backends) {
        this(threads, transport, limits, STANDARD_SPREAD, frontends, backends);
    }

    /** With the standard limits. */
    public ProxySettings(
            int threads, Transport transport, List<FrontendSettings> frontends, List<BackendSettings> backends) {
        this(threads, transport, ProcessLimits.STANDARD, frontends, backends);
    }

    public ProxySettings {
        frontends = List.copyOf(frontends);
        backends = List.copyOf(backends);
    }
}
