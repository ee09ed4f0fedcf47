package lb.admin.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import lb.proxy.page.FixedResponse;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Users;
import lb.proxy.settings.Users.Password;
import lb.proxy.settings.Users.User;
import org.jspecify.annotations.Nullable;

/** Speaks the language for tests: a frontend "f" beside the backends "api" and "web", with the user list "staff". */
final class Speaking {
    static final Users STAFF =
            new Users("staff", Map.of("ann", new User(new Password.Plain("secret"), Set.of("admins"))));

    private final List<String> said = new ArrayList<>();
    private final RuleLanguage language;

    Speaking(boolean frontend, Mode mode, Map<String, String> files) {
        language = new RuleLanguage(new RuleScope(
                frontend,
                frontend ? "f" : "api",
                mode,
                List.of("api", "web"),
                Map.of("staff", STAFF),
                new Files(files)));
    }

    Speaking(String... acls) {
        this(true, Mode.HTTP, Map.of());
        for (var acl : acls) {
            language.acl(Objects.requireNonNull(words(acl)), complaints(acl));
        }
    }

    /** Files in memory. */
    record Files(Map<String, String> texts) implements RuleFiles {
        @Override
        public String read(String name, int most) throws RuleFileException {
            var text = texts.get(name);
            if (text == null) {
                throw new RuleFileException("there is no such file");
            }
            return new String(text.getBytes(UTF_8), ISO_8859_1);
        }

        @Override
        public FixedResponse errorFile(String name) throws RuleFileException {
            return new FixedResponse(503, List.of(), read(name, 1000));
        }
    }

    RuleLanguage language() {
        return language;
    }

    /** What was wrong or doubtful until now. */
    List<String> said() {
        return said;
    }

    /** What a text becomes; it has to be right. */
    <T> T good(BiFunction<List<String>, Complaints, T> kind, String text) {
        var words = words(text);
        var result = words == null ? null : kind.apply(words, complaints(text));
        if (result == null || !said.isEmpty()) {
            throw new AssertionError(text + ": " + said);
        }
        return result;
    }

    Condition condition(Phase phase, String text) {
        return good((words, to) -> language.condition(words, phase, to), text);
    }

    /** What is said of a text. */
    List<String> said(BiFunction<List<String>, Complaints, ?> kind, String text) {
        said.clear();
        var words = words(text);
        var result = words == null ? null : kind.apply(words, complaints(text));
        if (result == null && said.stream().allMatch(one -> one.startsWith("warning: "))) {
            throw new AssertionError(text + ": nothing, and nothing is said");
        }
        return List.copyOf(said);
    }

    @Nullable
    List<String> words(String text) {
        return RuleLanguage.words(text, complaints(text));
    }

    private Complaints complaints(String text) {
        return complaint -> said.add((complaint.error() ? "" : "warning: ")
                + complaint.text(Objects.requireNonNullElse(
                        WordSplitter.split(text, _ -> {
                            // Said once.
                        }),
                        List.of())));
    }
}
