package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.Words;

/** Lines of {@code userlist} sections. */
final class UserLines {
    private static final Set<Context> HERE = Keyword.in(Context.USERLIST);

    static final List<Keyword<SectionDraft>> ALL =
            List.of(done("user", HERE, UserLines::user), done("group", HERE, UserLines::group));

    private UserLines() {}

    private static void user(Arguments arguments, SectionDraft list) {
        int before = arguments.problems().errorCount();
        arguments.next("the name of a user").ifPresent(name -> {
            Draft user = new Draft();
            while (arguments.more()) {
                switch (arguments
                        .oneOf(List.of("password", "insecure-password", "groups"))
                        .orElse("")) {
                    case "password" ->
                        arguments
                                .next("a hash as crypt(3) makes it")
                                .ifPresent(hash -> password(user, "password-hash", hash, arguments));
                    case "insecure-password" ->
                        arguments
                                .next("a password")
                                .ifPresent(password -> password(user, "password", password, arguments));
                    case "groups" ->
                        arguments
                                .next("groups with commas between them")
                                .ifPresent(groups -> groups(user, groups, list, arguments));
                    default -> arguments.rest();
                }
            }
            if (hasPassword(user) || arguments.problems().errorCount() == before) {
                put(name, user, list, arguments);
            }
        });
    }

    /** The last one counts. */
    private static void password(Draft user, String key, String text, Arguments arguments) {
        List.of("password", "password-hash").forEach(user::remove);
        user.set(key, text, arguments.place());
    }

    private static void groups(Draft user, String groups, SectionDraft list, Arguments arguments) {
        for (String group : groups.split(",", -1)) {
            if (list.names().groups().contains(group)) {
                inGroup(user, group, arguments);
            } else {
                arguments.error("there is no group %s in this userlist%s"
                        .formatted(
                                Shown.word(group),
                                Words.didYouMean(group, list.names().groups())));
            }
        }
    }

    private static void put(String name, Draft user, SectionDraft list, Arguments arguments) {
        Draft users = list.draft().object("users", arguments.place());
        boolean second = users.get(name)
                .map(Draft.class::cast)
                .filter(UserLines::hasPassword)
                .isPresent();
        if (second) {
            arguments.warning("%s is there already: this line is ignored, as in HAProxy".formatted(Shown.word(name)));
        } else if (!list.names().known().contains(name)) {
            arguments.warning("%s has no password and is never let in: left out".formatted(Shown.word(name)));
        } else if (hasPassword(user)) {
            Draft whole = users.object(name, arguments.place());
            if (whole.get("groups").orElse(null) instanceof List<?> groups) {
                groups.forEach(group -> inGroup(user, group.toString(), arguments));
            }
            user.keys().forEach(key -> whole.move(key, user));
        }
    }

    private static boolean hasPassword(Draft user) {
        return user.has("password") || user.has("password-hash");
    }

    private static void group(Arguments arguments, SectionDraft list) {
        arguments.next("the name of a group").ifPresent(group -> {
            if (!arguments.take("users")) {
                return;
            }
            arguments.next("users with commas between them").ifPresent(users -> {
                for (String user : users.split(",", -1)) {
                    if (list.names().known().contains(user)) {
                        inGroup(
                                list.draft().object("users", arguments.place()).object(user, arguments.place()),
                                group,
                                arguments);
                    } else if (!list.names().users().contains(user)) {
                        arguments.error("there is no user %s in this userlist%s"
                                .formatted(
                                        Shown.word(user),
                                        Words.didYouMean(user, list.names().users())));
                    }
                }
            });
        });
    }

    private static void inGroup(Draft user, String group, Arguments arguments) {
        if (user.get("groups")
                .filter(groups -> ((List<?>) groups).contains(group))
                .isEmpty()) {
            user.add("groups", group, arguments.place());
        }
    }
}
