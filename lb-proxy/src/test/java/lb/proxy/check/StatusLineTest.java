package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import lb.proxy.check.StatusLine.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\n                | 200 | OK",
                "HTTP/1.0 200 OK\\r\\n                | 200 | OK",
                "HTTP/1.1 200 OK\\n                   | 200 | OK",
                "HTTP/1.1 204 \\r\\n                  | 204 | ''",
                "HTTP/1.1 204\\r\\n                   | 204 | ''",
                "HTTP/1.1 204\\n                      | 204 | ''",
                "HTTP/1.1 503 Service Unavailable\\r\\n | 503 | Service Unavailable",
                "HTTP/1.1 500 a\tb  c\\r\\n           | 500 | 'a\tb  c'",
                "HTTP/1.1 500 \u00e9\\r\\n            | 500 | ??",
                "HTTP/1.1 100 Continue\\r\\n          | 100 | Continue",
                "HTTP/1.1 999 \\r\\n                  | 999 | ''",
            })
    void aStatusLineIsRead(String line, int code, String reason) {
        StatusLine read = new StatusLine();

        assertThat(feed(read, unescaped(line))).isEqualTo(State.COMPLETE);
        assertThat(read.code()).isEqualTo(code);
        assertThat(read.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "HTTP/1.1 20",
                "HTTP/1.1 200",
                "HTTP/1.1 200 ",
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 OK\\r",
                "HTTP/1.1 200\\r",
            })
    void aPartOfAStatusLineNeedsMore(String part) {
        assertThat(feed(new StatusLine(), unescaped(part))).isEqualTo(State.PARTIAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\r",
                "\\n",
                " ",
                "\\0",
                "http/1.1 200 OK\\r\\n",
                "HTTP/2 200\\r\\n",
                "HTTP/2.0 200 OK\\r\\n",
                "HTTP/0.9 200 OK\\r\\n",
                "HTTP/1 200 OK\\r\\n",
                "HTTP/11 200 OK\\r\\n",
                "HTTP/1.x 200 OK\\r\\n",
                "HTTP/1.11 200 OK\\r\\n",
                "HTTP/1.1\\r\\n",
                "HTTP/1.1  200 OK\\r\\n",
                "HTTP/1.1\t200 OK\\r\\n",
                "HTTP/1.1 20 OK\\r\\n",
                "HTTP/1.1 2000 OK\\r\\n",
                "HTTP/1.1 0200 OK\\r\\n",
                "HTTP/1.1 000 OK\\r\\n",
                "HTTP/1.1 099 OK\\r\\n",
                "HTTP/1.1 -20 OK\\r\\n",
                "HTTP/1.1 2x0 OK\\r\\n",
                "HTTP/1.1 200\tOK\\r\\n",
                "HTTP/1.1 200OK\\r\\n",
                "HTTP/1.1 200 O\\rK\\r\\n",
                "HTTP/1.1 200\\r\\r\\n",
                "HTTP/1.1 200 O\\0K\\r\\n",
                "HTTP/1.1 200 \u007f\\r\\n",
                "HTTP/1.1 200 \u001b[31m\\r\\n",
                "SSH-2.0-OpenSSH_9.2\\r\\n",
                "220 mail.example.com ESMTP\\r\\n",
                "<html>",
                "\u0015\u0003\u0001\\0\u0002\u0002",
            })
    void anythingElseIsInvalid(String line) {
        assertThat(feed(new StatusLine(), unescaped(line))).isEqualTo(State.INVALID);
    }

    @Test
    void aLineWithoutEndIsGivenUpAtTheLimit() {
        StatusLine read = new StatusLine();
        String start = "HTTP/1.1 200 ";

        assertThat(feed(read, start + "x".repeat(StatusLine.LIMIT - start.length() - 1)))
                .isEqualTo(State.PARTIAL);
        assertThat(read.accept((byte) 'x')).isEqualTo(State.INVALID);
    }

    @Test
    void theLongestLineIsRead() {
        StatusLine read = new StatusLine();
        String start = "HTTP/1.1 200 ";

        assertThat(feed(read, start + "x".repeat(StatusLine.LIMIT - start.length() - 1) + "\n"))
                .isEqualTo(State.COMPLETE);
        assertThat(read.reason()).isEqualTo("x".repeat(StatusLine.REASON_LIMIT));
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        StatusLine read = new StatusLine();
        feed(read, "x");

        assertThatThrownBy(() -> read.accept((byte) 'x')).isInstanceOf(IllegalStateException.class);
    }

    private static State feed(StatusLine line, String text) {
        State state = State.PARTIAL;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            state = line.accept(octet);
            if (state != State.PARTIAL) {
                return state;
            }
        }
        return state;
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }
}
