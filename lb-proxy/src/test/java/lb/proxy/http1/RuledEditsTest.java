package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lb.proxy.http1.GivenRoutes.to;
import static lb.proxy.http1.GivenRules.add;
import static lb.proxy.http1.GivenRules.is;
import static lb.proxy.http1.GivenRules.onRequests;
import static lb.proxy.http1.GivenRules.path;
import static lb.proxy.http1.GivenRules.replace;
import static lb.proxy.http1.GivenRules.rule;
import static lb.proxy.http1.GivenRules.set;
import static lb.proxy.http1.GivenRules.target;
import static lb.proxy.http1.GivenRules.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.TargetPart;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules make of heads, as the server or the client gets them. */
@Timeout(60)
class RuledEditsTest {
    private static final String END = "\r\n\r\n";

    @Test
    void laterRulesRoutesAndTheServerSeeWhatEarlierOnesHaveMade() throws Exception {
        Rules rules = onRequests(
                set("X-Env", "beta"),
                target(TargetPart.PATH, "/new", new Sample.RawPath()),
                rule(new RuleAction.AddHeader("X-Seen", template("yes")), is(new Sample.Header("x-env"), "beta")),
                rule(new RuleAction.DeleteHeader(new HeaderNames.Exact("x-client"))));
        try (Origin be = new Origin(RuledEditsTest::echo);
                Origin api = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(be)
                        .backend("api", api, MessageEdits.NONE)
                        .routing(new FrontendRouting(
                                List.of(to(path("/new/x"), "api")), MessageEdits.NONE, Duration.ZERO, rules))
                        .start()) {
            assertThat(atServer(proxy, "GET /x?y HTTP/1.1\r\nHost: a\r\nX-Env: prod\r\nX-Client: 1\r\nX-Last: 2"))
                    .isEqualTo("GET /new/x?y HTTP/1.1\r\nHost: a\r\nX-Last: 2\r\nX-Env: beta\r\nX-Seen: yes" + END);
            assertThat(proxy.end())
                    .satisfies(end -> assertThat(end.backend()).isEqualTo("api"))
                    .satisfies(end -> assertThat(end.requestLine()).isEqualTo("GET /x?y HTTP/1.1"));
        }
    }

    /** As HAProxy 2.6 does, but for the spelling of names. */
    @ParameterizedTest(name = "{0} by {1} {2} becomes {3}")
    @CsvSource({
        "/q?x=1,        QUERY,          a=b,                 /q?a=b",
        "/q?x=1,        QUERY,          '',                  /q?",
        "/q,            QUERY,          '',                  /q",
        "/q,            QUERY,          a=b,                 /q?a=b",
        "/p?x,          PATH,           /z,                  /z?x",
        "/p?x,          PATH_AND_QUERY, /z?y,                /z?y",
        "/p?x,          WHOLE,          /w,                  /w",
        "http://a/p?x,  PATH,           /z,                  http://a/z?x",
        "http://a,      PATH,           /z,                  http://a/z",
        "http://a?x,    PATH_AND_QUERY, /z,                  http://a/z",
    })
    void aPartOfTheTargetIsSet(String from, TargetPart part, String value, String to) throws Exception {
        assertThat(edited(target(part, value), "GET " + from + " HTTP/1.1\r\nHost: a"))
                .startsWith("GET " + to + " HTTP/1.1\r\nHost: a\r\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/rp/a/b?x, PATH,           ^/rp(/.*),   /new/a/b?x",
        "/none?x,   PATH,           ^/rp(/.*),   /none?x",
        "/rp/a?x,   PATH_AND_QUERY, ^/rp(.*),    /new/a?x",
        "/rp/a?x,   WHOLE,          (/a)?x$,     /new",
    })
    void whatMatchesIsReplacedAsAWhole(String from, TargetPart part, String regex, String to) throws Exception {
        assertThat(edited(replace(part, regex, "/new", 1), "GET " + from + " HTTP/1.1\r\nHost: a"))
                .startsWith("GET " + to + " HTTP/1.1\r\n");
    }

