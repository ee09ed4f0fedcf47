package lb.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;
import lb.proxy.settings.ScriptStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers answer, well and badly, and what HAProxy 2.6 makes of it, or we where its words tell less. */
class AnswersTest {
    private static final String GREETING_OF_MYSQL = "0a382e302e33312d7465737400010000006162636465666768"
            + "00fff7080200ff811500000000000000000000696a6b6c6d6e6f7071727374006d7973716c5f6e61746976655f70617373776f726400";

    @ParameterizedTest(name = "{0}: {1}{2}")
    @MethodSource
    void anAnswerHasItsFinding(String protocol, String answer, String end, String finding) {
        byte[] bytes = bytes(answer);
        Received received = Received.of(bytes, end.equals(" (closed)"));

        assertThat(shown(expectation(protocol).judge(received))).isEqualTo(finding);
    }

    static Stream<Arguments> anAnswerHasItsFinding() {
        return Stream.of(
                // Redis
                open("redis", "+PONG\r\n", "L7OK 0 Redis server is ok"),
                open("redis", "+PONG", "more"),
                closed("redis", "+PONG", "L7STS 0 +PONG"),
                open("redis", "-NOAUTH Authentication required.\r\n", "L7STS 0 -NOAUTH Authentication required."),
                open("redis", "+PONGPONG\r\n", "L7STS 0 +PONGPONG"),
                open("redis", "\r\n", "L7STS 0"),
                closed("redis", "\0\1\2", "L7STS 0 ???"),
                open("redis", "x".repeat(20_000), "L7STS 0 " + "x".repeat(120)),
                // SMTP
                open("smtp", "220 mail ESMTP\r\n", "L7OK 220 mail ESMTP"),
                open("smtp", "220 mail", "more"),
                open("smtp", "22", "more"),
                open("smtp", "220\r\n", "L7OK 220"),
                open("smtp", "250-mail\r\n250-SIZE 10\r\n250 HELP\r\n", "L7OK 250 HELP"),
                open("smtp", "250-mail\r\n", "more"),
                closed("smtp", "250-mail\r\n", "L7RSP"),
                open("smtp", "421 too busy\r\n", "L7STS 421 too busy"),
                open("smtp", "250-mail\r\n550 no\r\n", "L7STS 550 no"),
                open("smtp", "SSH-2.0-x\r\n", "L7RSP SSH-2.0-x"),
                open("smtp", "2\n", "L7RSP 2"),
                open("smtp", "2200 x\r\n", "L7RSP 2200 x"),
                closed("smtp", "220 mail", "L7RSP 220 mail"),
                open("smtp", "250-\r\n".repeat(4000), "L7RSP 250-"),
                // LDAP
                open("ldap", hex("300c02010161070a010004000400"), "L7OK 0"),
                open("ldap", hex("30840000000c02010161070a010004000400"), "L7OK 0"),
                open("ldap", hex("300c02010161070a013104000400"), LDAP_WRONG),
                open("ldap", hex("300c0201"), "more"),
                closed("ldap", hex("300c0201"), "L7RSP"),
                open("ldap", hex("300c02010262070a010004000400"), "L7RSP Not LDAPv3 protocol"),
                open("ldap", hex("300c02010165070a010004000400"), "L7RSP Not LDAPv3 protocol"),
                open("ldap", hex("30ff000000"), "L7RSP Not LDAPv3 protocol"),
                open("ldap", hex("3080"), "L7RSP Not LDAPv3 protocol"),
                closed("ldap", hex("3084ffffffff"), "L7RSP"),
                open("ldap", "HTTP/1.1 400 Bad", "L7RSP Not LDAPv3 protocol"),
                // PostgreSQL
                open("pgsql", hex("520000000800000000"), "L7OK 0 PostgreSQL server is ok"),
                open("pgsql", hex("520000000c0000000561626364"), "L7OK 0 PostgreSQL server is ok"),
                open("pgsql", hex("5200"), "more"),
                open("pgsql", hex("52000000080000"), "more"),
                closed("pgsql", hex("5200000008"), "L7STS 0 PostgreSQL unknown error"),
                open("pgsql", hex("5200000000"), "L7STS 0 PostgreSQL unknown error"),
                open("pgsql", hex("52ffffffff"), "L7STS 0 PostgreSQL unknown error"),
                open("pgsql", hex("527fffffff"), "L7STS 0 PostgreSQL unknown error"),
                open(
                        "pgsql",
                        hex("4500000025") + "SFATAL\0C28000\0Mno such role \"lb\"\0",
                        "L7RSP FATAL: no such role \"lb\""),
                closed("pgsql", hex("4500000033") + "SFATAL", "L7RSP FATAL"),
                open("pgsql", hex("4500000004"), "L7RSP"),
                open("pgsql", hex("4500000008") + "SSSS", "L7RSP SSS"),
                open("pgsql", "HTTP/1.1 400 Bad\r\n", "L7STS 0 PostgreSQL unknown error"),
                // MySQL
                open("mysql", packet(GREETING_OF_MYSQL), "L7OK 0"),
                open("mysql", packet(GREETING_OF_MYSQL).substring(0, 20), "more"),
                closed("mysql", packet(GREETING_OF_MYSQL).substring(0, 20), "L7RSP"),
                open("mysql", packet("ff6a04"), "L7STS 1130"),
                open(
                        "mysql",
                        packet("ff6a04" + hexOf("Host '127.0.0.1' is not allowed to connect")),
                        "L7STS 1130 Host '127.0.0.1' is not allowed to connect"),
                open("mysql", packet("ff"), "L7RSP"),
                open("mysql", packet("00"), "L7RSP"),
                open("mysql", hex("00000000ff"), "L7RSP"),
                open("mysql", hex("ffffff000a"), "L7RSP"),
                open("mysql", hex("0100"), "more"),
                open("mysql", "HTTP/1.1 400 Bad Request\r\n\r\n", "L7RSP"),
                open("mysql login", packet("00000002000000"), "L7OK 0"),
                open("mysql login", packet("fe" + hexOf("mysql_native_password\0")), "L7OK 0"),
                open(
                        "mysql login",
                        packet("ff1504" + hexOf("#28000Access denied for user 'lb'")),
                        "L7STS 1045 #28000Access denied for user 'lb'"),
                open("mysql login", packet("0a00"), "L7RSP"),
                // TLS, but for the rest of it
                open("tls", hex("160301000a02000006030100000000"), "L6OK"),
                open("tls", hex("15030100020228"), "L6OK"),
                open("tls", hex("1603"), "more"),
                closed("tls", hex("1603"), "L6RSP"),
                open("tls", "HTTP/1.1 400 Bad", "L6RSP"),
                // agents
                open("agent", "up 75%\nrest", "L7OK 0 up 75%"),
                open("agent", "up", "more"),
                open("agent", "\n", "L7OK 0"),
                closed("agent", "up", "L7TOUT Ignoring incomplete line from agent"),
                open("agent", "x".repeat(20_000), "L7TOUT Ignoring incomplete line from agent"));
    }

