package lb.admin.standin;

import lb.admin.config.Configuration;
import lb.admin.config.RuntimeSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;

/** What a command line changes of a configuration. Pure. */
final class LineSettings {
    private static final long MEBIBYTE = 1 << 20;

    private LineSettings() {}

    /** The configuration that counts. */
    static Configuration of(HaproxyLine line, Configuration configuration) {
        ProxySettings proxy = configuration.proxy();
        ProcessLimits limits = proxy.limits();
        if (line.connections() > 0) {
            limits = limits.withConnections(line.connections());
        }
        if (line.memoryMegabytes() > 0) {
            limits = limits.withBuffers(line.memoryMegabytes() * MEBIBYTE);
        }
        proxy = proxy.withLimits(limits);
        if (line.frontendConnections() > 0) {
            proxy = proxy.withFrontends(proxy.frontends().stream()
                    .map(frontend -> limited(frontend, line.frontendConnections()))
                    .toList());
        }
        // A pair's addresses are one process's: it hands them over to another node, not to another process.
        boolean shared = line.sharedPorts() && configuration.virtualRouters().isEmpty();
        return configuration.withProxy(shared ? proxy.withSharedPorts() : proxy);
    }

    private static FrontendSettings limited(FrontendSettings frontend, int connections) {
        return frontend.limits().connections() > 0
                ? frontend
                : frontend.withLimits(frontend.limits().withConnections(connections));
    }

    /** Whether there is anything to run for: somebody it listens to, or virtual IPs. */
    static boolean haveWork(Configuration configuration) {
        RuntimeSettings runtime = configuration.runtime();
        // The abstract name that nobody has asked for is no reason to run.
        boolean asked = runtime.local() != null && runtime.local().address() != null;
        return !configuration.proxy().frontends().isEmpty()
                || configuration.stats() != null
                || !configuration.virtualRouters().isEmpty()
                || asked
                || runtime.tcp() != null
                || runtime.master() != null;
    }
}
