package lb.admin.haproxy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is named in a {@code userlist}, wherever its line stands.
 *
 * @param users all of them
 * @param known those that have a password, with which alone they can be let in
 * @param groups that have a line
 */
record UserNames(Set<String> users, Set<String> known, Set<String> groups) {
    private static final Set<String> PASSWORDS = Set.of("password", "insecure-password");

    static UserNames of(List<Line> lines) {
        UserNames names = new UserNames(new HashSet<>(), new HashSet<>(), new HashSet<>());
        for (Line line : lines) {
            List<String> words = line.words();
            if (words.size() > 1 && line.first().equals("group")) {
                names.groups.add(words.get(1));
            } else if (words.size() > 1 && line.first().equals("user") && names.users.add(words.get(1))) {
                // The first line of a name counts.
                for (int i = 2; i + 1 < words.size(); i += 2) {
                    if (PASSWORDS.contains(words.get(i))) {
                        names.known.add(words.get(1));
                    }
                }
            }
        }
        return names;
    }
}
