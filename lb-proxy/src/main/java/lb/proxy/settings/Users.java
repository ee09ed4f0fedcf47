package lb.proxy.settings;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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

        /** A hash of it as crypt(3) writes it, such as {@code $5$salt$…} or {@code $6$salt$…}: {@link #EXPECTED}. */
        record Hashed(String hash) implements Password {
            /** What a hash looks like that something can be held against: DES, MD5, SHA-256 and SHA-512, whole ones. */
            public static final Pattern FORM = Pattern.compile(("D{13}"
                            + "|[$]1[$]D{1,8}[$]D{22}"
                            + "|[$]5[$](rounds=[1-9][0-9]{3,5}[$])?D{1,16}[$]D{43}"
                            + "|[$]6[$](rounds=[1-9][0-9]{3,5}[$])?D{1,16}[$]D{86}")
                    .replace("D", "[./0-9A-Za-z]"));

            /** The same for people. */
            public static final String EXPECTED = "a whole hash of crypt(3), such as $6$… by openssl passwd -6:"
                    + " $1$salt$ and 22 characters, $5$salt$ and 43, $6$salt$ and 86 (with rounds=1000 to 999999 or without),"
                    + " or 13 characters";

            /**
             * A hash of this form.
             *
             * @throws IllegalArgumentException if it is none; it does not show it
             */
            public Hashed {
                if (!FORM.matcher(hash).matches()) {
                    throw new IllegalArgumentException("expected: " + EXPECTED);
                }
            }

            @Override
            public String toString() {
                return "Hashed[…]";
            }
        }
    }
}
