package lb.admin.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Rules;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Any text is a rule and a condition, or has a problem; nothing is thrown, and it does not take long. */
class RulesFuzzTest {
    private static final Map<String, String> FILES = Map.of("a", "/a\n10.0.0.0/8\n80\n(", "page", "%[path]");

    @FuzzTest(maxDuration = "3m")
    void anyTextIsARuleOrAProblem(byte[] bytes) {
        var text = new String(bytes, UTF_8);
        var problems = new ArrayList<Complaint>();
        var words = RuleLanguage.words(text, problems::add);
        if (words == null) {
            Assertions.assertThat(problems).isNotEmpty();
            return;
        }
        for (var mode : List.of(Mode.HTTP, Mode.TCP)) {
            var language = new Speaking(mode == Mode.HTTP, mode, FILES).language();
            language.acl(words, problems::add);
            hasProblem(problems, words, language.httpRequest(words, problems::add));
            hasProblem(problems, words, language.httpResponse(words, problems::add));
            hasProblem(problems, words, language.tcpRequest(words, problems::add));
            hasProblem(problems, words, language.useServer(words, List.of("a"), problems::add));
            for (var phase : Phase.values()) {
                hasProblem(problems, words, language.condition(words, phase, problems::add));
            }
        }
        var rule = new Speaking().language().httpRequest(words, _ -> {});
        if (rule != null) {
            Assertions.assertThat(Rules.http(List.of(rule), List.of()).isEmpty())
                    .isFalse();
        }
    }

    private static void hasProblem(List<Complaint> problems, List<String> words, @Nullable Object result) {
        if (result == null) {
            Assertions.assertThat(problems).anyMatch(Complaint::error);
        }
        problems.forEach(one -> Assertions.assertThat(one.text(words)).isNotBlank());
        problems.clear();
    }
}
