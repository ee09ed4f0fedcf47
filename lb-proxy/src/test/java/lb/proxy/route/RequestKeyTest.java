package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import lb.proxy.balance.Balancer;
import lb.proxy.balance.KeyHash;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKeyTest {
    private static long key(HashKey from, TextSubject subject) {
        Balance balance = new Balance.Hash(from, HashType.STANDARD);
        return Objects.requireNonNull(RequestKey.of(balance)).of(subject);
    }

    private static long hash(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
        return KeyHash.of(HashType.STANDARD).of(in, 0, in.readableBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c?x=1, false, false, 0, 0, /a/b/c",
        "/a/b/c?x=1, true,  false, 0, 0, /a/b/c?x=1",
        "/a/b/c?x=1, false, false, 4, 0, /a/b",
        "/a/b/c?x=1, false, false, 99, 0, /a/b/c",
        "/a/b/c?x=1, false, false, 0, 1, /a",
        "/a/b/c?x=1, false, false, 0, 2, /a/b",
        "/a/b/c?x=1, false, false, 0, 9, /a/b/c",
        "http://h:80/a?b, false, false, 0, 0, http://h:80/a",
        "http://h:80/a?b, false, true,  0, 0, /a",
        "http://h:80/a?b, true,  true,  0, 0, /a?b",
        "http://h, false, true,  0, 0, ''",
        "*,         false, true,  0, 0, ''",
    })
    void thisPartOfATargetCounts(String target, boolean whole, boolean pathOnly, int length, int depth, String counts) {
        TextSubject request = TextSubject.request().with(Part.TARGET, target);

        assertThat(key(new HashKey.Uri(whole, pathOnly, length, depth), request))
                .isEqualTo(hash(counts));
    }

    @ParameterizedTest
    @CsvSource({
        "user=7,            7",
        "a=1&user=7&b=2,    7",
        "user=&a=1,         ''",
        "auser=1&user=2,    2",
        "User=1,",
        "user,",
        "'',",
        "&&=&,",
    })
    void aParameterIsFoundByItsName(String query, String value) {
        assertThat(key(new HashKey.UrlParameter("user"), TextSubject.request().with(Part.QUERY, query)))
                .isEqualTo(value == null ? Balancer.NO_KEY : hash(value));
    }

    @Test
    void aHeaderCountsUpToAComma() {
        TextSubject request = TextSubject.request()
                .header("A", "1")
                .header("x-user", "me , you")
                .header("X-User", "other");

        assertThat(key(new HashKey.Header("X-User"), request)).isEqualTo(hash("me"));
        assertThat(key(new HashKey.Header("Y"), request)).isEqualTo(Balancer.NO_KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "SID=x,              x",
        "a=b; SID=x; c=d,    x",
        "'a=b;SID = x ;c=d', x",
        "SID=,               ''",
        "SID=a=b,            a=b",
        "sid=x,",
        "XSID=x; SIDX=y,",
        "SID,",
        "' ; ;=;',",
    })
    void aCookieIsFoundByItsName(String field, String value) {
        TextSubject request = TextSubject.request().header("Cookie", "none=1").header("cookie", field);

        assertThat(key(new HashKey.Cookie("SID"), request)).isEqualTo(value == null ? Balancer.NO_KEY : hash(value));
    }

    @Test
    void aClientWithoutAnAddressHasNoKey() {
        assertThat(key(new HashKey.Source(), TextSubject.request().from(192, 0, 2, 1)))
                .isEqualTo(0xC000_0201L);
        assertThat(key(new HashKey.Source(), TextSubject.request().from())).isEqualTo(Balancer.NO_KEY);
    }

    @Test
    void whereNothingIsAskedForThereIsNoKey() {
        assertThat(RequestKey.of(new Balance.RoundRobin())).isNull();
    }
}
