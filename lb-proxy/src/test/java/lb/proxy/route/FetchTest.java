package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Users;
import lb.proxy.settings.Users.Password;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples of rules, and what is asked of them. What HAProxy 2.6 makes of the same is written in the tables. */
class FetchTest {
    private static final TextSubject REQUEST = TextSubject.request()
            .with(Part.METHOD, "GET")
            .with(Part.TARGET, "http://h/a/b.c?p=1&q&p=2")
            .with(Part.RAW_PATH, "/a/b.c")
            .with(Part.PATH_AND_QUERY, "/a/b.c?p=1&q&p=2")
            .with(Part.QUERY, "p=1&q&p=2")
            .header("X-L", "a, b")
            .header("X-L", "c , d")
            .header("X-Q", "\"a,b\",,c")
            .header("X-E", "")
            .header("X-N", "17")
            .header("X-A", "10.1.2.3")
            .header("Cookie", "c=1; d=2; c=3");

    @ParameterizedTest(name = "the value of {0} in a template is {1}")
    @CsvSource({
        "l split,     d",
        "l line,      'c , d'",
        "q split,     c",
        "e split,     ''",
        "e line,      ''",
        "none split,  ''",
    })
    void theLastValueOfAFieldIsTheOneThatIsTaken(String what, String value) {
        assertThat(text(new Sample.Header("x-" + what.split(" ")[0], what.endsWith("split"))))
                .isEqualTo(value);
    }

    @ParameterizedTest(name = "value {0} is {1}")
    @CsvSource({"1, a", "2, b", "3, c", "4, d", "5, ''", "-1, d", "-4, a", "-5, ''"})
    void valuesAreCountedFromBothSides(int occurrence, String value) {
        assertThat(text(new Sample.HeaderAt("X-l", true, occurrence))).isEqualTo(value);
    }

    @Test
    void emptyValuesCountToo() {
        assertThat(text(new Sample.HeaderCount("x-l", true))).isEqualTo("4");
        assertThat(text(new Sample.HeaderCount("x-l", false))).isEqualTo("2");
        assertThat(text(new Sample.HeaderCount("x-q", true))).isEqualTo("3");
        assertThat(text(new Sample.HeaderCount("x-e", true))).isEqualTo("1");
        assertThat(text(new Sample.HeaderCount("x-none", true))).isEqualTo("0");
    }

    @Test
    void ofAParameterTheFirstAndOfACookieTheLastIsTaken() {
        assertThat(text(new Sample.QueryParameter("p"))).isEqualTo("1");
        assertThat(text(new Sample.Cookie("c"))).isEqualTo("3");
        assertThat(text(new Sample.Cookie("x"))).isEmpty();
    }

