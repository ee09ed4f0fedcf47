package lb.ha.settings;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;

/**
 * What a virtual router's priority follows, beside what it serves.
 *
 * @param interfaces network interfaces that have to be up
 * @param polled what has to be looked at again and again
 * @param settle for how long what is better has to last before it counts against another master, and what is worse, and
 *     others may see as well, against this one
 */
public record Tracking(List<Interface> interfaces, List<Polled> polled, Duration settle) {
    /** Nothing else. */
    public static final Tracking NONE = new Tracking(List.of(), List.of(), Duration.ofSeconds(5));

    public Tracking {
        interfaces = List.copyOf(interfaces);
        polled = List.copyOf(polled);
    }

    /** A network interface, and what happens while it is down or there is none of that name. */
    public record Interface(String name, WhenUnusable whenDown) {}

    /** A thing that is looked at, mostly every second. */
    public sealed interface Polled {
        /** What happens while it fails. */
        WhenUnusable then();

        /**
         * A file, which fails while it is there, as many times as a whole number in it says; or one that is needed.
         *
         * @param missing whether it fails while it is not there, whatever is in it
         */
        record File(Path path, boolean missing, WhenUnusable then) implements Polled {}

        /**
         * A route, which fails while there is none to just that network.
         *
         * @param network its first address
         * @param table the number of the routing table; 0 for the main one in IPv4 and any in IPv6
         */
        record Route(InetAddress network, int prefix, long table, WhenUnusable then) implements Polled {}

        /** Processes, which fail while there are too few of them, or too many. */
        record Processes(TrackedProcesses processes, WhenUnusable then) implements Polled {}

        /** A neighbour on the network of an interface, which fails when it does not answer ARP or neighbour solicitations. */
        record Neighbour(String interfaceName, InetAddress address, WhenUnusable then) implements Polled {}
    }
}
