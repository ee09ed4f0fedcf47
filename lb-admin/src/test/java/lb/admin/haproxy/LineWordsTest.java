package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line is taken apart as HAProxy 2.6 does it. */
class LineWordsTest {
    private static final Map<String, String> VARIABLES = Map.of("AA", "x y", "EE", "", "LL", "a b  c");

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            a b c                  ~ a|b|c
            `  a\tb # c`           ~ a|b
            a\\qb "a\\qb"          ~ a\\qb|a\\qb
            a\\'b "a\\'b"          ~ a'b|a'b
            a\\ b "a\\ b"          ~ a b|a b
            a\\$b "\\$c"           ~ a\\$b|$c
            $AA "$AA" "${AA}"      ~ $AA|x y|x y
            "${NO-de f}"           ~ de f
            "[${EE-de}]" "${NO-}"  ~ []|
            x"${LL[*]}"y           ~ xa|b|cy
            "$NO-x"                ~ -x
            a#b                    ~ a
            a\\#b "a#b" 'a#b'      ~ a#b|a#b|a#b
            "a\\tb\\x41"           ~ `a\tbA`
            a"b"'c\\n'             ~ abc\\n
            'a\\b\\\\'             ~ a\\b\\\\
            a\\\\b                 ~ a\\b
            ""                     ~ ``
            "${AA}${NO-z}w"        ~ x yzw
            "$.LINE"               ~ 7
            a\\                    ~ a\\
            """)
    void wordsAreThoseOfHaproxy(String line, String words) throws LineException {
        assertThat(LineWords.of(line, LineWordsTest::variable).words().stream().collect(Collectors.joining("|")))
                .isEqualTo(words == null ? "" : words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            a "b      ~ a quote (") that begins at character 3 does not end
            a 'b      ~ a quote (') that begins at character 3 does not end
            "${AA"    ~ ${AA at character 2 has no closing brace
            "$1a"     ~ $ at character 2 is followed by no name of a variable (expected: a letter or underscore; \\$ for the character itself)
            "${AA+x}" ~ ${AA at character 2 is followed by "+" (expected: a closing brace, -default or [*])
            \\x4      ~ \\x at character 1 is not followed by two hexadecimal digits
            \\x00     ~ \\x00 at character 1 ends the text in HAProxy (expected: another byte)
            """)
    void whatCannotBeTakenApartIsToldWithItsPlace(String line, String message) {
        assertThatThrownBy(() -> LineWords.of(line, LineWordsTest::variable))
                .isInstanceOf(LineException.class)
                .hasMessage(message);
    }

    private static Optional<String> variable(String name) {
        return name.equals(".LINE") ? Optional.of("7") : Optional.ofNullable(VARIABLES.get(name));
    }
}
