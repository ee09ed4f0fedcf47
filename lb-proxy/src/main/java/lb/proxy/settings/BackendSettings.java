package lb.proxy.settings;

import java.util.List;

/**
 * One backend: servers and how they are used.
 *
 * @param name as in the file
 * @param mode what it understands of the bytes; the same as that of every frontend which names it
 * @param balancing how its servers share the traffic
 * @param timeouts how long it waits for its servers
 * @param http how it uses HTTP/1 connections (HTTP only)
 * @param messages what is changed in messages (HTTP only)
 * @param udp what is known of its replies (UDP only)
 * @param retrying what is done when a server cannot be connected to
 * @param rules what is asked once it was chosen
 * @param useServers rules that name a server
 * @param servers in the order of the file; names are unique in the backend
 */
public record BackendSettings(
        String name,
        Mode mode,
        Balancing balancing,
        BackendTimeouts timeouts,
        BackendHttp http,
        MessageEdits messages,
        BackendUdp udp,
        Retrying retrying,
        Rules rules,
        List<UseServer> useServers,
        List<ServerSettings> servers) {
    /** Without rules. */
    public BackendSettings(
            String name,
            Mode mode,
            Balancing balancing,
            BackendTimeouts timeouts,
            BackendHttp http,
            MessageEdits messages,
            BackendUdp udp,
            Retrying retrying,
            List<ServerSettings> servers) {
        this(name, mode, balancing, timeouts, http, messages, udp, retrying, Rules.NONE, List.of(), servers);
    }

    public BackendSettings {
        useServers = List.copyOf(useServers);
        servers = List.copyOf(servers);
    }

    /** The same, with these servers. */
    public BackendSettings withServers(List<ServerSettings> others) {
        return new BackendSettings(
                name, mode, balancing, timeouts, http, messages, udp, retrying, rules, useServers, others);
    }

    /** The same, whose servers share the traffic so. */
    public BackendSettings withBalancing(Balancing other) {
        return new BackendSettings(
                name, mode, other, timeouts, http, messages, udp, retrying, rules, useServers, servers);
    }

    /** The same, with this done when a server cannot be connected to. */
    public BackendSettings withRetrying(Retrying other) {
        return new BackendSettings(
                name, mode, balancing, timeouts, http, messages, udp, other, rules, useServers, servers);
    }

    /** The same, with these rules. */
    public BackendSettings withRules(Rules others, List<UseServer> servers) {
        return new BackendSettings(
                name, mode, balancing, timeouts, http, messages, udp, retrying, others, servers, this.servers);
    }
}
