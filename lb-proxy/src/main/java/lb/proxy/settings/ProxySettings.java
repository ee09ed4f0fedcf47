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
 * @param sharedPorts whether other processes of this user may listen on the same addresses (SO_REUSEPORT), so that a new one
 *     can serve before this one stops, which then leaves nobody waiting. Not for datagrams
 * @param passed listening sockets of an older process: what is listened on at their addresses are these. The others are closed
 * @param tls who does the cryptography
 */
public record ProxySettings(
        int threads,
        Transport transport,
        ProcessLimits limits,
        int spreadChecks,
        List<FrontendSettings> frontends,
        List<BackendSettings> backends,
        boolean sharedPorts,
        List<PassedSocket> passed,
        TlsProvider tls) {
    /** Two nodes that check the same servers do not keep meeting. */
    public static final int STANDARD_SPREAD = 5;

    /** With addresses of its own. */
    public ProxySettings(
            int threads,
            Transport transport,
            ProcessLimits limits,
            int spreadChecks,
            List<FrontendSettings> frontends,
            List<BackendSettings> backends) {
        this(threads, transport, limits, spreadChecks, frontends, backends, false, List.of(), TlsProvider.AUTO);
    }

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
        passed = List.copyOf(passed);
    }

    /** The same with these limits. */
    public ProxySettings withLimits(ProcessLimits others) {
        return new ProxySettings(
                threads, transport, others, spreadChecks, frontends, backends, sharedPorts, passed, tls);
    }

    /** The same with these backends. */
    public ProxySettings withBackends(List<BackendSettings> others) {
        return new ProxySettings(threads, transport, limits, spreadChecks, frontends, others, sharedPorts, passed, tls);
    }

    /** The same with these frontends. */
    public ProxySettings withFrontends(List<FrontendSettings> others) {
        return new ProxySettings(threads, transport, limits, spreadChecks, others, backends, sharedPorts, passed, tls);
    }

    /** The same, whose addresses other processes may have, too. */
    public ProxySettings withSharedPorts() {
        return new ProxySettings(threads, transport, limits, spreadChecks, frontends, backends, true, passed, tls);
    }

    /** The same with these sockets of an older process. */
    public ProxySettings withPassed(List<PassedSocket> sockets) {
        return new ProxySettings(
                threads, transport, limits, spreadChecks, frontends, backends, sharedPorts, sockets, tls);
    }

    /** The same, with that cryptography. */
    public ProxySettings with(TlsProvider other) {
        return new ProxySettings(
                threads, transport, limits, spreadChecks, frontends, backends, sharedPorts, passed, other);
    }
}
