package lb.admin.boot;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import lb.ha.HaEvents;
import lb.ha.NanoClock;
import lb.ha.Transition;
import lb.ha.cloud.CloudEvents;
import lb.ha.cloud.CloudMovers;
import lb.ha.cloud.MoverStatus;
import lb.ha.cloud.provider.CloudProviders;
import lb.ha.settings.CloudSettings;

/** The movers of a node; they hear of its virtual routers. */
final class Clouds implements HaEvents, AutoCloseable {
    private final CloudProviders providers;
    private final CloudMovers movers;

    private Clouds(CloudProviders providers, CloudMovers movers) {
        this.providers = providers;
        this.movers = movers;
    }

    /**
     * Starts them; each is checked at once, and nobody waits for that.
     *
     * @param environment where credentials may be
     */
    static Clouds start(List<CloudSettings> settings, Map<String, String> environment, CloudEvents events) {
        CloudProviders providers = CloudProviders.ofMachine(environment);
        CloudMovers movers = CloudMovers.start(
                providers.movers(settings),
                events,
                RandomGenerator.getDefault(),
                NanoClock.SYSTEM,
                InstantSource.system());
        return new Clouds(providers, movers);
    }

    @Override
    public void changed(Transition transition) {
        if (transition.isGain()) {
            movers.elected(transition.virtualRouter());
        } else if (transition.isLoss()) {
            movers.lost(transition.virtualRouter());
        }
    }

    @Override
    public void contested(String virtualRouter) {
        movers.contested(virtualRouter);
    }

    @Override
    public void warning(String sentence) {}

    /** What is known of each mover. Any thread; never waits. */
    List<MoverStatus> status() {
        return movers.status();
    }

    @Override
    public void close() {
        movers.close();
        providers.close();
    }
}