    private static final String LDAP_WRONG = "L7STS 49 See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9";

    @ParameterizedTest(name = "{0}: {1}{2}")
    @MethodSource
    void anAnswerIsHeldAgainstAScript(ScriptStep.Expect step, String answer, String end, String finding) {
        Received received = Received.of(bytes(answer), end.equals(" (closed)"));

        assertThat(shown(new ScriptExpectation(step, 2).judge(received))).isEqualTo(finding);
    }

    static Stream<Arguments> anAnswerIsHeldAgainstAScript() {
        BytePattern ping = new BytePattern.Text("PING");
        ScriptStep.Expect plain = expect(ping, false, -1);
        return Stream.of(
                Arguments.of(plain, "xPINGx", "", "L7OK 0 (tcp-check)"),
                Arguments.of(plain, "HELLO", "", "more"),
                Arguments.of(plain, "HELLO", " (closed)", "L7RSP TCPCHK did not match content 'PING' at step 2"),
                Arguments.of(
                        expect(ping, true, -1), "PING", "", "L7RSP TCPCHK matched unwanted content 'PING' at step 2"),
                Arguments.of(expect(ping, true, -1), "HELLO", "", "more"),
                Arguments.of(expect(ping, true, -1), "HELLO", " (closed)", "L7OK 0 (tcp-check)"),
                Arguments.of(expect(ping, true, 3), "HELLO", "", "L7OK 0 (tcp-check)"),
                Arguments.of(
                        expect(ping, false, 3), "HELLO", "", "L7RSP TCPCHK did not match content 'PING' at step 2"),
                Arguments.of(expect(ping, false, 10), "PING", "", "more"),
                Arguments.of(expect(ping, false, 10), "PING", " (closed)", "L7OK 0 (tcp-check)"),
                Arguments.of(
                        expect(new BytePattern.Regex("^A.*"), false, -1),
                        "HELLO",
                        " (closed)",
                        "L7RSP TCPCHK did not match content (regex) at step 2"),
                Arguments.of(expect(new BytePattern.Regex("^H.*O$"), false, -1), "HELLO", "", "L7OK 0 (tcp-check)"),
                Arguments.of(
                        expect(new BytePattern.Binary("50494e47"), false, -1),
                        "HELLO",
                        " (closed)",
                        "L7RSP TCPCHK did not match content (binary) at step 2"),
                Arguments.of(expect(new BytePattern.Binary("50494e47"), false, -1), "PING", "", "L7OK 0 (tcp-check)"),
                Arguments.of(
                        expect(new BytePattern.BinaryRegex("^48454C"), false, -1), "HELLO", "", "L7OK 0 (tcp-check)"),
                Arguments.of(
                        expect(new BytePattern.BinaryRegex("^50"), false, -1),
                        "HELLO",
                        " (closed)",
                        "L7RSP TCPCHK did not match content (binary regex) at step 2"),
                Arguments.of(
                        new ScriptStep.Expect(ping, false, -1, "the greeting", null, null),
                        "HELLO",
                        " (closed)",
                        "L7RSP TCPCHK did not match content 'PING' at step 2 comment: the greeting"),
                Arguments.of(
                        new ScriptStep.Expect(ping, false, -1, "", "bad thing", "all good"),
                        "HELLO",
                        " (closed)",
                        "L7RSP bad thing"),
                Arguments.of(
                        new ScriptStep.Expect(ping, false, -1, "", "bad thing", "all good"),
                        "PING",
                        "",
                        "L7OK 0 all good"));
    }

