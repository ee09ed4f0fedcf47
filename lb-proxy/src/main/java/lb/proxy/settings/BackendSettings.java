package lb.proxy.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backend: servers and how they are used.
 *
 * @param name as in the file
 * @param mode what it understands of the bytes; the same as that of every frontend which names it
 * @param balance how the next server is chosen
 * @param timeouts how long it waits for its servers
 * @param http how it uses HTTP/1 connections (HTTP only)
 * @param retries further attempts after a failed connection, 0 to 100
 * @param redispatch whether a retry goes at once to another usable server; otherwise (or where there is no other) it
 *     goes to the same one, a second later
 * @param messages what is changed in messages (HTTP only)
 * @param udp what is known of its replies (UDP only)
 * @param fullConnections sessions of the backend at which its servers get all that their limits let them; 0 for a tenth
 *     of what the process accepts
 * @param retryBudget how many retries there may be at a time
 * @param servers in the order of the file; names are unique in the backend
 * @param sticky how clients keep their servers by their addresses (not UDP); null for not
 */
public record BackendSettings(
        String name,
        Mode mode,
        Balance balance,
        BackendTimeouts timeouts,
        BackendHttp http,
        int retries,
        boolean redispatch,
        MessageEdits messages,
        BackendUdp udp,
        int fullConnections,
        RetryBudget retryBudget,
        List<ServerSettings> servers,
        @Nullable StickySettings sticky) {
    public BackendSettings {
        servers = List.copyOf(servers);
    }

    /** One that does not remember its clients. */
    public BackendSettings(
            String name,
            Mode mode,
            Balance balance,
            BackendTimeouts timeouts,
            BackendHttp http,
            int retries,
            boolean redispatch,
            MessageEdits messages,
            BackendUdp udp,
            List<ServerSettings> servers) {
        this(
                name,
                mode,
                balance,
                timeouts,
                http,
                retries,
                redispatch,
                messages,
                udp,
                0,
                RetryBudget.UNLIMITED,
                servers,
                null);
    }

    /** The same, with these servers. */
    public BackendSettings withServers(List<ServerSettings> others) {
        return new BackendSettings(
                name,
                mode,
                balance,
                timeouts,
                http,
                retries,
                redispatch,
                messages,
                udp,
                fullConnections,
                retryBudget,
                others,
                sticky);
    }

    /** The same, with clients that keep their servers by their addresses. */
    public BackendSettings withSticky(@Nullable StickySettings other) {
        return new BackendSettings(
                name,
                mode,
                balance,
                timeouts,
                http,
                retries,
                redispatch,
                messages,
                udp,
                fullConnections,
                retryBudget,
                servers,
                other);
    }

    /** The same, with servers that get all of their limits at so many sessions. */
    public BackendSettings withFullConnections(int sessions) {
        return new BackendSettings(
                name,
                mode,
                balance,
                timeouts,
                http,
                retries,
                redispatch,
                messages,
                udp,
                sessions,
                retryBudget,
                servers,
                sticky);
    }

    /** The same, with this budget for retries. */
    public BackendSettings withRetryBudget(RetryBudget budget) {
        return new BackendSettings(
                name,
                mode,
                balance,
                timeouts,
                http,
                retries,
                redispatch,
                messages,
                udp,
                fullConnections,
                budget,
                servers,
                sticky);
    }
}
