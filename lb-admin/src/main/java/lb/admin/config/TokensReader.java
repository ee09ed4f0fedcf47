package lb.admin.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what programs show to see the statistics page (RFC 6750). */
final class TokensReader {
    private static final int SHORTEST = 16;

    /** What stands behind {@code Bearer} (RFC 6750 section 2.1). */
    private static final Pattern CARRIED = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private TokensReader() {}

    /** Name to token. */
    static Map<String, String> read(Section stats) {
        var tokens = new LinkedHashMap<String, String>();
        var value = stats.value(StatsKeys.TOKENS);
        if (value == null) {
            return tokens;
        }
        if (value.isObject() && value.isEmpty()) {
            value.error("is empty (expected: a token or more, or no tokens at all)");
        }
        for (var named : stats.named(StatsKeys.TOKENS)) {
            var title = "stats: token \"" + named.name() + "\"";
            var token = token(named.value().titled(title), title);
            if (token == null) {
                continue;
            }
            var wrong = wrong(token.text(), tokens);
            if (wrong.isEmpty()) {
                tokens.put(named.name(), token.text());
            } else {
                token.from().titled(title).error(wrong);
            }
        }
        return tokens;
    }

    /** What is wrong with it, without telling it; empty for nothing. */
    private static String wrong(String token, Map<String, String> others) {
        if (!CARRIED.matcher(token).matches() && !token.isEmpty()) {
            return "characters that no header field carries (expected: letters, digits and -._~+/)";
        }
        if (token.length() < SHORTEST) {
            return "too short (expected: " + SHORTEST + " characters or more, such as \"openssl rand -hex 32\" makes)";
        }
        return others.entrySet().stream()
                .filter(other -> other.getValue().equals(token))
                .findFirst()
                .map(other -> "the same as \"" + other.getKey() + "\" (expected: another one for each)")
                .orElse("");
    }

    private static Secrets.@Nullable Secret token(Value value, String title) {
        if (value.scalar().isPresent()) {
            return new Secrets.Secret(value.scalar().get(), value);
        }
        if (!value.isObject()) {
            value.expected("a token, or { token-file = … }");
            return null;
        }
        var section = Section.of(value, StatsKeys.TOKEN_TABLE, title, "");
        return section == null ? null : Secrets.read(section, StatsKeys.TOKEN, StatsKeys.TOKEN_FILE);
    }
}