    @ParameterizedTest(name = "{0}: {1}{2}")
    @MethodSource
    void aResponseIsHeldAgainstWhatIsExpected(HttpExpectation expected, String answer, String end, String finding) {
        CheckSettings.Http probe = new CheckSettings.Http(
                CheckRequest.of("GET", "/", "x"), List.of(expected), answer.startsWith("HTTP/1.1 404 stop"));

        assertThat(shown(new HttpAnswer(probe).judge(Received.of(bytes(answer), end.equals(" (closed)")))))
                .isEqualTo(finding);
    }

    static Stream<Arguments> aResponseIsHeldAgainstWhatIsExpected() {
        HttpExpectation fine = new HttpExpectation.Body(new BytePattern.Text("fine"), false);
        HttpExpectation notFine = new HttpExpectation.Body(new BytePattern.Text("fine"), true);
        HttpExpectation yes = new HttpExpectation.Field("x-ok", new BytePattern.Text("yes"), false);
        HttpExpectation listed = new HttpExpectation.Status(
                List.of(new HttpExpectation.StatusRange(200, 200), new HttpExpectation.StatusRange(300, 399)), false);
        HttpExpectation not404 = new HttpExpectation.Status(List.of(new HttpExpectation.StatusRange(404, 404)), true);
        String ok = "HTTP/1.1 200 OK\r\n";
        return Stream.of(
                Arguments.of(listed, ok, "", "L7OK 200"),
                Arguments.of(listed, "HTTP/1.1 302 Found\r\n", "", "L7OK 302"),
                Arguments.of(listed, "HTTP/1.1 404 Nope\r\n", "", "L7STS 404 Nope"),
                Arguments.of(listed, "HTTP/1.1 404 stop\r\n", "", "L7OKC 404"),
                Arguments.of(listed, "HTTP/1.1 20", "", "more"),
                Arguments.of(listed, "HTTP/1.1 20", " (closed)", "L7RSP"),
                Arguments.of(listed, "SSH-2.0\r\n", "", "L7RSP"),
                Arguments.of(not404, "HTTP/1.1 404 Nope\r\n", "", "L7STS 404 Nope"),
                Arguments.of(not404, "HTTP/1.1 500 Oh\r\n", "", "L7OK 500"),
                Arguments.of(new HttpExpectation.StatusRegex("^2..$", false), ok, "", "L7OK 200"),
                Arguments.of(
                        new HttpExpectation.StatusRegex("^2", false), "HTTP/1.1 404 Nope\r\n", "", "L7STS 404 Nope"),
                Arguments.of(yes, ok + "X-Ok: yes\r\n\r\n", "", "L7OK 200"),
                Arguments.of(yes, ok + "X-Ok: yes\r\n", "", "more"),
                Arguments.of(yes, ok + "X-Ok: no\r\n\r\n", "", "L7STS 200 OK"),
                Arguments.of(yes, ok + "\r\n", "", "L7STS 200 OK"),
                Arguments.of(yes, ok + ": yes\r\nyes\r\n\r\n", "", "L7STS 200 OK"),
                Arguments.of(new HttpExpectation.Field("X-Ok", null, false), ok + "x-ok: \r\n\r\n", "", "L7OK 200"),
                Arguments.of(new HttpExpectation.Field("X-Ok", null, true), ok + "x-ok: \r\n\r\n", "", "L7STS 200 OK"),
                Arguments.of(fine, ok + "Content-Length: 9\r\n\r\nIts fine.", "", "L7OK 200"),
                Arguments.of(fine, "HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\nIts fine.", "", "L7OK 500"),
                Arguments.of(
                        fine, ok + "Content-Length: 9\r\n\r\nIts bad..", "", "L7RSP HTTP content check did not match"),
                Arguments.of(fine, ok + "Content-Length: 9\r\n\r\nIts", "", "more"),
                Arguments.of(
                        fine,
                        ok + "Content-Length: 9\r\n\r\nIts",
                        " (closed)",
                        "L7RSP HTTP content check did not match"),
                Arguments.of(
                        fine,
                        ok + "Content-Length: 0\r\n\r\n",
                        "",
                        "L7RSP HTTP content check could not find a response body"),
                Arguments.of(fine, ok + "\r\nfine", "", "L7OK 200"),
                Arguments.of(fine, ok + "\r\nbad", "", "more"),
                Arguments.of(fine, ok + "Content-Length: 999999999999\r\n\r\nIts fine", "", "L7OK 200"),
                Arguments.of(
                        fine, ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n", "", "L7OK 200"),
                Arguments.of(
                        fine,
                        ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n0\r\n\r\n",
                        "",
                        "L7RSP HTTP content check did not match"),
                Arguments.of(fine, ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nfi", "", "more"),
                Arguments.of(
                        fine,
                        ok + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\nfine",
                        "",
                        "L7RSP HTTP content check could not find a response body"),
                Arguments.of(notFine, ok + "\r\nfine", "", "L7RSP HTTP check matched unwanted content"),
                Arguments.of(notFine, ok + "\r\nbad", " (closed)", "L7OK 200"),
                Arguments.of(notFine, ok + "\r\nbad", "", "more"),
                Arguments.of(fine, ok + "\r\n" + "x".repeat(20_000), "", "L7RSP HTTP content check did not match"),
                Arguments.of(yes, ok + "a: b\r\n".repeat(4000), "", "L7STS 200 OK"));
    }

    @Test
    void aRegexThatWouldBacktrackForEverIsMatchedInLinearTime() {
        ScriptStep.Expect step = expect(new BytePattern.Regex("(a|a)*(a+)+$"), false, -1);

        assertThat(shown(new ScriptExpectation(step, 1).judge(Received.of(bytes("a".repeat(16_383) + "b"), true))))
                .isEqualTo("L7RSP TCPCHK did not match content (regex) at step 1");
    }

    @Test
    void whatIsSentIsWhatTheProtocolsAsk() {
        assertThat(MysqlPacket.login("lb"))
                .isEqualTo(HexFormat.of()
                        .parseHex("2400000101a20000ffffff0021" + "00".repeat(23) + "6c620000" + "0100000001"));
        assertThat(PostgresMessage.startup("lb"))
                .isEqualTo(HexFormat.of().parseHex("00000011000300007573657200" + "6c620000"));
        assertThat(LdapBind.request()).isEqualTo(HexFormat.of().parseHex("300c020101600702010304008000"));
        assertThat(new String(
                        HttpAnswer.request(new CheckRequest(
                                "POST", "/x", 1, "a.b", List.of(new CheckRequest.Header("X-A", "1")), "abc")),
                        ISO_8859_1))
                .isEqualTo(
                        "POST /x HTTP/1.1\r\nHost: a.b\r\nX-A: 1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    }

    static Expectation expectation(String protocol) {
        return switch (protocol) {
            case "redis" -> new RedisReply();
            case "smtp" -> new SmtpReply();
            case "ldap" -> LdapBind::judge;
            case "pgsql" -> PostgresMessage::judge;
            case "mysql" -> MysqlPacket::greeting;
            case "mysql login" -> MysqlPacket::loggedIn;
            case "tls" -> TlsHello::judge;
            case "agent" -> new AgentLine();
            default -> throw new IllegalArgumentException(protocol);
        };
    }

    private static ScriptStep.Expect expect(BytePattern pattern, boolean negated, int least) {
        return new ScriptStep.Expect(pattern, negated, least, "", null, null);
    }

    private static String shown(Finding finding) {
        if (finding == null) {
            return "more";
        }
        var result = finding.result(0);
        return (result.status() + (result.code() < 0 ? "" : " " + result.code()) + " " + result.info()).strip();
    }

    private static Arguments open(String protocol, String answer, String finding) {
        return Arguments.of(protocol, answer, "", finding);
    }

    private static Arguments closed(String protocol, String answer, String finding) {
        return Arguments.of(protocol, answer, " (closed)", finding);
    }

    private static String packet(String hex) {
        int length = hex.length() / 2;
        return hex("%02x%02x0000".formatted(length & 0xff, length >> 8) + hex);
    }

    private static String hex(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }

    private static String hexOf(String text) {
        return HexFormat.of().formatHex(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
