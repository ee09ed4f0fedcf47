package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9113 sections 5.1 and 8.1. */
class StreamStateTest {
    /** {@code <} is received and {@code >} is sent; a {@code +} behind it ends the stream. */
    private static String after(String frames) {
        StreamState state = StreamState.IDLE;
        for (String frame : frames.isBlank() ? new String[0] : frames.strip().split(" ")) {
            boolean ends = frame.endsWith("+");
            FrameType type = FrameType.valueOf(frame.substring(1, frame.length() - (ends ? 1 : 0)));
            if (frame.charAt(0) == '>') {
                state = state.sent(type, ends);
                continue;
            }
            Violation wrong = state.wrong(type);
            if (wrong != null) {
                return wrong.name();
            }
            state = state.received(type, ends);
        }
        return state.name();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                         | IDLE",
                "<PRIORITY                                  | IDLE",
                "<DATA                                      | STREAM_IDLE",
                "<RST_STREAM                                | STREAM_IDLE",
                "<WINDOW_UPDATE                             | STREAM_IDLE",
                "<HEADERS                                   | OPEN",
                "<HEADERS <DATA <WINDOW_UPDATE <PRIORITY    | OPEN",
                "<HEADERS+                                  | HALF_CLOSED_REMOTE",
                "<HEADERS <DATA+                            | HALF_CLOSED_REMOTE",
                "<HEADERS <HEADERS+                         | HALF_CLOSED_REMOTE",
                "<HEADERS+ <DATA                            | STREAM_HALF_CLOSED",
                "<HEADERS+ <HEADERS                         | STREAM_HALF_CLOSED",
                "<HEADERS+ <WINDOW_UPDATE <PRIORITY         | HALF_CLOSED_REMOTE",
                "<HEADERS+ <RST_STREAM                      | RESET_RECEIVED",
                "<HEADERS+ >HEADERS                         | HALF_CLOSED_REMOTE",
                "<HEADERS+ >HEADERS+                        | CLOSED",
                "<HEADERS+ >HEADERS >DATA >DATA+            | CLOSED",
                "<HEADERS >HEADERS+                         | HALF_CLOSED_LOCAL",
                "<HEADERS >HEADERS+ <DATA+                  | CLOSED",
                "<HEADERS >HEADERS+ <DATA <WINDOW_UPDATE    | HALF_CLOSED_LOCAL",
                "<HEADERS >HEADERS+ >RST_STREAM             | RESET_SENT",
                "<HEADERS+ >HEADERS+ <DATA                  | STREAM_ENDED",
                "<HEADERS+ >HEADERS+ <HEADERS               | STREAM_ENDED",
                "<HEADERS+ >HEADERS+ <WINDOW_UPDATE <RST_STREAM <PRIORITY | CLOSED",
                "<HEADERS <RST_STREAM <DATA                 | STREAM_RESET",
                "<HEADERS <RST_STREAM <PRIORITY <WINDOW_UPDATE <RST_STREAM | RESET_RECEIVED",
                "<HEADERS >RST_STREAM <DATA <HEADERS+ <WINDOW_UPDATE <RST_STREAM | RESET_SENT",
                "<HEADERS <RST_STREAM >RST_STREAM           | RESET_RECEIVED",
                ">HEADERS                                   | OPEN",
                ">HEADERS+ <HEADERS <DATA+                  | CLOSED",
                ">HEADERS >DATA+                            | HALF_CLOSED_LOCAL"
            })
    void states(String frames, String expected) {
        assertThat(after(frames)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        ">DATA",
        "<HEADERS >HEADERS+ >DATA",
        "<HEADERS+ >HEADERS+ >DATA",
        "<HEADERS >RST_STREAM >DATA",
        "<HEADERS <RST_STREAM >HEADERS"
    })
    void whatMustNotBeSentIsABug(String frames) {
        assertThatThrownBy(() -> after(frames)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEADERS+                       | END",
                "HEADERS DATA DATA+             | END",
                "HEADERS DATA HEADERS+          | END",
                "HEADERS HEADERS+               | END",
                "HEADERS DATA                   | BODY",
                "DATA                           | DATA_BEFORE_HEADERS",
                "HEADERS HEADERS                | HEADERS_AGAIN",
                "HEADERS DATA HEADERS           | HEADERS_AGAIN",
                "INTERIM INTERIM HEADERS DATA+  | END",
                "INTERIM DATA                   | DATA_BEFORE_HEADERS",
                "HEADERS+ DATA                  | STREAM_HALF_CLOSED"
            })
    void partsOfAMessage(String frames, String expected) {
        MessagePart part = MessagePart.HEAD;
        List<Violation> wrong = new ArrayList<>();
        for (String frame : frames.split(" ")) {
            boolean ends = frame.endsWith("+");
            String name = frame.replace("+", "");
            FrameType type = name.equals("DATA") ? FrameType.DATA : FrameType.HEADERS;
            Violation violation = part.wrong(type, ends);
            if (violation != null) {
                wrong.add(violation);
                break;
            }
            part = part.after(name.equals("INTERIM"), ends);
        }
        assertThat(wrong.isEmpty() ? part.name() : wrong.getFirst().name()).isEqualTo(expected);
    }

    @Test
    void streamsOfAClientAreOddAndHaveRisingNumbers() {
        StreamNumbers numbers = new StreamNumbers();
        assertThat(numbers.isIdle(1)).isTrue();
        assertThat(numbers.opened(1)).isNull();
        assertThat(numbers.opened(7)).isNull();
        assertThat(numbers.opened(7)).isEqualTo(Violation.STREAM_NUMBER);
        assertThat(numbers.opened(5)).isEqualTo(Violation.STREAM_NUMBER);
        assertThat(numbers.opened(8)).isEqualTo(Violation.STREAM_NUMBER);
        assertThat(numbers.isIdle(3)).as("closed by a higher one").isFalse();
        assertThat(numbers.wasSkipped(1)).isFalse();
        assertThat(numbers.wasSkipped(3)).isTrue();
        assertThat(numbers.wasSkipped(5)).isTrue();
        assertThat(numbers.wasSkipped(7)).isFalse();
        assertThat(numbers.isIdle(9)).isTrue();
        assertThat(numbers.isIdle(2)).as("a server never opens one").isTrue();
        assertThat(numbers.last()).isEqualTo(7);
        assertThat(numbers.opened(Integer.MAX_VALUE)).isNull();
        assertThat(numbers.next()).isZero();
    }

    @Test
    void ourOwnNumbersEndToo() {
        StreamNumbers numbers = new StreamNumbers();
        assertThat(numbers.next()).isEqualTo(1);
        assertThat(numbers.next()).isEqualTo(3);
        numbers.opened(Integer.MAX_VALUE - 2);
        assertThat(numbers.next()).isEqualTo(Integer.MAX_VALUE);
        assertThat(numbers.next()).isZero();
    }

    @Test
    void streamsThatWereResetAreRememberedForAWhile() {
        StreamNumbers numbers = new StreamNumbers();
        assertThat(numbers.wasReset(0)).isFalse();
        numbers.reset(5);
        assertThat(numbers.wasReset(5)).isTrue();
        assertThat(numbers.wasReset(7)).isFalse();
        for (int stream = 7; stream < 7 + 2 * 128; stream += 2) {
            numbers.reset(stream);
        }
        assertThat(numbers.wasReset(5)).isFalse();
        assertThat(numbers.wasReset(7)).isTrue();
    }
}
