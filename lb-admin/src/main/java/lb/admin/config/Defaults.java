package lb.admin.config;

import java.time.Duration;
import java.util.Map;
import lb.proxy.page.FixedResponse;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Retrying;
import org.jspecify.annotations.Nullable;

/**
 * What every frontend and backend starts from.
 *
 * @param queue null for the connect time-out
 */
record Defaults(
        Mode mode,
        Duration connect,
        Duration client,
        Duration server,
        @Nullable Duration queue,
        Duration httpRequest,
        Duration httpKeepAlive,
        Duration tunnel,
        Duration clientFin,
        Duration serverFin,
        Log log,
        FrontendHttp frontendHttp,
        BackendHttp backendHttp,
        Balance balance,
        Check check,
        Retrying retrying,
        Map<Integer, FixedResponse> errorPages) {

    /** @param format null for what fits the mode */
    record Log(@Nullable LogFormat format, boolean emptyConnections, boolean normal, boolean separateErrors) {}

    static Defaults read(Section top) {
        var section = top.sectionOrEmpty(Keys.DEFAULTS, DefaultsKeys.TABLE, "defaults", "");
        var timeouts = section.sectionOrEmpty(DefaultsKeys.TIMEOUTS, ProxyKeys.DEFAULT_TIMEOUTS);
        return new Defaults(
                section.orStandard(ProxyKeys.MODE),
                timeouts.orStandard(ProxyKeys.CONNECT),
                timeouts.orStandard(ProxyKeys.CLIENT),
                timeouts.orStandard(ProxyKeys.SERVER),
                timeouts.get(ProxyKeys.QUEUE),
                timeouts.orStandard(ProxyKeys.HTTP_REQUEST),
                timeouts.orStandard(ProxyKeys.HTTP_KEEP_ALIVE),
                timeouts.orStandard(ProxyKeys.TUNNEL),
                timeouts.orStandard(ProxyKeys.CLIENT_FIN),
                timeouts.orStandard(ProxyKeys.SERVER_FIN),
                new Log(
                        section.get(ProxyKeys.LOG_FORMAT),
                        section.orStandard(ProxyKeys.LOG_EMPTY_CONNECTIONS),
                        section.orStandard(ProxyKeys.LOG_NORMAL),
                        section.orStandard(ProxyKeys.LOG_SEPARATE_ERRORS)),
                HttpReader.frontendDefaults(section),
                HttpReader.backendDefaults(section),
                BalanceKeys.defaults(section),
                Check.STANDARD.over(section),
                RetryKeys.defaults(section),
                FixedResponseReader.pages(section, Map.of()));
    }
}