    @Test
    void hostFollowsATargetInAbsoluteForm() throws Exception {
        assertThat(edited(target(TargetPart.WHOLE, "http://new.host/zz?q"), "GET /x HTTP/1.1\r\nHost: a\r\nX-B: c"))
                .isEqualTo("GET http://new.host/zz?q HTTP/1.1\r\nHost: new.host\r\nX-B: c" + END);
    }

    @Test
    void aTargetInAbsoluteFormDoesNotContradictAnotherHost() throws Exception {
        assertThat(edited(set("Host", "other:81"), "GET http://a/x?y HTTP/1.1\r\nHost: a"))
                .isEqualTo("GET /x?y HTTP/1.1\r\nHost: other:81" + END);
    }

    /** As HAProxy 2.6 does. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "false; abc, dbe; (.*)b(.*); [abc, d-e]",
                "true;  abc, dbe, q; (.)b(.); [a-c],[d-e], q",
                "true;  zz; (.)b(.); zz",
            })
    void valuesAreReplaced(boolean each, String value, String regex, String expected) throws Exception {
        Rule rule = rule(new RuleAction.ReplaceHeader("x-r", regex, template("[", 1, "-", 2, "]"), each));
        assertThat(edited(rule, "GET / HTTP/1.1\r\nHost: a\r\nX-R: " + value + "\r\nX-Z: 1"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-R: " + expected + "\r\nX-Z: 1" + END);
    }

    /** As HAProxy 2.6 does. */
    @Test
    void samplesAreWrittenAsHaproxyWritesThem() throws Exception {
        Rule rule = add(
                "X-T",
                new Sample.Header("x-t", true),
                "|",
                new Sample.Cookie("c"),
                "|",
                new Sample.QueryParameter("p"),
                "|",
                new Sample.Header("x-t"),
                "|",
                new Sample.Source(),
                "|",
                new Sample.Tls(),
                "|",
                new Sample.HttpVersion(),
                "|",
                new Sample.HeaderCount("x-t", true),
                "|",
                new Sample.UsableServers("be"),
                "|",
                new Sample.HeaderAt("x-t", true, 2),
                "|",
                new Sample.HeaderAt("x-t", true, -9));
        String head = "GET /tpl?p=1&p=2 HTTP/1.1\r\nHost: me\r\nX-T: a, b\r\nX-T: c , d\r\nCookie: c=1; d=2; c=3";
        assertThat(edited(rule, head)).endsWith("\r\nX-T: d|3|1|c , d|127.0.0.1|0|1.1|4|1|b|" + END);
    }

    @Test
    void anotherMethodIsSent() throws Exception {
        Rule rule = rule(new RuleAction.SetMethod(template("PUT")));
        assertThat(edited(rule, "POST /x HTTP/1.1\r\nHost: a")).startsWith("PUT /x HTTP/1.1\r\n");
    }

