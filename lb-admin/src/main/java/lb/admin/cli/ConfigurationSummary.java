package lb.admin.cli;

import java.util.List;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.explain.InWords;
import lb.ha.settings.VirtualRouterSettings;

/** A configuration in one line. */
final class ConfigurationSummary {
    private ConfigurationSummary() {}

    static String of(Configuration configuration) {
        int servers = configuration.proxy().backends().stream()
                .mapToInt(backend -> backend.servers().size())
                .sum();
        String summary = InWords.counted(configuration.proxy().frontends().size(), "frontend")
                + ", " + InWords.counted(configuration.proxy().backends().size(), "backend")
                + " with " + InWords.counted(servers, "server");
        List<VirtualRouterSettings> routers = configuration.virtualRouters();
        if (routers.isEmpty()) {
            return summary + ", no virtual IP";
        }
        return summary
                + routers.stream()
                        .map(router -> "; virtual IP " + router.name() + " on " + router.interfaceName()
                                + " with priority " + router.priority() + " (node " + configuration.node() + ")")
                        .collect(Collectors.joining());
    }
}
