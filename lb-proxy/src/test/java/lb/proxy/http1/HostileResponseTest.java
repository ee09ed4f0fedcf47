package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses as servers may send them, sound or not, and what becomes of each. */
class HostileResponseTest {
    private enum To {
        GET,
        HEAD,
        UPGRADE,
        HTTP10
    }

    private record Case(To to, String response, String outcome) {
        @Override
        public String toString() {
            return to + " " + response.substring(0, Math.min(80, response.length()));
        }
    }

    private static Case refused(Malformed why, String response) {
        return new Case(To.GET, response, "502 " + why);
    }

    private static Case same(String response) {
        return new Case(To.GET, response, response);
    }

    private static Case forwarded(String response, String outcome) {
        return new Case(To.GET, response, outcome);
    }

    private static String ok(String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "\r\n";
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String line : List.of(
                "",
                "HTTP/1.1",
                "HTTP/1.1 20",
                "HTTP/2.0 200 OK",
                "HTTP/0.9 200 OK",
                "http/1.1 200 OK",
                "HTTP/1.x 200 OK",
                "HTTP/1.1\t200 OK",
                "ICY 200 OK",
                "HTTP/11.1 200 OK",
                " HTTP/1.1 200 OK",
                "SSH-2.0-OpenSSH_9.2",
                "GET / HTTP/1.1")) {
            cases.add(refused(Malformed.VERSION, line + "\r\n\r\n"));
        }
        for (String line : List.of(
                "HTTP/1.1  200 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 -20 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200OK")) {
            cases.add(refused(Malformed.STATUS, line + "\r\n\r\n"));
        }
        cases.addAll(List.of(
                refused(Malformed.BARE_LINE_FEED, "HTTP/1.1 200 OK\n\n"),
                refused(Malformed.CONTROL_CHARACTER, "HTTP/1.1 200 O\0K\r\n\r\n"),
                refused(Malformed.BARE_CARRIAGE_RETURN, "HTTP/1.1 200 OK\rX: y\r\n\r\n"),
                refused(Malformed.SPACE_BEFORE_COLON, ok("Content-Length : 5\r\n")),
                refused(Malformed.FIELD_LINE, ok("X\r\n")),
                refused(Malformed.FOLD_WITHOUT_FIELD, ok(" X: y\r\n")),
                refused(Malformed.CONTENT_LENGTH, ok("Content-Length: +5\r\n")),
                refused(Malformed.CONTENT_LENGTH, ok("Content-Length:\r\n")),
                refused(Malformed.CONTENT_LENGTHS_DIFFER, ok("Content-Length: 5\r\nContent-Length: 6\r\n")),
                refused(Malformed.CONTENT_TOO_LONG, ok("Content-Length: 99999999999999999999\r\n")),
                refused(Malformed.TRANSFER_ENCODING, ok("Transfer-Encoding: gzip\r\n")),
                refused(Malformed.TRANSFER_ENCODING, ok("Transfer-Encoding: gzip, chunked\r\n")),
                refused(Malformed.TRANSFER_ENCODING, ok("Transfer-Encoding: chunked, chunked\r\n")),
                refused(Malformed.TRANSFER_ENCODING, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                refused(Malformed.UPGRADE_NOT_ASKED, "HTTP/1.1 101 x\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
                new Case(To.UPGRADE, "HTTP/1.1 101 x\r\n\r\n", "502 UPGRADE_NOT_ASKED"),
                new Case(
                        To.UPGRADE,
                        "HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
                        "502 UPGRADE_NOT_ASKED"),
                refused(Malformed.TOO_MANY_FIELDS, ok("X: y\r\n".repeat(101))),
                refused(Malformed.HEAD_TOO_LONG, ok("X: " + "y".repeat(HeadLines.MAX_BYTES) + "\r\n")),
                refused(Malformed.START_LINE_TOO_LONG, "HTTP/1.1 200 " + "y".repeat(HeadLines.MAX_BYTES)),
                forwarded(ok("Transfer-Encoding: chunked\r\n") + "x\r\n", "400 in the body"),
                forwarded(
                        ok("Transfer-Encoding: chunked\r\n") + "1\r\nZ\r\n0\r\nContent-Length: 1\r\n\r\n",
                        "400 in the body"),
                same(ok("Content-Length: 5\r\n") + "hello"),
                same("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"),
                same("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
                same("HTTP/1.1 200 Gr\u00fc\u00df dich\r\nContent-Length: 0\r\n\r\n"),
                same("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
                forwarded("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
                forwarded("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", ok("Content-Length: 0\r\n")),
                forwarded("HTTP/1.7 200 OK\r\nContent-Length: 0\r\n\r\n", ok("Content-Length: 0\r\n")),
                forwarded(ok("Content-Length: 5, 5\r\n") + "hello", ok("Content-Length: 5\r\n") + "hello"),
                forwarded(
                        ok("Content-Length: 9\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nX",
                        ok("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n|X"),
                forwarded(
                        ok("Content-Length: 2\r\n") + "hiHTTP/1.1 200",
                        ok("Content-Length: 2\r\n") + "hi|HTTP/1.1 200"),
                forwarded("HTTP/1.1 204 x\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 204 x\r\n\r\n|hi"),
                forwarded(
                        "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "HTTP/1.1 204 x\r\n\r\n|0\r\n\r\n"),
                forwarded("HTTP/1.1 100 x\r\nContent-Length: 2\r\n\r\nHTTP", "HTTP/1.1 100 x\r\n\r\n|HTTP"),
                forwarded(
                        "HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\nX",
                        "HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n|X"),
                forwarded(
                        ok("Connection: x, close\r\nKeep-Alive: 1\r\nX: y\r\nUpgrade: h2c\r\nContent-Length: 0\r\n"),
                        ok("Content-Length: 0\r\n")),
                forwarded(ok("") + "until the end", ok("") + "until the end (incomplete)"),
                forwarded(ok("X: a\r\n b\r\nContent-Length: 0\r\n"), ok("X: a   b\r\nContent-Length: 0\r\n")),
                forwarded("HTTP/1.1 200 O", " (incomplete)"),
                new Case(To.HEAD, ok("Content-Length: 5\r\n"), ok("Content-Length: 5\r\n")),
                new Case(
                        To.HEAD,
                        ok("Transfer-Encoding: chunked\r\n") + "X",
                        ok("Transfer-Encoding: chunked\r\n") + "|X"),
                new Case(
                        To.HTTP10,
                        ok("Transfer-Encoding: chunked\r\n") + "3;x\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\nX",
                        ok("") + "abcde|X"),
                new Case(To.HTTP10, "HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 304 x\r\n\r\n"),
                new Case(To.HTTP10, ok("Content-Length: 2\r\n") + "hi", ok("Content-Length: 2\r\n") + "hi")));
        return cases.stream();
    }

    private static String outcome(Case input, List<String> pieces) {
        return MessageOutcome.ofResponse(
                pieces, input.to() == To.HEAD, input.to() == To.UPGRADE, input.to() == To.HTTP10);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedOrForwardedInOneWayOnly(Case input) {
        assertThat(outcome(input, List.of(input.response()))).isEqualTo(input.outcome());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutTheSameHoweverItIsCut(Case input) {
        String response = input.response();
        int step = Math.max(1, response.length() / 100);
        for (int cut = 1; cut < response.length(); cut += step) {
            assertThat(outcome(input, List.of(response.substring(0, cut), response.substring(cut))))
                    .as("cut after %d bytes", cut)
                    .isEqualTo(input.outcome());
        }
        assertThat(outcome(input, List.of(response.split("(?s)(?<=.)", 0))))
                .as("byte by byte")
                .isEqualTo(input.outcome());
    }
}