    /** As HAProxy 2.6, which does not see an empty cookie at the very end of its line but behind a blank. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "k= | false",
                "a=1;k= | false",
                "a=1; k= | true",
                "k=; k=b | true",
                "k=b; k= | true",
                "k=\"\" | true"
            })
    void anEmptyCookieIsFoundWhereItIsNotTheEnd(String line, boolean found) {
        assertThat(matches(
                        new Condition.Present(new Sample.Cookie("k")),
                        TextSubject.request().header("Cookie", line)))
                .isEqualTo(found);
    }

    @Test
    void whatIsNoTextIsWrittenAsPeopleDo() {
        assertThat(text(new Sample.Source())).isEqualTo("127.0.0.1");
        assertThat(text(new Sample.SourcePort())).isEqualTo("40000");
        assertThat(text(new Sample.DestinationPort())).isEmpty();
        assertThat(text(new Sample.Destination())).isEmpty();
        assertThat(text(new Sample.Length(new Sample.RawPath()))).isEqualTo("6");
        assertThat(text(new Sample.Tls())).isEqualTo("0");
        assertThat(text(new Sample.FrontendName())).isEqualTo("fe");
        assertThat(text(new Sample.ChosenServer())).isEmpty();
        assertThat(text(new Sample.Status())).isEmpty();
    }

    @Test
    void aResponseHasNoneOfTheFieldsOfARequest() {
        TextSubject response =
                TextSubject.request().response(404).header("X-L", "r").header("Set-Cookie", "c=9; Path=/; c=8");
        assertThat(text(new Sample.Header("x-l"), response)).isEmpty();
        assertThat(text(new Sample.Cookie("c"), response)).isEmpty();
        assertThat(text(new Sample.HeaderCount("x-l", true), response)).isEmpty();
        assertThat(text(new Sample.ResponseHeader("x-l", true), response)).isEqualTo("r");
        assertThat(text(new Sample.ResponseHeader("x-l", true))).isEmpty();
        assertThat(text(new Sample.ResponseCookie("c"), response)).isEqualTo("9");
        assertThat(text(new Sample.Status(), response)).isEqualTo("404");
    }

    @ParameterizedTest(name = "{0} {1} in {2}: {3}")
    @CsvSource({
        "DIRECTORY, /a/b.c,     b.c,    true",
        "DIRECTORY, /a/b.c,     /a/,    true",
        "DIRECTORY, /a/b.c,     a/b.c,  true",
        "DIRECTORY, /a/b.c,     b,      false",
        "DIRECTORY, /ab/c,      a,      false",
        "DIRECTORY, /x?a/b,     a,      true",
        "DIRECTORY, aa/a,       a,      true",
        "DOMAIN,    www.a.test, a,      true",
        "DOMAIN,    www.a.test, .a.,    true",
        "DOMAIN,    www.a.test, a.test, true",
        "DOMAIN,    www.ab.test, a,     false",
        "DOMAIN,    a.test:80,  80,     true",
    })
    void wholeWordsAreFoundBetweenDelimiters(Comparison how, String text, String word, boolean found) {
        TextSubject subject = TextSubject.request().with(Part.TARGET, text);
        assertThat(matches(new Condition.Text(new Sample.Url(), how, List.of(word), false), subject))
                .isEqualTo(found);
    }

    @ParameterizedTest(name = "{0} is a number from {1} to {2}: {3}")
    @CsvSource({
        "17,   17,  17,  true",
        "17,   18,  99,  false",
        "-5,   -9,  0,   true",
        "+5,   5,   5,   true",
        "'',   0,   0,   true",
        "one,  0,   0,   true",
        "-,    0,   0,   true",
        "12x,  12,  12,  true",
        "99999999999999999999, 0, 9223372036854775807, false",
    })
    void aTextIsTheNumberThatItBeginsWithAsInHaproxy(String text, long least, long most, boolean matches) {
        TextSubject subject = TextSubject.request().header("X-N", text);
        Condition number = new Condition.Number(new Sample.Header("x-n"), List.of(new Range(least, most)));
        assertThat(matches(number, subject)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0} is in {1}: {2}")
    @CsvSource({
        "10.1.2.3,         10.0.0.0/8,       true",
        "11.1.2.3,         10.0.0.0/8,       false",
        "::ffff:10.1.2.3,  10.0.0.0/8,       true",
        "10.1.2.3,         ::/0,             true",
        "10.1.2.3,         ::ffff:a00:0/104, true",
        "11.1.2.3,         ::ffff:a00:0/104, false",
        "2001:db8::1,      2001:db8::/32,    true",
        "2001:db9::1,      2001:db8::/32,    false",
        "nonsense,         ::/0,             false",
        "10.1.2.3:80,      ::/0,             true",
    })
    void aTextMayBeAnAddress(String text, String network, boolean matches) throws Exception {
        String[] parts = network.split("/");
        InetAddress first = InetAddress.getByName(parts[0]);
        int length = Integer.parseInt(parts[1]);
        // Java makes an IPv4 address of a mapped one.
        Network range = parts[0].startsWith("::ffff")
                ? new Network(128, 0, 0xffff_0a00_0000L, length)
                : new Network(first, length);
        TextSubject subject = TextSubject.request().header("X-A", text);
        Condition address = new Condition.Address(new Sample.Header("x-a"), List.of(range));
        assertThat(matches(address, subject)).isEqualTo(matches);
    }

    @Test
    void whatIsMissingMatchesNothingAndItsOppositeEverything() {
        List<Condition> conditions = List.of(
                new Condition.Text(new Sample.Cookie("no"), Comparison.PREFIX, List.of(""), false),
                new Condition.Present(new Sample.QueryParameter("no")),
                new Condition.Number(new Sample.Status(), List.of(new Range(Long.MIN_VALUE, Long.MAX_VALUE))),
                new Condition.Address(new Sample.Destination(), List.of(new Network(32, 0, 0, 0))),
                new Condition.Text(new Sample.DestinationPort(), Comparison.CONTAINS, List.of(""), false),
                new Condition.Constant(false));
        for (Condition condition : conditions) {
            assertThat(matches(condition, REQUEST)).as("%s", condition).isFalse();
            assertThat(matches(new Condition.Not(condition), REQUEST))
                    .as("not %s", condition)
                    .isTrue();
        }
    }

    @Test
    void whatIsNoTextMayBeHeldAgainstOne() {
        assertThat(matches(
                        new Condition.Text(new Sample.SourcePort(), Comparison.PREFIX, List.of("400"), false), REQUEST))
                .isTrue();
        assertThat(matches(
                        new Condition.Text(new Sample.Source(), Comparison.REGEX, List.of("^127\\."), false), REQUEST))
                .isTrue();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.of(new Condition.Address(new Sample.Status(), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.of(new Condition.Number(new Sample.Source(), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.of(new Condition.Present(new Sample.Length(new Sample.Status()))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.of(new Condition.Present(new Sample.UsableServers("b"))))
                .withMessageContaining("\"b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$1$salt", "$5$salt", "$6$salt", "sa", "$6$rounds=1000$salt"})
    void hashesOfCryptAreHeldAgainstPasswordsOnceEach(String salt) {
        Condition condition = credentials(new Password.Hashed(Crypt.crypt("p:w", salt)));
        for (int i = 0; i < 3; i++) {
            // ann:p:w and ann:px
            assertThat(matches(condition, basic("YW5uOnA6dw=="))).isTrue();
            assertThat(matches(condition, basic("YW5uOnB4"))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "$2y$10$abc", "$y$j9T$x", "$6$rounds=999999999$salt$abc", "$5$salt$short", "$5$abc"})
    void hashesOfOtherKindsAreRefused(String hash) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.of(credentials(new Password.Hashed(hash))))
                .withMessageNotContaining("abc");
    }

    @Test
    void aSecretIsShownByNothing() {
        assertThat(credentials(new Password.Plain("hidden")).toString()).doesNotContain("hidden");
    }

    private static Condition credentials(Password password) {
        return new Condition.Credentials(new Users("u", Map.of("ann", new Users.User(password, Set.of()))), List.of());
    }

    private static TextSubject basic(String credentials) {
        return TextSubject.request().header("Authorization", "bAsic " + credentials);
    }

    private static boolean matches(Condition condition, TextSubject subject) {
        return Matcher.of(condition).matches(subject);
    }

    private static String text(Sample sample) {
        return text(sample, REQUEST);
    }

    private static String text(Sample sample, TextSubject subject) {
        ByteBuf out = Unpooled.buffer();
        Fetch.of(sample, name -> {
                    throw new IllegalStateException(name);
                })
                .append(subject, out);
        return out.toString(ISO_8859_1);
    }
}
