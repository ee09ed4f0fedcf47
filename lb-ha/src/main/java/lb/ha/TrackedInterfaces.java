package lb.ha;

import java.util.List;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.AddressPlane.InterfaceState;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;

/** The interfaces that one virtual router's priority follows (keepalived: {@code track_interface}). HA thread only. */
final class TrackedInterfaces {
    private final List<Tracking.Interface> tracked;
    private final AddressPlane plane;
    private final Warnings warnings;
    private Verdict verdict = Verdict.USABLE;

    TrackedInterfaces(List<Tracking.Interface> tracked, AddressPlane plane, Warnings warnings) {
        this.tracked = tracked;
        this.plane = plane;
        this.warnings = warnings;
    }

    /** As last seen. */
    Verdict verdict() {
        return verdict;
    }

    /** Looks at all of them. */
    void look() {
        Verdict seen = Verdict.USABLE;
        for (Tracking.Interface one : tracked) {
            try {
                InterfaceState state = plane.state(one.name());
                if (state == null) {
                    // A slip of the pen, perhaps: a node that takes no part from its start on would not say why.
                    warnings.tell(
                            "track",
                            "there is no interface " + one.name() + ", which it tracks (there are: "
                                    + String.join(", ", plane.interfaces()) + ")");
                    seen = seen.and(failed(one.whenDown(), "interface " + one.name() + " does not exist"));
                } else if (!state.up()) {
                    seen = seen.and(failed(one.whenDown(), "interface " + one.name() + " is down"));
                }
            } catch (AddressException | RuntimeException e) {
                // What stood before still stands.
                warnings.tell("track", Warnings.sentence("look at interface " + one.name(), e));
                return;
            }
        }
        verdict = seen;
    }

    /** What a thing that fails comes to. */
    private static Verdict failed(WhenUnusable then, String problem) {
        return switch (then) {
            case GiveUp giveUp -> new Verdict(true, problem, true, 0, 0);
            case LowerPriority(int by) -> new Verdict(true, problem, false, by, 0);
        };
    }
}
