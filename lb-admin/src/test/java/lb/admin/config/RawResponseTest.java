package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawResponseTest {
    @Test
    void aResponseLosesWhatIsSaidAnewWhenItIsSent() throws ValueException {
        assertThat(RawResponse.parse(
                        "HTTP/1.0 503 Service Unavailable\r\nConnection: close\r\nContent-Type:text/html \r\n"
                                + "Content-Length: 4\r\nDate: now\r\nX-Empty:\r\n\r\nbody"))
                .isEqualTo(new FixedResponse(
                        503, List.of(new Field("Content-Type", "text/html"), new Field("X-Empty", "")), "body"));
    }

    @Test
    void linesMayEndInLineFeedsAndTheReasonMayBeLeftOut() throws ValueException {
        assertThat(RawResponse.parse("HTTP/1.1 200\nA: b\n\n\nbody"))
                .isEqualTo(new FixedResponse(200, List.of(new Field("A", "b")), "\nbody"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK                               | no empty line",
                "HTTP/1.1 200 OK%A: b%                         | no empty line",
                "HTTP/1.1 100 Continue%%                       | status line \"HTTP/1.1 100 Continue\"",
                "HTTP/1.1 600 X%%                              | status line",
                "HTTP/1.1 20 X%%                               | status line",
                "HTTP/1.1  200 X%%                             | status line",
                "HTTP/1.2 200 X%%                              | status line",
                "HTTP/1.1 200 OK%A b%%                         | line \"A b\"",
                "HTTP/1.1 200 OK%: b%%                         | line \": b\"",
                "HTTP/1.1 200 OK%A : b%%                       | line \"A : b\"",
                "HTTP/1.1 200 OK%A: b% folded%%                | line \" folded\"",
                "HTTP/1.1 200 OK%A: \u0001%%                   | line \"A:  \"",
                "HTTP/1.1 200 OK%Transfer-Encoding: chunked%%0 | Transfer-Encoding",
                "HTTP/1.1 200 OK%Content-Length: 5%%body       | Content-Length in the file says 5, but the body has 4 bytes",
                "HTTP/1.1 200 OK%Content-Length: x%%body       | Content-Length \"x\"",
                "HTTP/1.1 200 OK%Content-Length: -1%%          | Content-Length \"-1\"",
                "HTTP/1.1 200 OK%Content-Length: 99999999999%% | Content-Length",
                "HTTP/1.1 204 No Content%%x                    | has no body",
            })
    void whatCannotBeSentIsRefused(String text, String why) {
        assertThatThrownBy(() -> RawResponse.parse(text.replace("%", "\r\n")))
                .isInstanceOfSatisfying(
                        ValueException.class,
                        wrong -> assertThat(wrong.detail()).contains(why));
    }
}
