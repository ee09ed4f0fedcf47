package lb.proxy.settings;

import java.util.Map;
import java.util.Set;

/**
 * People who may identify themselves by name and password: a list of HAProxy's {@code userlist}.
 *
 * @param name of the list
 * @param users by their names
 */
public record Users(String name, Map<String, User> users) {
    public Users {
        users = Map.copyOf(users);
    }

    /** One of them. */
    public record User(Password password, Set<String> groups) {
        public User {
            groups = Set.copyOf(groups);
        }
    }

    /** What a password is held against. */
    public sealed interface Password {
        /** The password itself. */
        record Plain(String text) implements Password {
            /** A secret is in no log. */
            @Override
            public String toString() {
                return "Plain[…]";
            }
        }

        /** A hash of it as crypt(3) writes it, such as {@code $5$salt$…} or {@code $6$salt$…}. */
        record Hashed(String hash) implements Password {
            @Override
            public String toString() {
                return "Hashed[…]";
            }
        }
    }
}
