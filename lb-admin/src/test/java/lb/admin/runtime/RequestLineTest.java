package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lines of the runtime socket are taken apart into. */
class RequestLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "show vrrp|[[show, vrrp]]",
                "  show\tvrrp  |[[show, vrrp]]",
                "show info;show vrrp|[[show, info], [show, vrrp]]",
                ";;show info ; ;|[[show, info]]",
                "''|[]",
                " ; \t;|[]",
                "vrrp yield a\\ b|[[vrrp, yield, a b]]",
                "vrrp yield a\\;b|[[vrrp, yield, a;b]]",
                "a\\\\b|[[a\\b]]",
                "a\\|[[a\\]]",
                "\\ |[[ ]]",
                "show \"a b\"|[[show, \"a, b\"]]",
                "vrrp yield ü€|[[vrrp, yield, ü€]]"
            })
    void wordsAreBetweenSpacesAndCommandsBetweenSemicolons(String line, String commands) throws Exception {
        assertThat(RequestLine.parse(line).toString()).isEqualTo(commands);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"show\u0000vrrp", "\u001b[2J", "show vrrp\r", "a\u007f", "\uFFFD", "a;b\u0085", "a\\\u0007"})
    void whatATerminalWouldObeyIsRefused(String line) {
        assertThatThrownBy(() -> RequestLine.parse(line))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("a command is text; character ");
    }

    @Test
    void aLongLineOfNothingTakesNoTime() throws Exception {
        assertThat(RequestLine.parse(";".repeat(LineAssembly.LONGEST))).isEmpty();
        assertThat(RequestLine.parse("a ".repeat(LineAssembly.LONGEST / 2)).getFirst())
                .hasSize(LineAssembly.LONGEST / 2);
    }
}
