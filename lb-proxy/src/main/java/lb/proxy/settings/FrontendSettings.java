package lb.proxy.settings;

import java.util.List;
import lb.proxy.page.LocalPage;
import org.jspecify.annotations.Nullable;

/**
 * One frontend: where it listens and what becomes of what it accepts.
 *
 * @param name as in the file
 * @param mode what it understands of the bytes
 * @param binds where it listens
 * @param defaultBackend name of the backend that gets what no route takes; null for none, then that is answered 503
 * @param timeouts how long it waits for its clients
 * @param limits how much comes in
 * @param http what it does to messages (HTTP only)
 * @param routing which of the traffic goes where, and what is changed in it
 * @param udp what it lets in (UDP only)
 * @param logging what ended exchanges leave in the log
 * @param pages what this frontend answers itself (HTTP only), the first whose prefix matches
 */
public record FrontendSettings(
        String name,
        Mode mode,
        List<BindSettings> binds,
        @Nullable String defaultBackend,
        FrontendTimeouts timeouts,
        FrontendLimits limits,
        FrontendHttp http,
        FrontendRouting routing,
        FrontendUdp udp,
        FrontendLog logging,
        List<LocalPage> pages) {
    public FrontendSettings {
        binds = List.copyOf(binds);
        pages = List.copyOf(pages);
    }

    /** Without limits of its own. */
    public FrontendSettings(
            String name,
            Mode mode,
            List<BindSettings> binds,
            @Nullable String defaultBackend,
            FrontendTimeouts timeouts,
            FrontendHttp http,
            FrontendRouting routing,
            FrontendUdp udp,
            LogFormat log,
            boolean logEmptyConnections,
            List<LocalPage> pages) {
        this(
                name,
                mode,
                binds,
                defaultBackend,
                timeouts,
                FrontendLimits.NONE,
                http,
                routing,
                udp,
                new FrontendLog(log, logEmptyConnections),
                pages);
    }

    /** Which line an ended exchange leaves. */
    public LogFormat log() {
        return logging.format();
    }

    /** Whether a connection that sent nothing leaves a line. */
    public boolean logEmptyConnections() {
        return logging.emptyConnections();
    }

    /** The same, at these addresses. */
    public FrontendSettings withBinds(List<BindSettings> others) {
        return new FrontendSettings(
                name, mode, others, defaultBackend, timeouts, limits, http, routing, udp, logging, pages);
    }

    /** The same, with these limits. */
    public FrontendSettings withLimits(FrontendLimits others) {
        return new FrontendSettings(
                name, mode, binds, defaultBackend, timeouts, others, http, routing, udp, logging, pages);
    }

    /** The same, with these pages. */
    public FrontendSettings withPages(List<LocalPage> others) {
        return new FrontendSettings(
                name, mode, binds, defaultBackend, timeouts, limits, http, routing, udp, logging, others);
    }
}
