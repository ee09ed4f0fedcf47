package lb.admin.config;

import java.util.List;
import java.util.Map;
import lb.proxy.settings.Users;

/**
 * What rules anywhere in the file can name.
 *
 * @param backends all of them, in the order of the file
 * @param userLists by their names
 */
record RuleNames(List<String> backends, Map<String, Users> userLists) {
    static RuleNames read(Section top) {
        return new RuleNames(
                top.named(Keys.BACKENDS).stream().map(Value.Named::name).toList(), UserLists.read(top));
    }
}
