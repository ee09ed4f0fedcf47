package lb.admin.config;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** What an answer has to be, and the steps of a script. */
final class ExpectKeys {
    /** Text, each character a byte. */
    static final Form.Text BYTES = new Form.Text(
            "1 to 1024 characters, each a byte, up to \\u00FF", Pattern.compile("(?s)[\\x00-\\xFF]{1,1024}"));

    private static final Form.Text WORDS =
            new Form.Text("1 to 120 characters", Pattern.compile("[^\\p{Cntrl}]{1,120}"));

    /** A regular expression. */
    static final Form.Text REGEX =
            new Form.Text("a regular expression (RE2), at most 1024 characters", Pattern.compile("(?s).{1,1024}"));

    /** Bytes in hexadecimal. */
    static final Form.Text BINARY =
            new Form.Text("bytes in hexadecimal, such as 50494e47", Pattern.compile("([0-9A-Fa-f]{2}){1,1024}"));

    static final Key<String> STRING = Key.without("string", BYTES, "", "Text that it contains.", "string");
    static final Key<String> EXPRESSION =
            Key.without("regex", REGEX, "", "A regular expression (RE2) of which it contains a match.", "rstring");
    static final Key<String> BINARY_STRING =
            Key.without("binary", BINARY, "", "Bytes that it contains, in hexadecimal.", "binary");
    static final Key<String> BINARY_EXPRESSION = Key.without(
            "binary-regex",
            REGEX,
            "",
            "A regular expression of which its bytes, in hexadecimal with capital letters, contain a match.",
            "rbinary");
    static final Key<Boolean> NOT = Key.of("not", new Form.Flag(), false, "Whether it must not be so.", "!");

    static final Key<Object> STATUS = Key.without(
            "status",
            new Form.Part("a status or a range of them, or a list of those", List.of(), false, false),
            "any",
            "The status.",
            "status");
    static final Key<String> STATUS_REGEX =
            Key.without("status-regex", REGEX, "any", "A regular expression for the status.", "rstatus");
    static final Key<String> FIELD_NAME = Key.without(
            "name",
            new Form.Text("the name of a header field", Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")),
            "needed",
            "Its name.");
    static final Table FIELD = new Table(
            "backends.<name>.check.expect.header",
            "A field of the response's header; without text or expression it only has to be there.",
            List.of(FIELD_NAME, STRING, EXPRESSION));
    static final Key<Object> HEADER = Key.without(
            "header",
            new Form.Part("{ name = …, string = … }", List.of(FIELD), false, false),
            "any",
            "A field of the header.",
            "hdr",
            "fhdr");
    static final Table HTTP = new Table(
            "backends.<name>.check.expect",
            "What the response of an `http` check has to be: all that is said here. `string` and `regex` are about its"
                    + " body, of which 16 KiB are read with the header.",
            List.of(STATUS, STATUS_REGEX, HEADER, STRING, EXPRESSION, NOT));

    static final Key<Integer> MIN_RECV = Key.without(
            "min-recv",
            new Form.Whole(0, 16_384),
            "not before the server closes",
            "After how many bytes it is certain that what is expected is not there.",
            "min-recv");
    static final Key<String> ON_ERROR =
            Key.without("on-error", WORDS, "ours", "What is shown of a failure.", "on-error");
    static final Key<String> ON_SUCCESS =
            Key.without("on-success", WORDS, "(tcp-check)", "What is shown of a pass.", "on-success");
    static final Table EXPECTED = new Table(
            "backends.<name>.check.steps.expect",
            "What comes next in a `script`: one of `string`, `regex`, `binary` and `binary-regex`. Nothing that came is"
                    + " forgotten before the next `send`.",
            List.of(STRING, EXPRESSION, BINARY_STRING, BINARY_EXPRESSION, NOT, MIN_RECV, ON_ERROR, ON_SUCCESS));
    static final Key<Integer> CONNECT_PORT =
            Key.without("port", new Form.Whole(1, 65535), "that of the check", "Another port.", "port");
    static final Key<Boolean> CONNECT_TLS = Key.without(
            "tls",
            new Form.Flag(),
            "whether the check has `tls`",
            "Whether it speaks TLS, as the `tls` of the check has it.",
            "ssl");
    static final Key<Boolean> CONNECT_SEND_PROXY = Key.without(
            "send-proxy", new Form.Flag(), "as the check", "Whether it begins with a PROXY header.", "send-proxy");
    static final Table CONNECTION = new Table(
            "backends.<name>.check.steps.connect",
            "Another connection, in place of the one before. A script that begins with none has one to begin with.",
            List.of(CONNECT_PORT, CONNECT_TLS, CONNECT_SEND_PROXY));
    static final Key<Object> CONNECT = Key.without(
            "connect",
            new Form.Part("true, or { … }", List.of(CONNECTION), false, false),
            "",
            "A new connection.",
            "connect");
    static final Key<String> SEND =
            Key.without("send", BYTES, "", "What is sent; a byte by its number is \\u00XX.", "send");
    static final Key<String> SEND_BINARY =
            Key.without("send-binary", BINARY, "", "What is sent, in hexadecimal.", "send-binary");
    static final Key<Object> EXPECT = Key.without(
            "expect",
            new Form.Part("text, or { … }", List.of(EXPECTED), false, false),
            "",
            "What has to come.",
            "expect");
    static final Key<String> COMMENT =
            Key.without("comment", WORDS, "none", "What is said of the step when it fails.", "comment");
    static final Table STEP = new Table(
            "backends.<name>.check.steps",
            "One step of a `script`: one of `connect`, `send`, `send-binary` and `expect`.",
            List.of(CONNECT, SEND, SEND_BINARY, EXPECT, COMMENT));

    private ExpectKeys() {}

    /** A character for each byte. */
    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
