package lb.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {
    private static final Condition NEVER = new Condition.Any(List.of());
    private static final Condition ALWAYS = new Condition.All(List.of());

    @ParameterizedTest(name = "{0} of {1} holds for {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "EXACT,       /a,     /a,       true",
                "EXACT,       /a,     /ab,      false",
                "EXACT,       /a,     /,        false",
                "EXACT,       /a,     /A,       false",
                "EXACT,       '',     '',       true",
                "PREFIX,      /a,     /abc,     true",
                "PREFIX,      /a,     /,        false",
                "PREFIX,      '',     '',       true",
                "PATH_PREFIX, /v1,    /v1,      true",
                "PATH_PREFIX, /v1,    /v1/x,    true",
                "PATH_PREFIX, /v1,    /v1;a=b,  true",
                "PATH_PREFIX, /v1,    /v10,     false",
                "PATH_PREFIX, /v1,    /v,       false",
                "PATH_PREFIX, /v1/,   /v1/x,    true",
                "PATH_PREFIX, /v1/,   /v1,      false",
                "PATH_PREFIX, /,      /v1,      true",
                "SUFFIX,      .gif,   /a.gif,   true",
                "SUFFIX,      .gif,   gif,      false",
                "SUFFIX,      .gif,   .gif,     true",
                "CONTAINS,    b/c,    /b/b/c/d, true",
                "CONTAINS,    b/c,    /b/d,     false",
                "CONTAINS,    bb,     /b,       false",
                "REGEX,       ^/a+$,  /aaa,     true",
                "REGEX,       ^/a+$,  /aab,     false",
                "REGEX,       a+,     /xaab,    true",
                "REGEX,       ^$,     '',       true",
            })
    void aTextIsComparedInPlace(Comparison comparison, String pattern, String text, boolean holds) {
        assertThat(matches(
                        new Condition.Text(new Sample.Path(), comparison, List.of(pattern), false),
                        TextSubject.request().with(Part.PATH, text)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"EXACT", "PREFIX", "PATH_PREFIX", "SUFFIX", "CONTAINS", "REGEX"})
    void lettersInAnyCaseAreTheSameOnlyWhereWanted(Comparison comparison) {
        Subject request = TextSubject.request().with(Part.PATH, "/aBcÄ");

        assertThat(matches(new Condition.Text(new Sample.Path(), comparison, List.of("/Abc\u00c4"), true), request))
                .isTrue();
        assertThat(matches(new Condition.Text(new Sample.Path(), comparison, List.of("/Abc\u00c4"), false), request))
                .isFalse();
    }

    @Test
    void oneOfSeveralTextsIsEnough() {
        Condition get = new Condition.Text(new Sample.Method(), Comparison.EXACT, List.of("GET", "HEAD"), false);

        assertThat(matches(get, TextSubject.request().with(Part.METHOD, "HEAD")))
                .isTrue();
        assertThat(matches(get, TextSubject.request().with(Part.METHOD, "POST")))
                .isFalse();
        assertThat(matches(get, TextSubject.request())).isFalse();
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({
        "a.example,            A.Example,          true",
        "a.example,            b.example,          false",
        "a.example,            x.a.example,        false",
        "*.example,            a.example,          true",
        "*.example,            b.a.example,        true",
        "*.example,            example,            false",
        "*.example,            .example,           false",
        "*.example,            aexample,           false",
        "*.a.example,          b.example,          false",
        "a.example,            '',                 false",
        "[::1],                [::1],              true",
    })
    void aNameIsAHostOrAWildcard(String name, String host, boolean holds) {
        assertThat(matches(
                        new Condition.Name(new Sample.Host(), List.of("other.test", name, "*.other.test")),
                        TextSubject.request().with(Part.HOST, host)))
                .isEqualTo(holds);
    }

    @Test
    void withoutAHostNoNameHolds() {
        assertThat(matches(new Condition.Name(new Sample.Host(), List.of("*.example")), TextSubject.request()))
                .isFalse();
    }

    @Test
    void eachLineOfAHeaderIsLookedAt() {
        Subject request = TextSubject.request()
                .header("X-Environment", "beta")
                .header("x-env", "")
                .header("X-ENV", "beta");

        assertThat(matches(header("X-Env", "beta"), request)).isTrue();
        assertThat(matches(header("X-Env", "Beta"), request)).isFalse();
        assertThat(matches(header("X-Env", ""), request)).isTrue();
        assertThat(matches(header("X-Environment", ""), request)).isFalse();
        assertThat(matches(new Condition.Present(new Sample.Header("X-Env")), request))
                .isTrue();
        assertThat(matches(new Condition.Present(new Sample.Header("X-En")), request))
                .isFalse();
    }

    @ParameterizedTest(name = "{0} has env = {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "env=beta,            beta,  true",
                "a=1&env=beta&b=2,    beta,  true",
                "env=alpha&env=beta,  beta,  true",
                "xenv=beta,           beta,  false",
                "envx=beta,           beta,  false",
                "env=betax,           beta,  false",
                "env,                 '',    true",
                "env=,                '',    true",
                "a&env,               '',    true",
                "env=a=b,             a=b,   true",
                "env;env=beta,        beta,  false",
                "&&=&env=beta,        beta,  true",
                "'',                  '',    false",
                "-,                   '',    false",
            })
    void eachParameterOfTheQueryIsLookedAt(String query, String value, boolean holds) {
        TextSubject request = TextSubject.request();
        if (query != null) {
            request.with(Part.QUERY, query);
        }

        assertThat(matches(
                        new Condition.Text(new Sample.QueryParameter("env"), Comparison.EXACT, List.of(value), false),
                        request))
                .isEqualTo(holds);
    }

    @ParameterizedTest(name = "{1} is in {0}: {2}")
    @CsvSource({
        "10.0.0.0/8,      10.255.1.2,   true",
        "10.0.0.0/8,      11.0.0.0,     false",
        "192.168.4.0/22,  192.168.7.1,  true",
        "192.168.4.0/22,  192.168.8.1,  false",
        "0.0.0.0/0,       1.2.3.4,      true",
        "0.0.0.0/0,       ::1,          false",
        "1.2.3.4/32,      1.2.3.4,      true",
        "1.2.3.4/32,      1.2.3.5,      false",
        "128.0.0.0/1,     127.0.0.1,    false",
        "128.0.0.0/1,     255.0.0.1,    true",
        "fd00::/8,        fd12::1,      true",
        "fd00::/8,        fc00::1,      false",
        "2001:db8::/33,   2001:db8:7fff::, true",
        "2001:db8::/33,   2001:db8:8000::, false",
    })
    void aSourceIsOneOfANetwork(String network, String address, boolean holds) throws UnknownHostException {
        String[] parts = network.split("/", -1);
        Condition condition = new Condition.Source(List.of(
                new Network(InetAddress.getByName("203.0.113.7"), 32),
                new Network(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]))));
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        int[] from = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            from[i] = bytes[i];
        }

        assertThat(matches(condition, TextSubject.request().from(from))).isEqualTo(holds);
    }

    @Test
    void conditionsAreJoined() {
        Subject request = TextSubject.request();

        assertThat(matches(ALWAYS, request)).isTrue();
        assertThat(matches(NEVER, request)).isFalse();
        assertThat(matches(new Condition.Not(NEVER), request)).isTrue();
        assertThat(matches(new Condition.All(List.of(ALWAYS, NEVER)), request)).isFalse();
        assertThat(matches(new Condition.Any(List.of(NEVER, ALWAYS)), request)).isTrue();
        assertThat(matches(new Condition.All(List.of(ALWAYS, new Condition.Not(NEVER))), request))
                .isTrue();
    }

    @Test
    void anExpressionThatIsNoneIsRefusedWithItsReason() {
        assertThatThrownBy(() ->
                        Matcher.of(new Condition.Text(new Sample.Path(), Comparison.REGEX, List.of("^/a(b"), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing closing )");
    }

    /** With backtracking this takes longer than anybody would wait. */
    @Test
    void noTextHoldsAnExpressionUp() {
        Condition condition = new Condition.Text(
                new Sample.Path(), Comparison.REGEX, List.of("^(a|a|aa)+$", "^(.*?,){11}P", "(x+x+)+y"), false);
        Subject request = TextSubject.request().with(Part.PATH, "a".repeat(2000) + "x".repeat(2000));

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(matches(condition, request)).isFalse());
    }

    private static Condition header(String name, String value) {
        return new Condition.Text(new Sample.Header(name), Comparison.EXACT, List.of(value), false);
    }

    private static boolean matches(Condition condition, Subject subject) {
        return Matcher.of(condition).matches(subject);
    }
}
