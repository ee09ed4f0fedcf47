package lb.proxy.rule;

import java.util.function.Function;
import lb.proxy.settings.Rules;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Those of a backend; null for lists with nothing in them.
 *
 * @param content before {@code request}
 * @param request once it was chosen
 * @param response before those of the frontend
 * @param servers before its servers are balanced
 * @param names when its server is connected to; null where none is made
 */
public record BackendRules(
        @Nullable RuleList content,
        @Nullable RuleList request,
        @Nullable RuleList response,
        @Nullable ServerRules servers,
        @Nullable MadeNames names) {
    /** None. */
    static final BackendRules NONE = new BackendRules(null, null, null, null, null);

    static BackendRules of(Backend backend, Function<String, Backend> backends) {
        Rules rules = backend.settings().rules();
        return new BackendRules(
                RuleList.of(rules.content(), backends),
                RuleList.of(rules.request(), backends),
                RuleList.of(rules.response(), backends),
                ServerRules.of(backend.settings().useServers(), backend, backends),
                MadeNames.of(backend, backends));
    }
}
