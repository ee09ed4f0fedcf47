package lb.admin.runtime;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.page.NodeFacts;
import lb.admin.problem.Words;
import lb.ha.NanoClock;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.PeerStatus;

/**
 * What the commands about virtual IPs ask and tell; none of it waits.
 *
 * @param node this one
 * @param drain how long the clients of an address are led away at most before it moves, asked each time
 * @param routers their state now
 * @param lifelines what is known of the other nodes now
 * @param yield leaves the addresses of a virtual IP to other nodes
 * @param resume ends that
 * @param audit is told who has changed what, in a sentence
 * @param clock that of the state's times
 */
public record VrrpAccess(
        NodeFacts node,
        Supplier<Duration> drain,
        Supplier<List<VirtualRouterStatus>> routers,
        Supplier<List<PeerStatus>> lifelines,
        Consumer<String> yield,
        Consumer<String> resume,
        Consumer<String> audit,
        NanoClock clock) {

    /** The one virtual IP that is named. */
    VirtualRouterStatus named(List<String> arguments) throws CommandException {
        if (arguments.size() != 1) {
            throw new CommandException(
                    (arguments.isEmpty() ? "the name of a virtual IP is missing" : "one virtual IP at a time")
                            + expected());
        }
        String name = arguments.getFirst();
        List<String> names = names();
        return routers.get().stream()
                .filter(router -> router.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no virtual IP \"" + Arguments.shortened(name) + "\""
                        + Words.nearest(name, names)
                                .map(near -> " (did you mean \"" + near + "\"?)")
                                .orElseGet(this::expected)));
    }

    private String expected() {
        List<String> names = names();
        return names.isEmpty() ? "; this node has none" : " (expected: " + String.join(", ", names) + ")";
    }

    private List<String> names() {
        return routers.get().stream().map(VirtualRouterStatus::name).toList();
    }
}
