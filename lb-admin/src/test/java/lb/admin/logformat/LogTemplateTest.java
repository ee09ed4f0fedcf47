package lb.admin.logformat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lb.admin.logformat.LogTemplate.Flags;
import lb.admin.logformat.LogTemplate.Space;
import lb.admin.logformat.LogTemplate.Text;
import lb.admin.logformat.LogTemplate.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogTemplateTest {
    private static final Flags NONE = new Flags(false, false, false);

    @Test
    void textAndVariablesStandInTheirOrder() throws Exception {
        assertThat(LogTemplate.parse("a %ci:%cp %%b").pieces())
                .isEqualTo(List.of(
                        new Text("a"),
                        new Space(),
                        new Variable(LogVariable.CLIENT_ADDRESS, NONE),
                        new Text(":"),
                        new Variable(LogVariable.CLIENT_PORT, NONE),
                        new Space(),
                        new Text("%b")));
    }

    @Test
    void flagsHoldForOneVariableAndThoseOfOForAllThatFollow() throws Exception {
        assertThat(LogTemplate.parse("%{+Q,+X}s%s%{+E}o%f%{-E}b").pieces())
                .isEqualTo(List.of(
                        new Variable(LogVariable.SERVER, new Flags(true, true, false)),
                        new Variable(LogVariable.SERVER, NONE),
                        new Variable(LogVariable.FRONTEND, new Flags(false, false, true)),
                        new Variable(LogVariable.BACKEND, NONE)));
    }

    @ParameterizedTest
    @EnumSource(LogVariable.class)
    void eachVariableIsFoundByItsName(LogVariable variable) throws Exception {
        assertThat(LogTemplate.parse("%" + variable.word()).pieces()).isEqualTo(List.of(new Variable(variable, NONE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` `        | expected: 1 to 1024 characters
            %          | a % without the name of a variable (a percent sign is %%)
            % ci       | a % without the name of a variable (a percent sign is %%)
            %%%        | a % without the name of a variable (a percent sign is %%)
            %zz        | there is no variable %zz
            %CI        | there is no variable %CI
            %ciao      | there is no variable %ciao
            %{+Q       | %{ without its }
            %{Q}r      | %{Q} (expected: +Q, +X or +E, or - for off)
            %{}r       | %{} (expected: +Q, +X or +E, or - for off)
            %{+Q+X}r   | %{+Q+X} (expected: +Q, +X or +E, or - for off)
            %{+q}r     | the flag q in %{…} is none of Q, X, E
            %[src]     | HAProxy's expressions in %[…] are not done yet in this version
            %{+Q}[src] | HAProxy's expressions in %[…] are not done yet in this version
            %lc        | %lc is not done yet in this version: lines are not counted by frontend
            `a\tb`     | a character that is none of ASCII's printable ones at 2
            aé         | a character that is none of ASCII's printable ones at 2
            """)
    void whatCannotBeReadIsToldExactly(String text, String why) {
        assertThatThrownBy(() -> LogTemplate.parse(text.replace("\\t", "\t")))
                .isInstanceOf(LogTemplateException.class)
                .hasMessage(why);
    }

    @Test
    void aTemplateThatNoLineCouldHoldIsRefused() {
        assertThatThrownBy(() -> LogTemplate.parse("a".repeat(1025))).hasMessage("expected: 1 to 1024 characters");
    }
}
