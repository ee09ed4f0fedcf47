package lb.proxy;

import java.util.List;
import lb.proxy.limit.BufferLimit;
import lb.proxy.limit.ConnectionBudget;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * How much a proxy may have of what a process has: what its settings ask for, and where they do not, what the system lets it have.
 *
 * @param budget what the file descriptors are enough for
 * @param limits complete: with a number of connections
 */
record ProxyLimits(ConnectionBudget budget, ProcessLimits limits) {
    /** Connections to frontends that only answer pages: they do not count among those of the clients. */
    static final int PAGE_CONNECTIONS = 50;

    /** @throws ProxyStartException when they ask for more than the process can have */
    static ProxyLimits of(ProxySettings settings) throws ProxyStartException {
        ConnectionBudget budget = budget(settings);
        ProcessLimits limits = settings.limits();
        int asked = limits.connections();
        if (Math.max(1, asked) > budget.connections()) {
            throw new ProxyStartException(List.of(budget.sentence(Math.max(1, asked))));
        }
        return new ProxyLimits(budget, asked > 0 ? limits : limits.withConnections(budget.connections()));
    }

    private static ConnectionBudget budget(ProxySettings settings) {
        int binds = 0;
        int checked = 0;
        for (FrontendSettings frontend : settings.frontends()) {
            binds += frontend.binds().size();
        }
        for (BackendSettings backend : settings.backends()) {
            for (ServerSettings server : backend.servers()) {
                checked += server.check() == null ? 0 : 1;
            }
        }
        return ConnectionBudget.ofProcess(settings.threads(), binds, checked, PAGE_CONNECTIONS);
    }

    /** The settings with what follows from the limits of the process. */
    ProxySettings complete(ProxySettings settings) {
        int full = Math.max(1, limits.connections() / 10);
        return settings.withPassed(List.of())
                .withBackends(settings.backends().stream()
                        .map(backend -> backend.balancing().fullConnections() > 0
                                ? backend
                                : backend.withBalancing(backend.balancing().withFullConnections(full)))
                        .toList());
    }

    /**
     * The memory of buffers; null where it has no limit.
     *
     * @throws ProxyStartException when it is too little for so many threads
     */
    @Nullable
    BufferLimit buffers(int threads) throws ProxyStartException {
        try {
            return limits.buffers() == 0 ? null : BufferLimit.ofProcess(limits.buffers(), threads);
        } catch (IllegalArgumentException e) {
            throw new ProxyStartException(List.of(e.getMessage()));
        }
    }
}
