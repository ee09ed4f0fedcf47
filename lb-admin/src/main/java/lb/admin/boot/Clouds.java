package lb.admin.boot;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import lb.ha.HaEvents;
import lb.ha.NanoClock;
import lb.ha.cloud.CloudEvents;
import lb.ha.cloud.CloudMovers;
import lb.ha.cloud.MoverStatus;
import lb.ha.cloud.provider.CloudProviders;
import lb.ha.settings.CloudSettings;
import lb.ha.vrrp.VrrpState;

/** The movers of a node, and what they have to hear of its virtual routers. */
final class Clouds implements AutoCloseable {
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

    /** Hears what virtual routers do, and passes it on. */
    HaEvents before(HaEvents next) {
        return new HaEvents() {
            @Override
            public void changed(String virtualRouter, VrrpState from, VrrpState to, String why) {
                if (to == VrrpState.MASTER) {
                    movers.elected(virtualRouter);
                } else if (from == VrrpState.MASTER) {
                    movers.lost(virtualRouter);
                }
                next.changed(virtualRouter, from, to, why);
            }

            @Override
            public void contested(String virtualRouter) {
                movers.contested(virtualRouter);
                next.contested(virtualRouter);
            }

            @Override
            public void warning(String sentence) {
                next.warning(sentence);
            }
        };
    }

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
