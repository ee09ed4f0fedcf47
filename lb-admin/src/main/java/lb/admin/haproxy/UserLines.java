package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;

/** Lines of {@code userlist} sections. */
final class UserLines {
    private static final Set<Context> HERE = Keyword.in(Context.USERLIST);

    static final List<Keyword<SectionDraft>> ALL =
            List.of(done("user", HERE, UserLines::user), done("group", HERE, UserLines::group));

    private UserLines() {}

    private static void user(Arguments arguments, SectionDraft list) {
        arguments.next("the name of a user").ifPresent(name -> {
            Draft user = of(list, name, arguments);
            while (arguments.more()) {
                switch (arguments
                        .oneOf(List.of("password", "insecure-password", "groups"))
                        .orElse("")) {
                    case "password" ->
                        arguments
                                .next("a hash as crypt(3) makes it")
                                .ifPresent(hash -> user.set("password-hash", hash, arguments.place()));
                    case "insecure-password" ->
                        arguments
                                .next("a password")
                                .ifPresent(password -> user.set("password", password, arguments.place()));
                    case "groups" ->
                        arguments
                                .next("groups with commas between them")
                                .ifPresent(groups -> Arrays.stream(groups.split(",", -1))
                                        .forEach(group -> inGroup(user, group, arguments)));
                    default -> arguments.rest();
                }
            }
        });
    }

    private static void group(Arguments arguments, SectionDraft list) {
        arguments.next("the name of a group").ifPresent(group -> {
            if (arguments.take("users")) {
                arguments
                        .next("users with commas between them")
                        .ifPresent(users -> Arrays.stream(users.split(",", -1))
                                .forEach(user -> inGroup(of(list, user, arguments), group, arguments)));
            }
        });
    }

    private static Draft of(SectionDraft list, String user, Arguments arguments) {
        return list.draft().object("users", arguments.place()).object(user, arguments.place());
    }

    private static void inGroup(Draft user, String group, Arguments arguments) {
        if (user.get("groups")
                .filter(groups -> ((List<?>) groups).contains(group))
                .isEmpty()) {
            user.add("groups", group, arguments.place());
        }
    }
}
