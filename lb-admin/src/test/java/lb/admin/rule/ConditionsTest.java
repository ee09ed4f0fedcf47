package lb.admin.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import lb.proxy.settings.TlsField;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Condition GET_OR_HEAD = text(new Sample.Method(), Comparison.EXACT, "GET", "HEAD");
    private static final Condition API = text(new Sample.RawPath(), Comparison.PREFIX, "/api");

    @Test
    void whatStandsTogetherHoldsTogetherAndOrSeparatesIt() {
        assertThat(condition("METH_GET !api or { path /x }", "api path_beg /api"))
                .isEqualTo(new Condition.Any(List.of(
                        new Condition.All(List.of(GET_OR_HEAD, new Condition.Not(API))),
                        text(new Sample.RawPath(), Comparison.EXACT, "/x"))));
        assertThat(condition("! api || ! !api", "api path_beg /api"))
                .isEqualTo(new Condition.Any(List.of(new Condition.Not(API), API)));
        assertThat(condition("!{ path_beg /api }")).isEqualTo(new Condition.Not(API));
    }

    @Test
    void severalDefinitionsOfAnAclAreAlternatives() {
        assertThat(condition("a", "a path_beg /api", "a method GET HEAD"))
                .isEqualTo(new Condition.Any(List.of(API, GET_OR_HEAD)));
    }

    @Test
    void anAclOfTheFilesOwnStandsBeforeAPredefinedOne() {
        assertThat(condition("TRUE", "TRUE path_beg /api")).isEqualTo(API);
        assertThat(condition("TRUE")).isEqualTo(new Condition.Constant(true));
    }

    @Test
    void everyWayOfComparingTextHasItsWord() {
        var ways = Map.of(
                "beg", Comparison.PREFIX,
                "end", Comparison.SUFFIX,
                "sub", Comparison.CONTAINS,
                "dir", Comparison.DIRECTORY,
                "dom", Comparison.DOMAIN,
                "reg", Comparison.REGEX);
        ways.forEach((word, comparison) -> {
            assertThat(condition("{ hdr_" + word + "(host) a b }"))
                    .isEqualTo(text(new Sample.Header("host", true), comparison, "a", "b"));
            assertThat(condition("{ req.hdr(host) -m " + word + " a b }"))
                    .isEqualTo(text(new Sample.Header("host", true), comparison, "a", "b"));
            assertThat(condition("{ hdr_len(host) -m " + word + " a b }"))
                    .isEqualTo(text(new Sample.Header("host", true), comparison, "a", "b"));
        });
    }

    @Test
    void flagsCountForThePatternsBehindThem() {
        assertThat(condition("{ hdr(host) -i A -i }"))
                .isEqualTo(new Condition.Text(
                        new Sample.Header("host", true), Comparison.EXACT, List.of("A", "-i"), true));
        assertThat(condition("{ path -- -i }")).isEqualTo(text(new Sample.RawPath(), Comparison.EXACT, "-i"));
        assertThat(condition("{ method -i GET foo }").toString())
                .startsWith(new Condition.Any(List.of(
                                text(new Sample.Method(), Comparison.EXACT, "GET"),
                                new Condition.All(List.of(new Condition.Text(
                                        new Sample.Method(), Comparison.EXACT, List.of("foo"), true)))))
                        .toString()
                        .replaceFirst("]*$", ""));
    }

    @Test
    void patternsComeFromFilesTogetherWithThoseOfTheLine() {
        var speaking = new Speaking(
                true,
                Mode.HTTP,
                Map.of("paths", "/a\n# no\n\n  /b\r\n #c\n", "more", "X", "nets", "10.0.0.0/8\n::1\n"));
        assertThat(speaking.condition(Phase.REQUEST, "{ path -f paths -i -f more /c }"))
                .isEqualTo(new Condition.Any(List.of(
                        text(new Sample.RawPath(), Comparison.EXACT, "/a", "/b", "#c"),
                        new Condition.Text(new Sample.RawPath(), Comparison.EXACT, List.of("X", "/c"), true))));
        assertThat(speaking.condition(Phase.REQUEST, "{ src -f nets }"))
                .isEqualTo(address(new Sample.Source(), "10.0.0.0", 8, "::1", 128));
    }

    @Test
    void numbersAreRangesAndOperators() {
        assertThat(condition("{ dst_port 80 1024: :5 443:444 }"))
                .isEqualTo(number(
                        new Sample.DestinationPort(),
                        new Range(80, 80),
                        new Range(1024, Long.MAX_VALUE),
                        new Range(Long.MIN_VALUE, 5),
                        new Range(443, 444)));
        assertThat(condition("{ nbsrv(api) lt 2 }"))
                .isEqualTo(number(new Sample.UsableServers("api"), new Range(Long.MIN_VALUE, 1)));
        assertThat(condition("{ hdr_cnt(x) ge 2 gt 8 le 0 eq 5 }"))
                .isEqualTo(number(
                        new Sample.HeaderCount("x", true),
                        new Range(2, Long.MAX_VALUE),
                        new Range(9, Long.MAX_VALUE),
                        new Range(Long.MIN_VALUE, 0),
                        new Range(5, 5)));
        assertThat(condition("{ path_len gt 9 }"))
                .isEqualTo(number(new Sample.Length(new Sample.RawPath()), new Range(10, Long.MAX_VALUE)));
        assertThat(condition("{ hdr_val(x) -- -5 }"))
                .isEqualTo(number(new Sample.Header("x", true), new Range(-5, -5)));
        assertThat(condition("{ dst_port -m bool }"))
                .isEqualTo(number(
                        new Sample.DestinationPort(), new Range(Long.MIN_VALUE, -1), new Range(1, Long.MAX_VALUE)));
    }

    @Test
    void addressesAreWrittenAsInHaproxy() {
        assertThat(condition("{ src 10.12 192.168.1/24 10.0.0.12/8 1.2.3.4/255.255.255.0 }"))
                .isEqualTo(
                        address(new Sample.Source(), "10.0.0.12", 32, "192.168.0.0", 24, "10.0.0.0", 8, "1.2.3.0", 24));
        assertThat(condition("LOCALHOST")).isEqualTo(address(new Sample.Source(), "127.0.0.0", 8, "::1", 128));
        assertThat(condition("{ hdr_ip(x-real-ip) 10.0.0.0/8 }"))
                .isEqualTo(address(new Sample.Header("x-real-ip", true), "10.0.0.0", 8));
    }

    @Test
    void anIpv6NetworkWithThoseOfIpv4InItHasThem() {
        assertThat(condition("{ src ::/0 }")).isEqualTo(address(new Sample.Source(), "::", 0, "0.0.0.0", 0));
        assertThat(condition("{ src ::ffff:10.0.0.1 ::ffff:10.0.0.0/104 }"))
                .isEqualTo(address(new Sample.Source(), "10.0.0.1", 32, "10.0.0.0", 8));
        assertThat(condition("{ src 2001:db8::/32 }")).isEqualTo(address(new Sample.Source(), "2001:db8::", 32));
        assertThat(condition("{ src ::ffff:0:0/90 }").toString()).contains("0.0.0.0/0", "/90");
    }

    @Test
    void headersCookiesAndParametersHaveTheirNames() {
        assertThat(condition("{ req.fhdr(X-A,-1) a }"))
                .isEqualTo(text(new Sample.HeaderAt("X-A", false, -1), Comparison.EXACT, "a"));
        assertThat(condition("{ cook(SESS) -m found }")).isEqualTo(new Condition.Present(new Sample.Cookie("SESS")));
        assertThat(condition("{ urlp_beg(\"a b\") x }", "unused path /"))
                .isEqualTo(text(new Sample.QueryParameter("a b"), Comparison.PREFIX, "x"));
        assertThat(condition("{ url_param(ä) ä }"))
                .isEqualTo(text(new Sample.QueryParameter("\u00c3\u00a4"), Comparison.EXACT, "\u00c3\u00a4"));
    }

    @Test
    void trueAndFalseAreComparedAsHaproxyDoes() {
        var tls = number(new Sample.Tls(), new Range(1, 1));
        assertThat(condition("{ ssl_fc }")).isEqualTo(tls);
        assertThat(condition("{ ssl_fc -m int 0 }")).isEqualTo(new Condition.Any(List.of(new Condition.Not(tls))));
        assertThat(condition("{ always_false -m found }")).isEqualTo(new Condition.Constant(true));
        assertThat(condition("{ ssl_fc_has_sni }"))
                .isEqualTo(new Condition.Number(
                        new Sample.OfTls(TlsField.HAS_SERVER_NAME), List.of(new Condition.Range(1, 1))));
    }

    @Test
    void anEntryOfTheNameInAClientsCertificateIsText() {
        assertThat(condition("{ ssl_c_s_dn(CN) client }"))
                .isEqualTo(text(new Sample.OfClientName(TlsField.CLIENT_SUBJECT, "CN", 1), Comparison.EXACT, "client"));
        assertThat(condition("{ ssl_c_i_dn(ou,-1) -m beg a }"))
                .isEqualTo(text(new Sample.OfClientName(TlsField.CLIENT_ISSUER, "ou", -1), Comparison.PREFIX, "a"));
    }

    @Test
    void usersAreThoseOfTheirList() {
        assertThat(condition("{ http_auth(staff) }")).isEqualTo(new Condition.Credentials(Speaking.STAFF, List.of()));
        assertThat(condition("{ http_auth_group(staff) admins }"))
                .isEqualTo(new Condition.Credentials(Speaking.STAFF, List.of("admins")));
    }

    @Test
    void responsesHaveSamplesOfTheirOwnAndTheMethodStays() {
        var speaking = new Speaking("a status 500:599", "a path /x");
        assertThat(speaking.condition(Phase.RESPONSE, "a METH_GET { shdr_sub(server) nginx }"))
                .isEqualTo(new Condition.All(List.of(
                        number(new Sample.Status(), new Range(500, 599)),
                        GET_OR_HEAD,
                        text(new Sample.ResponseHeader("server", true), Comparison.CONTAINS, "nginx"))));
    }

    @Test
    void whatCanNeverHoldIsDoubtfulAndNeverHolds() {
        var speaking = new Speaking("a path /x");
        assertThat(speaking.said((words, to) -> speaking.language().condition(words, Phase.RESPONSE, to), "!a"))
                .containsExactly("warning: word 1 \"!a\": a never holds in http-response, where path is not known");
        assertThat(speaking.language().condition(List.of("!a"), Phase.RESPONSE, _ -> {}))
                .isEqualTo(new Condition.Not(new Condition.Any(List.of())));
    }

    @Test
    void manyRegularExpressionsAreDoubtful() {
        var speaking = new Speaking();
        assertThat(speaking.said(
                        (words, to) -> speaking.language().condition(words, Phase.REQUEST, to),
                        "{ path_reg" + " a.b".repeat(101) + " }"))
                .containsExactly(
                        "warning: word 2 \"path_reg\": 101 regular expressions are tried one after the other each time (expected: 100 at most, or other patterns)");
        assertThat(new Speaking().condition(Phase.REQUEST, "{ path_reg" + " a.b".repeat(100) + " }"))
                .isNotNull();
    }

    private static Condition condition(String text, String... acls) {
        var speaking = new Speaking(acls);
        return speaking.condition(Phase.REQUEST, text);
    }

    private static Condition text(Sample sample, Comparison comparison, String... values) {
        return new Condition.Text(sample, comparison, List.of(values), false);
    }

    private static Condition number(Sample sample, Range... ranges) {
        return new Condition.Number(sample, List.of(ranges));
    }

    private static Condition address(Sample sample, Object... pairs) {
        var networks = new ArrayList<Network>();
        for (var i = 0; i < pairs.length; i += 2) {
            networks.add(new Network(InetAddress.ofLiteral((String) pairs[i]), (Integer) pairs[i + 1]));
        }
        return new Condition.Address(sample, networks);
    }
}
