package lb.admin.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import lb.proxy.settings.Users;
import lb.proxy.settings.Users.Password;
import lb.proxy.settings.Users.User;
import org.jspecify.annotations.Nullable;

/** Reads the lists of users that rules ask for. */
final class UserLists {
    private static final Pattern ROUNDS = Pattern.compile("rounds=([0-9]{1,9})");

    /** From here on one password takes longer than anybody else should wait. */
    private static final long MANY_ROUNDS = 50_000;

    /** As measured, of SHA-512. */
    private static final long ROUNDS_A_MILLISECOND = 500;

    private UserLists() {}

    /** By their names. */
    static Map<String, Users> read(Section top) {
        var lists = new LinkedHashMap<String, Users>();
        for (var named : top.named(RuleKeys.USER_LISTS)) {
            var title = "user list \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), RuleKeys.USER_LIST, title, "");
            lists.put(named.name(), new Users(named.name(), section == null ? Map.of() : users(section, named.name())));
        }
        return lists;
    }

    private static Map<String, User> users(Section list, String name) {
        var all = list.value(RuleKeys.USERS);
        if (all == null || !all.isObject()) {
            list.required(RuleKeys.USERS);
            if (all != null) {
                all.expected(RuleKeys.USERS.form().expected());
            }
            return Map.of();
        }
        var users = new HashMap<String, User>();
        for (var user : all.keys()) {
            var value = all.child(user, "", "", true);
            if (value == null) {
                continue;
            }
            var title = "user list \"" + name + "\": user \"" + Value.shortened(user) + "\"";
            if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
                // The colon ends the name in Basic authentication (RFC 7617 section 2).
                value.titled(title).error("expected: a name without a colon and control characters");
                continue;
            }
            var read = user(value.titled(title), title);
            if (read != null) {
                users.put(user, read);
            }
        }
        return users;
    }

    private static @Nullable User user(Value value, String title) {
        if (value.scalar().isPresent()) {
            var text = value.parsed((Form.Scalar<String>) RuleKeys.PASSWORD.form());
            return text == null ? null : new User(new Password.Plain(text), Set.of());
        }
        var section = Section.of(value, RuleKeys.USER, title, "");
        if (section == null) {
            return null;
        }
        var password = password(section);
        return password == null ? null : new User(password, groups(section));
    }

    private static @Nullable Password password(Section user) {
        var hash = user.secret(RuleKeys.PASSWORD_HASH);
        if (hash != null) {
            if (user.has(RuleKeys.PASSWORD) || user.has(RuleKeys.PASSWORD_FILE)) {
                hash.wrong("expected: one of password, password-file and password-hash");
                return null;
            }
            var text = user.getSecret(RuleKeys.PASSWORD_HASH);
            if (text == null) {
                return null;
            }
            warnOfCost(hash, text);
            return new Password.Hashed(text);
        }
        var secret = Secrets.read(user, RuleKeys.PASSWORD, RuleKeys.PASSWORD_FILE);
        if (secret == null) {
            return null;
        }
        if (secret.text().isEmpty()) {
            secret.from().error("is empty");
            return null;
        }
        return new Password.Plain(secret.text());
    }

    private static void warnOfCost(Value hash, String text) {
        var rounds = ROUNDS.matcher(text);
        if (rounds.find() && Long.parseLong(rounds.group(1)) > MANY_ROUNDS) {
            var millis = Long.parseLong(rounds.group(1)) / ROUNDS_A_MILLISECOND;
            hash.warning("takes about " + millis + " ms for each new password, in which an event loop does nothing else"
                    + " (expected: rounds=50000 at most)");
        }
    }

    private static Set<String> groups(Section user) {
        var value = user.value(RuleKeys.GROUPS);
        if (value == null) {
            return Set.of();
        }
        var groups = new ArrayList<String>();
        for (var one : value.elements()) {
            var name = one.parsed(new Form.Text("a name without spaces", RuleReader.WORD));
            if (name != null) {
                groups.add(name);
            }
        }
        return new HashSet<>(groups);
    }
}