    @Test
    void fieldsOfOneConnectionAndOfTheFramingStayWhatTheyAre() throws Exception {
        Rule rule = rule(new RuleAction.DeleteHeader(new HeaderNames.Regex(".")));
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(onRequests(rule))
                        .start()) {
            assertThat(atServer(
                            proxy,
                            "POST / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nConnection: x-b\r\nX-B: 2\r\nContent-Length: 0"))
                    .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0" + END);
        }
    }

    @Test
    void whatFramesAMessageIsNotEditedByAnyRule() {
        for (String name : List.of("Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RuleAction.SetHeader(name, template("1")))
                    .withMessageContaining(name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RuleAction.DeleteHeader(new HeaderNames.Exact(name)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new RuleAction.AddHeader("Host", template("b")));
    }

    @Test
    void theBodyThatCameWithTheHeadFollowsTheEditedOne() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    String head = peer.readHead();
                    String body = peer.read(4);
                    answer(peer, head + body);
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(onRequests(set("X-A", "b")))
                        .start();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /next HTTP/1.1\r\n");
            assertThat(client.readResponse()).endsWith("\r\nX-A: b" + END + "body");
        }
    }

    /** Each would be all of the line: 48 MB, if that were written before anybody looks how long it becomes. */
    @Test
    void thousandsOfValuesThatBecomeLongOnesAre500() throws Exception {
        Rule rule = rule(new RuleAction.ReplaceHeader("x-r", "a", template(new Sample.Header("x-r", false)), true));
        try (RunningProxy proxy =
                        new RunningProxy.Wish().rules(onRequests(rule)).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-R: " + "a,".repeat(7000) + END);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
        }
    }

    /** HAProxy writes such a request line as it is: a second request, for some servers. */
    @ParameterizedTest
    @ValueSource(strings = {"/a b", "nop", "", "/a\r\nX-Evil: 1", "/a\tb", "/a HTTP/1.1\r\n\r\nGET /evil"})
    void aTargetThatWouldBeNoneIs500(String target) throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .rules(onRequests(target(TargetPart.WHOLE, target)))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: a" + END);

            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            assertThat(proxy.endState()).isEqualTo("PR 500");
            assertThat(proxy.figure("fe/FRONTEND", Column.WREW)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.EINT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,b", "a/b", "[", ""})
    void aHostThatIsNoneIs500OrEmpty(String host) throws Exception {
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(onRequests(set("Host", new Sample.Header("x-h"))))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: a\r\nX-H: " + host + END);

            assertThat(client.readResponse()).startsWith(host.isEmpty() ? "HTTP/1.1 200 " : "HTTP/1.1 500 ");
        }
    }

    /** HAProxy answers 500 too, and counts a failed rewrite. */
    @Test
    void aHeadThatWouldGrowTooLongIs500() throws Exception {
        Sample url = new Sample.Url();
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .heads(new HeadLimits(2048, 100))
                        .rules(onRequests(set("X-Big", url, url, url)))
                        .start()) {
            String small = "GET /" + "x".repeat(500) + " HTTP/1.1\r\nHost: a";
            assertThat(atServer(proxy, small)).contains("\r\nX-Big: /x");
            try (Peer client = proxy.connect()) {
                client.send(small.replace("GET /", "GET /" + "y".repeat(900)) + END);
                assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            }
        }
    }

    @Test
    void moreFieldsThanThereMayBeAre500() throws Exception {
        Rule[] rules = new Rule[70];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = add("X-" + i, "v");
        }
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .heads(new HeadLimits(16 * 1024, 20))
                        .rules(onRequests(rules))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(10) + "\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(19) + "\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
        }
    }

    @Test
    void pipelinedRequestsAreEditedEachForItself() throws Exception {
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(onRequests(set("X-P", new Sample.RawPath())))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a" + END + "GET /2 HTTP/1.1\r\nHost: a" + END);

            assertThat(client.readResponse()).endsWith("X-P: /1" + END);
            assertThat(client.readResponse()).endsWith("X-P: /2" + END);
        }
    }

    private static String edited(Rule rule, String head) throws Exception {
        try (Origin origin = new Origin(RuledEditsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(onRequests(rule))
                        .start()) {
            return atServer(proxy, head);
        }
    }

    /** The head that the server gets. */
    private static String atServer(RunningProxy proxy, String head) throws Exception {
        try (Peer client = proxy.connect()) {
            client.send(head + END);
            String response = client.readResponse();
            assertThat(response.toLowerCase(Locale.ROOT)).startsWith("http/1.1 200 ");
            return response.substring(response.indexOf(END) + END.length());
        }
    }

    private static void echo(Peer peer) throws IOException {
        for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
            answer(peer, head);
        }
    }

    private static void answer(Peer peer, String body) throws IOException {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(ISO_8859_1).length + "\r\n\r\n" + body);
    }
}
