package lb.ha.handover;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import lb.ha.HandOver;
import lb.ha.NanoClock;
import lb.ha.settings.VirtualRouterSettings;

/** The hand-overs of a node without their thread. */
public final class SimulatedHandOver {
    private final HandOverLoop loop;
    private long epoch;

    public SimulatedHandOver(
            List<VirtualRouterSettings> settings,
            Peers peers,
            Clients clients,
            VirtualRouters routers,
            Consumer<String> notices,
            NanoClock clock,
            long firstEpoch) {
        this.epoch = firstEpoch;
        this.loop = new HandOverLoop(
                settings,
                peers,
                clients,
                routers,
                notices,
                clock,
                () -> epoch++,
                () -> Duration.ofSeconds(5),
                () -> {});
    }

    public HandOver asked() {
        return loop;
    }

    /** As a reload of a file with these virtual routers, before or after they are so. */
    public void follow(List<VirtualRouterSettings> settings, boolean over) {
        loop.follow(settings, over);
    }

    public void turn() {
        loop.turn();
    }

    public void heard(String node, Message message) {
        loop.heard(node, message);
    }

    public void stop() {
        loop.stop();
    }

    public boolean isIdle() {
        return loop.isIdle();
    }
}
