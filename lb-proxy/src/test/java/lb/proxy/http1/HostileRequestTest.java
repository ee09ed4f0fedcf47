package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lb.proxy.http1.HostileTable.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two parsers could read differently, or that no client should send, and what becomes of each. */
class HostileRequestTest {
    private static final List<Row> TABLE = HostileTable.read("hostile-requests.txt");
    private static final Pattern REASON = Pattern.compile("[0-9]{3} [A-Z_]+");

    private static final String PLAIN =
            "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n1;e=f\r\nZ\r\n0\r\nT: u\r\n\r\n";

    static List<Row> table() {
        return TABLE;
    }

    @Test
    void theTableIsLongAndNamesEachInputOnce() {
        assertThat(TABLE).hasSizeGreaterThan(900);
        assertThat(TABLE).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(TABLE).extracting(Row::input).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedOrForwardedInOneWayOnly(Row row) {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            RequestPassage passage = check(row, proxy, List.of(row.input()));
            assertThat(passage.outcome() + reason(row.input())).isEqualTo(row.outcome());
        }
    }

    /** Why the first head is refused, or nothing. */
    private static String reason(String input) {
        String outcome = MessageOutcome.ofRequest(List.of(input));
        return REASON.matcher(outcome).matches() ? "; " + outcome.substring("400 ".length()) : "";
    }

    @ParameterizedTest
    @MethodSource("table")
    void comesOutTheSameHoweverItIsCut(Row row) {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            HostileTable.cuts(row.input()).forEach(segments -> check(row, proxy, segments));
        }
    }

    private static RequestPassage check(Row row, InMemoryProxy proxy, List<String> segments) {
        RequestPassage passage = RequestPassage.of(proxy, segments);
        String expected = row.outcome().replaceFirst(";.*", "");
        boolean forwarded = row.cut()
                ? row.forwarded().startsWith(passage.forwarded())
                        && (passage.forwarded().isEmpty() || !passage.whole())
                : row.forwarded().equals(passage.forwarded());
        if (!forwarded || !passage.outcome().equals(expected)) {
            throw new AssertionError("sent in " + segments.size() + " segments, the first of "
                    + segments.getFirst().length() + " bytes, expected " + expected + "\n"
                    + HostileTable.escaped(row.forwarded()) + "\nbut was " + passage.outcome() + "\n"
                    + HostileTable.escaped(passage.forwarded()));
        }
        return passage;
    }

    /** Every control character but the three of the syntax itself, before every byte of a request. */
    @Test
    void aControlCharacterIsRefusedWhereverItStands() {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            for (int at = 0; at < PLAIN.length(); at++) {
                for (int control : controls()) {
                    String input = PLAIN.substring(0, at) + (char) control + PLAIN.substring(at);
                    RequestPassage passage = RequestPassage.of(proxy, List.of(input));
                    if (!passage.outcome().equals("400 PR closed")
                            || (passage.whole() && !passage.forwarded().isEmpty())) {
                        throw new AssertionError(HostileTable.escaped(input) + " became " + passage);
                    }
                }
            }
        }
    }

    private static int[] controls() {
        return IntStream.concat(IntStream.range(0, 32), IntStream.of(127))
                .filter(c -> c != '\t' && c != '\r' && c != '\n')
                .toArray();
    }

    /** What the server sees is then judged by {@link StrictReader}. */
    @Test
    void aBlankOrALineEndAnywhereIsRefusedOrForwardedInOneWayOnly() {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            for (int at = 0; at < PLAIN.length(); at++) {
                for (String odd :
                        List.of(" ", "\t", "\r", "\n", "\r\n", "\n\r", "\r\n ", "\u0085", "\u00a0", "\u00ff")) {
                    for (int to : new int[] {at, at + 1}) {
                        RequestPassage.of(proxy, List.of(PLAIN.substring(0, at) + odd + PLAIN.substring(to)));
                    }
                }
            }
        }
    }
}
