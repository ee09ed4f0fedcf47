package lb.admin.rule;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Users;

/**
 * Where rules stand, and what they can name.
 *
 * @param frontend whether in a frontend; otherwise in a backend
 * @param name of the frontend or backend
 * @param mode of it; http or tcp
 * @param backends the names of all backends
 * @param userLists by their names
 * @param files that rules name
 */
public record RuleScope(
        boolean frontend,
        String name,
        Mode mode,
        Collection<String> backends,
        Map<String, Users> userLists,
        RuleFiles files) {
    public RuleScope {
        backends = List.copyOf(backends);
        userLists = Map.copyOf(userLists);
    }
}
