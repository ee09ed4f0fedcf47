package lb.admin.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.settings.CloudSettings;
import lb.ha.settings.LifelineSettings;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualRouterSettings;
import lb.proxy.settings.ProxySettings;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration as it is for this node.
 *
 * @param node this node's name; empty when the file has no nodes
 * @param proxy what the proxy engine is told; the statistics page is not in it
 * @param virtualRouters in the order of the file
 * @param fixed addresses, routes and rules that the node has whoever is master
 * @param clouds what is moved with a virtual router by a cloud, for those that have one
 * @param serves name of a virtual router to what it exists for; one entry for each
 * @param lifeline the connections with the other nodes, or null for none
 * @param realTime whether the threads of virtual IPs are to have real-time priority where it is permitted
 * @param stats the statistics page, or null for none
 * @param runtime the runtime sockets
 * @param logTargets where log lines go, in the order of the file; empty for nowhere
 * @param spans the collector that gets spans, or null for none
 * @param watch from one look at the files of TLS to the next; zero for none
 * @param files that it was read from, and whether they are looked at
 * @param shown all of it as HOCON, without secrets
 * @param drain how long connections may go on at a stop; zero for not at all
 */
public record Configuration(
        String node,
        ProxySettings proxy,
        List<VirtualRouterSettings> virtualRouters,
        StaticSettings fixed,
        List<CloudSettings> clouds,
        Map<String, Serving> serves,
        @Nullable LifelineSettings lifeline,
        boolean realTime,
        @Nullable StatsSettings stats,
        RuntimeSettings runtime,
        List<LogTarget> logTargets,
        @Nullable Collector spans,
        Duration watch,
        FileWatch files,
        String shown,
        Duration drain) {
    public Configuration {
        virtualRouters = List.copyOf(virtualRouters);
        clouds = List.copyOf(clouds);
        serves = Collections.unmodifiableMap(new LinkedHashMap<>(serves));
        logTargets = List.copyOf(logTargets);
    }

    /** The same with these runtime sockets. */
    public Configuration withRuntime(RuntimeSettings other) {
        return new Configuration(
                node,
                proxy,
                virtualRouters,
                fixed,
                clouds,
                serves,
                lifeline,
                realTime,
                stats,
                other,
                logTargets,
                spans,
                watch,
                files,
                shown,
                drain);
    }

    /** The same with this told to the proxy engine. */
    public Configuration withProxy(ProxySettings other) {
        return new Configuration(
                node,
                other,
                virtualRouters,
                fixed,
                clouds,
                serves,
                lifeline,
                realTime,
                stats,
                runtime,
                logTargets,
                spans,
                watch,
                files,
                shown,
                drain);
    }
}
