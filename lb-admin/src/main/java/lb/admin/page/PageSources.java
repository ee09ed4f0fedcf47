package lb.admin.page;

import java.util.List;
import java.util.function.Supplier;
import lb.admin.nodes.OtherNode;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.CertificateFacts;

/**
 * What the pages show; all of it is asked on virtual threads.
 *
 * @param node this one
 * @param rows the figures now
 * @param virtualRouters their state now
 * @param clouds what they move, and where it is now
 * @param lifelines what is known of the other nodes now
 * @param others what the other nodes tell of themselves now; waits for their answers
 * @param trends the last minutes
 * @param changes the last changes of servers
 * @param certificates those that are in use now
 */
public record PageSources(
        NodeFacts node,
        Supplier<List<StatsRow>> rows,
        Supplier<List<VirtualRouterStatus>> virtualRouters,
        Supplier<List<MoverStatus>> clouds,
        Supplier<List<PeerStatus>> lifelines,
        Supplier<List<OtherNode>> others,
        Trends trends,
        HealthChanges changes,
        Supplier<List<CertificateFacts>> certificates) {}
