package lb.proxy.rule;

import java.util.IdentityHashMap;
import java.util.function.Function;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Rules;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** All rules that what comes in at a frontend may meet, its own and those of its backends. Immutable, on any thread. */
public final class FrontendRules {
    private final @Nullable RuleList connection;
    private final @Nullable RuleList session;
    private final @Nullable RuleList content;
    private final @Nullable RuleList request;
    private final @Nullable RuleList response;
    private final IdentityHashMap<Backend, BackendRules> backends = new IdentityHashMap<>();

    private FrontendRules(FrontendSettings frontend, Function<String, Backend> known) {
        Rules rules = frontend.routing().rules();
        connection = RuleList.of(rules.connection(), known);
        session = RuleList.of(rules.session(), known);
        content = RuleList.of(rules.content(), known);
        request = RuleList.of(rules.request(), known);
        response = RuleList.of(rules.response(), known);
        if (frontend.defaultBackend() != null) {
            add(known.apply(frontend.defaultBackend()), known);
        }
        for (RouteSettings route : frontend.routing().routes()) {
            if (route.action() instanceof RouteAction.Forward(String name, boolean _)) {
                add(known.apply(name), known);
            }
        }
    }

    private void add(Backend backend, Function<String, Backend> known) {
        if (!backends.containsKey(backend)) {
            backends.put(backend, BackendRules.of(backend, known));
        }
    }

    /**
     * Compiles them; null where there are none, which costs nothing then.
     *
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException if a rule cannot be compiled, with the reason
     */
    public static @Nullable FrontendRules of(FrontendSettings frontend, Function<String, Backend> backends) {
        FrontendRules rules = new FrontendRules(frontend, backends);
        return rules.isEmpty() ? null : rules;
    }

    private boolean isEmpty() {
        return connection == null
                && session == null
                && content == null
                && request == null
                && response == null
                && backends.values().stream().allMatch(BackendRules.NONE::equals);
    }

    /** Asked as soon as a client is accepted; null for none. */
    public @Nullable RuleList connection() {
        return connection;
    }

    /** Asked when the PROXY header, if any, has come; null for none. */
    public @Nullable RuleList session() {
        return session;
    }

    /** Asked when the first bytes have come; null for none. */
    public @Nullable RuleList content() {
        return content;
    }

    /** Asked for each request; null for none. */
    public @Nullable RuleList request() {
        return request;
    }

    /** Asked for each response, after those of the backend; null for none. */
    public @Nullable RuleList response() {
        return response;
    }

    /** Those of a backend that the frontend's traffic goes to. */
    public BackendRules of(Backend backend) {
        return backends.getOrDefault(backend, BackendRules.NONE);
    }
}
