package lb.proxy.resolve;

import java.time.Duration;
import java.util.List;
import lb.proxy.settings.Resolver;
import org.jspecify.annotations.Nullable;

/** What has come of asking for a name once. */
sealed interface Answer {
    /**
     * The name is known.
     *
     * @param endpoints where it is served; not empty, each address and port once, those to be used first at the front
     * @param ttlSeconds how long the answer says that it may be kept, 0 or more
     * @param by who has answered
     * @param missing why hosts of a service are missing, which may be there all the same; null where none is
     */
    record Found(
            List<Endpoint> endpoints,
            long ttlSeconds,
            String by,
            @Nullable Failure missing) implements Answer {
        public Found {
            endpoints = List.copyOf(endpoints);
        }

        /** All there is. */
        Found(List<Endpoint> endpoints, long ttlSeconds, String by) {
            this(endpoints, ttlSeconds, by, null);
        }
    }

    /**
     * There is no address.
     *
     * @param detail what was the matter, for people
     */
    record Failed(Failure failure, String detail) implements Answer {}

    /** Why there is no address. */
    enum Failure {
        NX("DNS NX status") {
            @Override
            Duration holds(Resolver.Hold hold) {
                return hold.nx();
            }
        },
        TIMEOUT("DNS timeout status") {
            @Override
            Duration holds(Resolver.Hold hold) {
                return hold.timeout();
            }
        },
        REFUSED("DNS refused status") {
            @Override
            Duration holds(Resolver.Hold hold) {
                return hold.refused();
            }
        },
        OTHER("unspecified DNS error") {
            @Override
            Duration holds(Resolver.Hold hold) {
                return hold.other();
            }
        };

        private final String words;

        Failure(String words) {
            this.words = words;
        }

        /** As HAProxy says it. */
        String words() {
            return words;
        }

        /** How long the last good answer still counts. */
        abstract Duration holds(Resolver.Hold hold);
    }
}
