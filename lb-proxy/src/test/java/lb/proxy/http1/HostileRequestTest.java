package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two parsers could read differently, or that no client should send, and what becomes of each. */
class HostileRequestTest {
    private static final String HOST = "Host: a\r\n";

    /**
     * One input.
     *
     * @param outcome as {@link MessageOutcome} tells it
     */
    record Case(String name, String request, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case refused(Malformed why, String name, String request) {
        return new Case(name, request, why.status() + " " + why);
    }

    private static Case badBody(String name, String body) {
        return new Case(name, post("Transfer-Encoding: chunked\r\n", body), "400 in the body");
    }

    private static Case chunks(String name, String body, String forwarded) {
        String field = "Transfer-Encoding: chunked\r\n";
        return new Case(name, post(field, body), post(field, forwarded));
    }

    private static Case incomplete(String name, String request, String forwarded) {
        return new Case(name, request, forwarded + " (incomplete)");
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n" + body;
    }

    static Stream<Case> cases() {
        return Stream.of(
                        requestLines(),
                        versions(),
                        targets(),
                        fieldLines(),
                        hosts(),
                        lengths(),
                        codings(),
                        connections(),
                        bodies(),
                        limits())
                .flatMap(List::stream);
    }

    private static List<Case> requestLines() {
        return List.of(
                new Case("a plain request", get(""), get("")),
                new Case("empty lines before the request", "\r\n\r\n" + get(""), get("")),
                new Case("a pipelined request stays unread", get("") + "GET /2", get("") + "|GET /2"),
                new Case(
                        "an unknown method",
                        "BREW / HTTP/1.1\r\n" + HOST + "\r\n",
                        "BREW / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused(Malformed.START_LINE, "only a method", "GET\r\n"),
                refused(Malformed.START_LINE, "no target", "GET  HTTP/1.1\r\n"),
                refused(Malformed.VERSION, "HTTP/0.9", "GET /\r\n"),
                refused(Malformed.VERSION, "HTTP/0.9 with a space", "GET / \r\n"),
                refused(Malformed.START_LINE, "two spaces before the target", "GET  / HTTP/1.1\r\n"),
                refused(Malformed.VERSION, "two spaces before the version", "GET /  HTTP/1.1\r\n"),
                refused(Malformed.VERSION, "a space after the version", "GET / HTTP/1.1 \r\n"),
                refused(Malformed.VERSION, "a second target", "GET / /x HTTP/1.1\r\n"),
                refused(Malformed.START_LINE, "a tab for a space", "GET\t/ HTTP/1.1\r\n"),
                refused(Malformed.TARGET, "a tab before the version", "GET /\tHTTP/1.1\r\n"),
                refused(Malformed.START_LINE, "a space before the method", " GET / HTTP/1.1\r\n"),
                refused(Malformed.START_LINE, "a method with a colon", "GE:T / HTTP/1.1\r\n"),
                refused(Malformed.START_LINE, "a method with a high byte", "G\u00cbT / HTTP/1.1\r\n"),
                refused(Malformed.START_LINE, "a field where the request line should be", "Host: a\r\n\r\n"),
                refused(Malformed.START_LINE, "a response", "HTTP/1.1 200 OK\r\n\r\n"),
                refused(Malformed.BARE_LINE_FEED, "bare LF ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                refused(Malformed.BARE_LINE_FEED, "bare LF before the request", "\nGET / HTTP/1.1\r\n"),
                refused(Malformed.BARE_CARRIAGE_RETURN, "bare CR in the request line", "GET / HTTP/1.1\rX\r\n"),
                refused(Malformed.BARE_CARRIAGE_RETURN, "two CR", "GET / HTTP/1.1\r\r\n"),
                refused(Malformed.CONTROL_CHARACTER, "NUL in the method", "GE\0T / HTTP/1.1\r\n"),
                refused(Malformed.CONTROL_CHARACTER, "TLS where HTTP should be", "\u0016\u0003\u0001\u0002\0"),
                refused(Malformed.CONNECT_METHOD, "CONNECT", "CONNECT a:443 HTTP/1.1\r\n"),
                refused(Malformed.UNSUPPORTED_VERSION, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                incomplete("half a head", "GET / HTTP/1.1\r\nHost: a\r\n", ""));
    }

    private static List<Case> versions() {
        List<Case> cases = new ArrayList<>();
        for (String version : List.of(
                "http/1.1",
                "HTTP/1",
                "HTTP/1.",
                "HTTP/.1",
                "HTTP/1.10",
                "HTTP/01.1",
                "HTTP/1,1",
                "HTTP /1.1",
                "HTTP/1.1x",
                "HTTP/+1.1",
                "HTTPS/1.1",
                "HTTP/x.1",
                "ICAP/1.0",
                "HTTP/1.\u00b9")) {
            cases.add(refused(Malformed.VERSION, "version " + version, "GET / " + version + "\r\n" + HOST + "\r\n"));
        }
        for (String version : List.of("HTTP/0.9", "HTTP/2.0", "HTTP/3.1", "HTTP/9.9")) {
            cases.add(refused(
                    Malformed.UNSUPPORTED_VERSION, "version " + version, "GET / " + version + "\r\n" + HOST + "\r\n"));
        }
        cases.add(new Case("version HTTP/1.2 is served as 1.1", "GET / HTTP/1.2\r\n" + HOST + "\r\n", get("")));
        cases.add(new Case("version HTTP/1.0 goes on as 1.1", "GET / HTTP/1.0\r\n" + HOST + "\r\n", get("")));
        cases.add(new Case("HTTP/1.0 without Host stays 1.0", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"));
        return cases;
    }

    private static List<Case> targets() {
        List<Case> cases = new ArrayList<>();
        for (String target : List.of(
                "/#",
                "/a#b",
                "*",
                "a",
                "a/b",
                "example.com:80",
                "?x",
                "http:/a",
                "http:a",
                "http://",
                "http:///x",
                "ftp://a/",
                "http://u@a/",
                "http://u:p@a/",
                "http://a:x/",
                "http://a,b/",
                "http://[::1/",
                "http://a\\b/",
                "/\u00e4",
                "\\",
                "javascript:x")) {
            cases.add(refused(Malformed.TARGET, "target " + target, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n"));
        }
        for (String target :
                List.of("/a?b=c", "//a", "/..//%2e%00", "/a|b{c}\"<>^`\\", "http://a/x", "HTTP://A?x", "https://a")) {
            String request = "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
            cases.add(new Case("target " + target, request, request));
        }
        String options = "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n";
        cases.add(new Case("OPTIONS *", options, options));
        return cases;
    }

    private static List<Case> fieldLines() {
        return List.of(
                refused(Malformed.SPACE_BEFORE_COLON, "space before a colon", get("X : y\r\n")),
                refused(Malformed.SPACE_BEFORE_COLON, "tab before a colon", get("Content-Length\t: 5\r\n")),
                refused(Malformed.SPACE_BEFORE_COLON, "two words for a name", get("X y: z\r\n")),
                refused(Malformed.FIELD_LINE, "no colon", get("X\r\n")),
                refused(Malformed.FIELD_LINE, "no name", get(": x\r\n")),
                refused(Malformed.FIELD_LINE, "a high byte in a name", get("X\u00e4: y\r\n")),
                refused(Malformed.FIELD_LINE, "a quoted name", get("\"Content-Length\": 5\r\n")),
                refused(Malformed.FIELD_LINE, "a name with a parenthesis", get("X(: y\r\n")),
                refused(Malformed.CONTROL_CHARACTER, "NUL in a value", get("X: a\0b\r\n")),
                refused(Malformed.CONTROL_CHARACTER, "NUL in a name", get("Content-Length\0: 5\r\n")),
                refused(Malformed.CONTROL_CHARACTER, "DEL in a value", get("X: a\u007fb\r\n")),
                refused(
                        Malformed.CONTROL_CHARACTER,
                        "vertical tab before a value",
                        get("Transfer-Encoding:\u000bchunked\r\n")),
                refused(Malformed.CONTROL_CHARACTER, "form feed in a value", get("X: \f\r\n")),
                refused(Malformed.BARE_LINE_FEED, "bare LF ends a field", get("X: y\nContent-Length: 5\r\n")),
                refused(Malformed.BARE_CARRIAGE_RETURN, "bare CR in a value", get("X: y\rContent-Length: 5\r\n")),
                refused(Malformed.BARE_CARRIAGE_RETURN, "CR CR LF", get("X: y\r\r\n")),
                refused(
                        Malformed.BARE_LINE_FEED,
                        "LF LF ends the head",
                        "GET / HTTP/1.1\r\nHost: a\r\n\nGET /2 HTTP/1.1\r\n"),
                refused(
                        Malformed.FOLD_WITHOUT_FIELD,
                        "the first field is folded",
                        "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                refused(Malformed.FOLD_WITHOUT_FIELD, "a blank line first", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
                new Case("obs-fold", get("X: a\r\n b\r\n"), get("X: a   b\r\n")),
                new Case("obs-fold by a tab", get("X: a\r\n\tb\r\n"), get("X: a  \tb\r\n")),
                new Case("obs-fold of blanks only", get("X: a\r\n \r\n"), get("X: a   \r\n")),
                new Case(
                        "a folded value that looks like a field",
                        get("X: a\r\n Content-Length: 5\r\n"),
                        get("X: a   Content-Length: 5\r\n")),
                new Case(
                        "a folded coding counts",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:   chunked\r\n\r\n0\r\n\r\n"),
                new Case("high bytes in a value", get("X: \u00e4\u00ff\r\n"), get("X: \u00e4\u00ff\r\n")),
                new Case("an empty value", get("X:\r\n"), get("X:\r\n")),
                new Case("blanks around a value", get("X: \t y \t\r\n"), get("X: \t y \t\r\n")),
                new Case(
                        "names with odd token characters",
                        get("!#$%&'*+-.^_`|~: y\r\n"),
                        get("!#$%&'*+-.^_`|~: y\r\n")));
    }

    private static List<Case> hosts() {
        List<Case> cases = new ArrayList<>(List.of(
                refused(Malformed.HOST_MISSING, "no Host", "GET / HTTP/1.1\r\n\r\n"),
                refused(Malformed.HOST_MISSING, "no Host in 1.2", "GET / HTTP/1.2\r\n\r\n"),
                refused(Malformed.HOST_REPEATED, "two Hosts", get("Host: b\r\n")),
                refused(Malformed.HOST_REPEATED, "the same Host twice", get("host: a\r\n")),
                refused(
                        Malformed.HOST_AGAINST_TARGET,
                        "Host against the target",
                        "GET http://b/ HTTP/1.1\r\n" + HOST + "\r\n"),
                refused(
                        Malformed.HOST_AGAINST_TARGET,
                        "Host's port against the target",
                        "GET http://a:81/ HTTP/1.1\r\nHost: a:80\r\n\r\n"),
                refused(
                        Malformed.HOST_AGAINST_TARGET,
                        "an empty Host against the target",
                        "GET http://a/ HTTP/1.1\r\nHost:\r\n\r\n"),
                new Case(
                        "Host in other letters than the target",
                        "GET http://A/ HTTP/1.1\r\n" + HOST + "\r\n",
                        "GET http://A/ HTTP/1.1\r\n" + HOST + "\r\n")));
        for (String[] same : new String[][] {
            {"http://a:80/x", "a"},
            {"http://a/x", "A:80"},
            {"HTTP://[::1]:80", "[::1]"},
            {"https://a:443/x", "a"},
            {"http://a:8080/x", "a:8080"}
        }) {
            String request = "GET " + same[0] + " HTTP/1.1\r\nHost: " + same[1] + "\r\n\r\n";
            cases.add(new Case(same[0] + " with Host: " + same[1], request, request));
        }
        for (String[] other : new String[][] {
            {"http://a:443/", "a"},
            {"https://a:80/", "a"},
            {"http://a:8080/", "a"},
            {"http://a:80/", "a:8080"},
            {"http://a:80/", "b"},
            {"http://a:80/", ""}
        }) {
            String request = "GET " + other[0] + " HTTP/1.1\r\nHost: " + other[1] + "\r\n\r\n";
            cases.add(refused(Malformed.HOST_AGAINST_TARGET, other[0] + " with Host: " + other[1], request));
        }
        for (String host : List.of(
                "a b", "a,b", "a/b", "a@b", "a#b", "a?b", "a:80:90", "a:x", "a:-1", ":80", "[::1", "::1", "a]", "[]x",
                "a\\b", "\u00e4", "\"a\"", "a<b")) {
            cases.add(refused(Malformed.HOST_SYNTAX, "Host: " + host, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
        }
        for (String host : List.of("", "a:80", "[::1]", "[::1]:80", "a.b-c_d", "10.0.0.1:", "%61")) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            cases.add(new Case("Host: " + host, request, request));
        }
        return cases;
    }

    private static List<Case> lengths() {
        List<Case> cases = new ArrayList<>();
        for (String length : List.of(
                "", "+5", "-5", "0x5", "5a", "a", "5 5", "5.0", "5,", ",5", "5,,5", "5;", "\"5\"", "1e1", "\u0665",
                "5\u00a0", "5_0")) {
            cases.add(refused(
                    Malformed.CONTENT_LENGTH,
                    "Content-Length: " + length,
                    post("Content-Length: " + length + "\r\n", "hello")));
        }
        cases.addAll(List.of(
                refused(
                        Malformed.CONTENT_LENGTHS_DIFFER,
                        "differing lengths",
                        post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")),
                refused(
                        Malformed.CONTENT_LENGTHS_DIFFER,
                        "differing lengths in one list",
                        post("Content-Length: 5, 6\r\n", "hello!")),
                refused(
                        Malformed.CONTENT_LENGTHS_DIFFER,
                        "none and some",
                        post("Content-Length: 0\r\ncontent-length: 6\r\n", "hello!")),
                refused(
                        Malformed.CONTENT_TOO_LONG,
                        "more than a long holds",
                        post("Content-Length: 9999999999999999999\r\n", "")),
                refused(
                        Malformed.CONTENT_TOO_LONG,
                        "2^64 + 5",
                        post("Content-Length: 18446744073709551621\r\n", "hello")),
                new Case(
                        "the same length twice",
                        post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
                        post("Content-Length: 5\r\n", "hello")),
                new Case(
                        "the same length in a list",
                        post("Content-Length: 5, 5\r\n", "hello"),
                        post("Content-Length: 5\r\n", "hello")),
                new Case(
                        "leading zeros",
                        post("Content-Length: 0005\r\n", "hello"),
                        post("Content-Length: 5\r\n", "hello")),
                new Case(
                        "a body of GET",
                        get("Content-Length: 5\r\n") + "hello",
                        get("Content-Length: 5\r\n") + "hello"),
                new Case(
                        "a request in the body",
                        post("Content-Length: 5\r\n", "GET /x"),
                        post("Content-Length: 5\r\n", "GET /|x")),
                new Case("no length means no body (CL.0, 0.CL)", post("", "GET /x"), post("", "|GET /x")),
                new Case("length 0", post("Content-Length: 0\r\n", "GET /x"), post("Content-Length: 0\r\n", "|GET /x")),
                incomplete(
                        "a body that is cut",
                        post("Content-Length: 9\r\n", "hello"),
                        post("Content-Length: 9\r\n", "hello"))));
        return cases;
    }

    private static List<Case> codings() {
        List<Case> cases = new ArrayList<>();
        for (String coding : List.of(
                "",
                "chunked, chunked",
                "chunked, gzip",
                "chunked, identity",
                "identity",
                "gzip",
                "xchunked",
                "chunkedx",
                "chunke",
                "chunked;q=1",
                "\"chunked\"",
                "chunked,",
                ", chunked",
                "gzip,,chunked",
                "chunk ed",
                "chunked\u00a0",
                "x=chunked",
                "chunked chunked")) {
            cases.add(refused(
                    Malformed.TRANSFER_ENCODING,
                    "Transfer-Encoding: " + coding,
                    post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n")));
        }
        for (String coding : List.of("gzip, chunked", "identity, chunked", "cow,chunked", "gzip\t,\tchunked")) {
            cases.add(refused(
                    Malformed.TRANSFER_CODING_UNKNOWN,
                    "Transfer-Encoding: " + coding,
                    post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n")));
        }
        String chunked = "Transfer-Encoding: chunked\r\n";
        cases.addAll(List.of(
                refused(Malformed.TRANSFER_ENCODING, "chunked in two fields", post(chunked + chunked, "0\r\n\r\n")),
                refused(
                        Malformed.TRANSFER_ENCODING,
                        "chunked, then cow, in two fields (TE.TE)",
                        post(chunked + "Transfer-encoding: cow\r\n", "0\r\n\r\n")),
                refused(
                        Malformed.TRANSFER_CODING_UNKNOWN,
                        "cow, then chunked, in two fields (TE.TE)",
                        post("Transfer-Encoding: cow\r\n" + chunked, "0\r\n\r\n")),
                refused(
                        Malformed.TRANSFER_ENCODING,
                        "chunked in HTTP/1.0",
                        "POST / HTTP/1.0\r\n" + HOST + chunked + "\r\n0\r\n\r\n"),
                refused(
                        Malformed.SPACE_BEFORE_COLON,
                        "Transfer-Encoding with a space before its colon",
                        post("Content-Length: 5\r\nTransfer-Encoding : chunked\r\n", "0\r\n\r\n")),
                refused(
                        Malformed.CONTENT_LENGTH,
                        "chunked and a bad length",
                        post(chunked + "Content-Length: x\r\n", "0\r\n\r\n")),
                new Case(
                        "chunked and a length (CL.TE)",
                        post("Content-Length: 6\r\n" + chunked, "0\r\n\r\nX"),
                        post(chunked, "0\r\n\r\n|X")),
                new Case(
                        "chunked and a length (TE.CL)",
                        post(chunked + "Content-Length: 3\r\n", "1\r\nZ\r\n0\r\n\r\n"),
                        post(chunked, "1\r\nZ\r\n0\r\n\r\n")),
                new Case(
                        "chunked in other letters",
                        post("TRANSFER-encoding: ChUnKeD\r\n", "0\r\n\r\n"),
                        post("TRANSFER-encoding: ChUnKeD\r\n", "0\r\n\r\n")),
                new Case(
                        "an underscore makes another field",
                        post("Transfer_Encoding: chunked\r\n", ""),
                        post("Transfer_Encoding: chunked\r\n", "")),
                new Case(
                        "chunked in another field",
                        post("X: Transfer-Encoding: chunked\r\n", ""),
                        post("X: Transfer-Encoding: chunked\r\n", ""))));
        return cases;
    }

    private static List<Case> connections() {
        return List.of(
                new Case(
                        "hop-by-hop fields",
                        get("Connection: close\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers\r\nX: y\r\n"),
                        get("X: y\r\n")),
                new Case(
                        "fields named in Connection",
                        get("X: 1\r\nConnection: y, x\r\nZ: 3\r\nY: 2\r\n"),
                        get("Z: 3\r\n")),
                new Case(
                        "Connection cannot name the framing away",
                        post("Connection: host, content-length, transfer-encoding\r\nContent-Length: 1\r\n", "x"),
                        post("Content-Length: 1\r\n", "x")),
                new Case("an odd but harmless Connection", get("Connection: ,, close ,\r\n"), get("")),
                refused(Malformed.CONNECTION_OPTIONS, "two words in Connection", get("Connection: a b\r\n")),
                refused(Malformed.CONNECTION_OPTIONS, "no token in Connection", get("Connection: \u00e4\r\n")),
                refused(
                        Malformed.CONNECTION_OPTIONS,
                        "too many options",
                        get("Connection: " + "a,".repeat(33) + "\r\n")),
                new Case(
                        "an upgrade",
                        get("Upgrade: websocket\r\nConnection: Upgrade\r\n"),
                        get("Upgrade: websocket\r\nConnection: Upgrade\r\n")),
                new Case("an upgrade that Connection does not name", get("Upgrade: websocket\r\n"), get("")),
                new Case(
                        "an upgrade to HTTP/2",
                        get("Upgrade: h2c\r\nHTTP2-Settings: AA\r\nConnection: Upgrade, HTTP2-Settings\r\n"),
                        get("")),
                new Case(
                        "an upgrade to HTTP/2 among others",
                        get("Upgrade: websocket, h2c\r\nConnection: Upgrade\r\n"),
                        get("")),
                new Case(
                        "an upgrade with a body",
                        post("Upgrade: x\r\nConnection: upgrade\r\nContent-Length: 1\r\n", "x"),
                        post("Content-Length: 1\r\n", "x")),
                new Case("Expect goes on", get("Expect: 100-continue\r\n"), get("Expect: 100-continue\r\n")),
                new Case(
                        "Expect of HTTP/1.0 does not",
                        "GET / HTTP/1.0\r\n" + HOST + "Expect: 100-continue\r\n\r\n",
                        get("")));
    }

    private static List<Case> bodies() {
        List<Case> cases = new ArrayList<>();
        for (String size : List.of(
                "",
                " 1",
                "+1",
                "-1",
                "0x1",
                "1 ",
                "1\t",
                "g",
                "1 x",
                "1,2",
                "\u00b9",
                "1\0",
                "00000000000000001",
                "8000000000000000",
                "fffffffffffffffff",
                "1\"",
                "1 \0;")) {
            cases.add(badBody("chunk size " + size, size + "\r\nZ\r\n0\r\n\r\n"));
        }
        for (String size : List.of("1", "01", "0000000000000001")) {
            cases.add(chunks("chunk size " + size, size + "\r\nZ\r\n0\r\n\r\n", size + "\r\nZ\r\n0\r\n\r\n"));
        }
        cases.addAll(List.of(
                badBody("bare LF after the size", "1\nZ\r\n0\r\n\r\n"),
                badBody("bare CR after the size", "1\rZ\r\n0\r\n\r\n"),
                badBody("bare LF after the data", "1\r\nZ\n0\r\n\r\n"),
                badBody("CR and more after the data", "1\r\nZ\rX0\r\n\r\n"),
                badBody("more data than the size", "1\r\nZZ\r\n0\r\n\r\n"),
                badBody("less data than the size", "3\r\nZ\r\n0\r\n\r\n"),
                badBody("bare LF in an extension", "1;a\nZ\r\n0\r\n\r\n"),
                badBody("bare CR in an extension", "1;a\rb\r\nZ\r\n0\r\n\r\n"),
                badBody("NUL in an extension", "1;a\0\r\nZ\r\n0\r\n\r\n"),
                badBody("bare LF ends the body", "0\r\n\n"),
                badBody("bare LF after the last size", "0\n\r\n"),
                badBody("a trailer without a colon", "0\r\nX\r\n\r\n"),
                badBody("a trailer with a space before its colon", "0\r\nX : y\r\n\r\n"),
                badBody("a folded trailer", "0\r\nX: y\r\n z\r\n\r\n"),
                badBody("NUL in a trailer", "0\r\nX: \0\r\n\r\n"),
                badBody("bare LF after a trailer", "0\r\nX: y\n\r\n"),
                badBody("Content-Length in the trailers", "0\r\nContent-Length: 5\r\n\r\n"),
                badBody("Transfer-Encoding in the trailers", "0\r\ntransfer-encoding: chunked\r\n\r\n"),
                badBody("Host in the trailers", "0\r\nHost: b\r\n\r\n"),
                badBody("endless trailers", "0\r\n" + ("X: " + "y".repeat(500) + "\r\n").repeat(17) + "\r\n"),
                badBody("an endless trailer", "0\r\nX: " + "y".repeat(ChunkedBody.MAX_TRAILER_BYTES)),
                badBody("an endless extension", "1;" + "a".repeat(ChunkedBody.MAX_EXTENSION_BYTES + 1)),
                badBody("endless extensions", ("1;" + "a".repeat(1000) + "\r\nZ\r\n").repeat(17)),
                chunks("an extension", "1;a=b\r\nZ\r\n0\r\n\r\n", "1\r\nZ\r\n0\r\n\r\n"),
                chunks("an extension after blanks", "1 \t; a=\"b\"\r\nZ\r\n0;x\r\n\r\n", "1\r\nZ\r\n0\r\n\r\n"),
                chunks("an empty extension", "1;\r\nZ\r\n0\r\n\r\n", "1\r\nZ\r\n0\r\n\r\n"),
                chunks("trailers", "0\r\nDigest: x\r\nY:\r\n\r\n", "0\r\nDigest: x\r\nY:\r\n\r\n"),
                chunks(
                        "several chunks",
                        "5\r\nhello\r\nA\r\n0123456789\r\n000\r\n\r\n",
                        "5\r\nhello\r\nA\r\n0123456789\r\n000\r\n\r\n"),
                chunks("what follows the body", "0\r\n\r\nGET /2", "0\r\n\r\n|GET /2"),
                incomplete(
                        "a chunk that is cut",
                        post("Transfer-Encoding: chunked\r\n", "5\r\nhe"),
                        post("Transfer-Encoding: chunked\r\n", "5\r\nhe"))));
        return cases;
    }

    private static List<Case> limits() {
        String longest = "GET / HTTP/1.1\r\n" + HOST + "X: ";
        String fitting = longest + "y".repeat(HeadLines.MAX_BYTES - longest.length() - 4) + "\r\n\r\n";
        return List.of(
                new Case("the longest head", fitting, fitting),
                refused(Malformed.HEAD_TOO_LONG, "one byte more", longest + "y" + fitting.substring(longest.length())),
                refused(
                        Malformed.START_LINE_TOO_LONG,
                        "an endless request line",
                        "GET /" + "a".repeat(HeadLines.MAX_BYTES)),
                refused(Malformed.HEAD_TOO_LONG, "an endless field", get("X: " + "a".repeat(HeadLines.MAX_BYTES))),
                refused(Malformed.HEAD_TOO_LONG, "an endlessly folded field", get("X: a\r\n" + " b\r\n".repeat(5000))),
                refused(Malformed.START_LINE_TOO_LONG, "endless empty lines", "\r\n".repeat(HeadLines.MAX_BYTES)),
                new Case("100 fields", get("X: y\r\n".repeat(99)), get("X: y\r\n".repeat(99))),
                refused(Malformed.TOO_MANY_FIELDS, "101 fields", get("X: y\r\n".repeat(100))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedOrForwardedInOneWayOnly(Case input) {
        assertThat(MessageOutcome.ofRequest(List.of(input.request()))).isEqualTo(input.outcome());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutTheSameHoweverItIsCut(Case input) {
        String request = input.request();
        // Long inputs are cut at about 150 places, and near their ends at all.
        int step = Math.max(1, request.length() / 150);
        for (int cut = 1; cut < request.length(); cut += cut < 20 || cut > request.length() - 30 ? 1 : step) {
            assertThat(MessageOutcome.ofRequest(List.of(request.substring(0, cut), request.substring(cut))))
                    .as("cut after %d bytes", cut)
                    .isEqualTo(input.outcome());
        }
        assertThat(MessageOutcome.ofRequest(List.of(request.split("(?s)(?<=.)", 0))))
                .as("byte by byte")
                .isEqualTo(input.outcome());
    }

    @Test
    void theTableIsLong() {
        assertThat(cases().count()).isGreaterThanOrEqualTo(240);
    }
}
