package lb.admin.cli;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import lb.proxy.settings.BindSettings;

/** What a node that has started says of itself to the person who started it. */
final class Announcement {
    private Announcement() {}

    /**
     * One line, and one more for each virtual router.
     *
     * @param connections of clients that may be open at a time
     * @param held how a virtual router's addresses are held here, in words
     */
    static List<String> of(
            Configuration configuration,
            String version,
            long milliseconds,
            int connections,
            Function<VirtualRouterSettings, String> held) {
        List<String> lines = new ArrayList<>();
        lines.add("lb " + version + " serves" + node(configuration) + " after " + milliseconds + " ms: "
                + listeners(configuration) + "; at most " + connections + " connections");
        configuration.virtualRouters().forEach(router -> lines.add(virtualIp(router) + ", " + held.apply(router)));
        return lines;
    }

    /** Without {@code nodes} in the file, the name is only that of the machine. */
    private static String node(Configuration configuration) {
        return configuration.node().isEmpty() ? "" : " as node " + configuration.node();
    }

    private static String listeners(Configuration configuration) {
        List<String> listeners = new ArrayList<>();
        configuration.proxy().frontends().forEach(frontend -> listeners.add(frontend.name() + on(frontend.binds())));
        if (configuration.stats() != null && !configuration.stats().binds().isEmpty()) {
            listeners.add("stats" + on(configuration.stats().binds()));
        }
        return listeners.isEmpty() ? "no listener" : String.join(", ", listeners);
    }

    private static String on(List<BindSettings> binds) {
        return binds.stream().map(Announcement::shown).collect(Collectors.joining(" ", " (", ")"));
    }

    /** As it is written in the file. */
    private static String shown(BindSettings bind) {
        String address = shown(bind.address());
        return bind.quic() ? (address.startsWith("[") ? "quic6@" : "quic4@") + address : address;
    }

    private static String shown(SocketAddress written) {
        if (!(written instanceof InetSocketAddress bind)) {
            return written.toString();
        }
        String address = AddressText.of(bind.getAddress());
        if (bind.getAddress() instanceof Inet4Address) {
            return (bind.getAddress().isAnyLocalAddress() ? "*" : address) + ":" + bind.getPort();
        }
        return (bind.getAddress().isAnyLocalAddress() ? "[::]" : "[" + address + "]") + ":" + bind.getPort();
    }

    private static String virtualIp(VirtualRouterSettings router) {
        return "virtual IP " + router.name() + ": "
                + (router.addresses().isEmpty() ? "no address" : AddressText.list(router.addresses()))
                + (router.excluded().isEmpty() ? "" : " and, in no advert, " + AddressText.list(router.excluded()))
                + " on " + router.interfaceName() + ", router-id " + router.routerId() + ", priority "
                + router.priority();
    }
}
