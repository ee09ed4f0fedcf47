package lb.admin.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordSplitterTest {
    /** Each was seen to be so with HAProxy 2.6. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a\\ b            | a b",
                "a\\d             | a\\d",
                "a\\\"b           | a\"b",
                "a\\'b            | a'b",
                "\"a\\$b\"        | a$b",
                "a\\$b            | a\\$b",
                "\"a\\db\"        | a\\db",
                "'a\\nb'          | a\\nb",
                "a\\x41b          | aAb",
                "a\"b c\"d        | ab cd",
                "\"a\\ b\"        | a b",
                "a\\#b            | a#b",
                "\"\\\\\"         | \\",
                "a\\,b            | a\\,b",
                "'a\"b'           | a\"b",
            })
    void quotesAndBackslashesMeanWhatTheyMeanInHaproxy(String written, String word) {
        assertThat(WordSplitter.split(written, WordSplitterTest::none)).containsExactly(word);
    }

    @Test
    void wordsEndAtSpacesAndTabulators() {
        assertThat(WordSplitter.split("  deny\tif { path /a }  ", WordSplitterTest::none))
                .containsExactly("deny", "if", "{", "path", "/a", "}");
        assertThat(WordSplitter.split("a '' \"\"", WordSplitterTest::none)).containsExactly("a", "", "");
        assertThat(WordSplitter.split("", WordSplitterTest::none)).isEmpty();
    }

    @Test
    void whatCannotBeSplitIsSaid() {
        assertThat(said("a # b")).containsExactly("1 a # begins a comment (expected: \\# or quotes around it)");
        assertThat(said("a \"b")).containsExactly("1 a quotation mark \" is not closed");
        assertThat(said("a 'b")).containsExactly("1 a quotation mark ' is not closed");
        assertThat(said("a\\")).containsExactly("0 a backslash with nothing behind it");
        assertThat(said("a\\x0")).containsExactly("0 \\x0 (expected: \\x01 to \\x7f)");
        assertThat(said("a\\x00")).containsExactly("0 \\x00 (expected: \\x01 to \\x7f)");
        assertThat(said("\"$HOME\""))
                .containsExactly(
                        "0 a $ in double quotes (expected: \\$, or single quotes; for a variable HOCON's ${…})");
        assertThat(said("x".repeat(8193))).containsExactly("0 it is longer than 8192 characters");
    }

    private static List<String> said(String text) {
        var said = new ArrayList<String>();
        assertThat(WordSplitter.split(text, one -> said.add(one.word() + " " + one.message())))
                .isNull();
        return said;
    }

    private static void none(Complaint complaint) {
        throw new AssertionError(complaint);
    }
}
