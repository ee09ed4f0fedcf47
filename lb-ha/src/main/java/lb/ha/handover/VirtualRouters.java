package lb.ha.handover;

import java.util.List;
import lb.ha.VirtualRouterStatus;

/** The virtual routers of this node, as a hand-over sees them. Any thread; never waits. */
public interface VirtualRouters {
    /** What they do now. */
    List<VirtualRouterStatus> status();

    /** Stand with the least priority, and leave the addresses: asks {@link lb.ha.HandOver#leave}. */
    void yieldAll();

    /**
     * Give the addresses up; {@link lb.ha.HandOver#gone} follows.
     *
     * @param stopping whether this node ends
     * @param yielded whether to do so only where a person still wants it
     */
    void letGo(String unit, String why, boolean stopping, boolean yielded);

    /** Become master; {@link lb.ha.HandOver#taken} follows. */
    void takeOver(String unit, String why);
}
