package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final List<Duration> pauses = new ArrayList<>();
    private final Authentication users = new Authentication(
            "my \"lab\"\r\n",
            Map.of("admin", "sécret:1", "guest", ""),
            Map.of("deploy", "0123456789abcdef", "watch", "fedcba9876543210=="),
            "/stats",
            now::get,
            pauses::add);
    private final LocalAnswerer page =
            users.inFrontOf((_, user) -> LocalResponse.text(200, "text/plain", "the figures for " + user));

    @ParameterizedTest
    @ValueSource(strings = {"admin:sécret:1", "guest:"})
    void aUserSeesThePage(String credentials) {
        assertThat(ask("Basic " + encode(credentials)).body()).startsWith("the figures for ");
        assertThat(ask("bASIC  " + encode(credentials)).body()).startsWith("the figures for ");
    }

    @Test
    void aProgramShowsItsTokenAndIsKnownByItsName() {
        assertThat(ask("Bearer 0123456789abcdef").body()).isEqualTo("the figures for token \"deploy\"");
        assertThat(ask("bEARER  fedcba9876543210==").body()).isEqualTo("the figures for token \"watch\"");
        assertThat(ask("Basic " + encode("admin:sécret:1")).body()).isEqualTo("the figures for user \"admin\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcde",
                "Bearer 0123456789ABCDEF",
                "Bearer 0123456789abcdef, fedcba9876543210==",
                "Bearer deploy:0123456789abcdef",
                "Basic 0123456789abcdef",
                "0123456789abcdef"
            })
    void anotherTokenIsNobodys(String authorization) {
        assertThat(ask(authorization).status()).isEqualTo(401);
    }

    @Test
    void whoeverGuessesTokensWaitsAsLongAsWhoeverGuessesPasswords() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(ask("Bearer guess" + i).status());
            answers.add(ask("Basic " + encode("admin:guess")).status());
        }
        assertThat(answers).containsExactly(401, 401, 401, 401, 401, 401, 429, 429);
        assertThat(ask("Bearer 0123456789abcdef").status()).isEqualTo(429);
    }

    @Test
    void whereThereAreTokensAloneTheyAreAskedFor() {
        Authentication tokens = new Authentication(
                "lab", Map.of(), Map.of("deploy", "0123456789abcdef"), "/stats", now::get, pauses::add);
        LocalAnswerer answerer = tokens.inFrontOf((_, user) -> LocalResponse.text(200, "text/plain", user));
        assertThat(answerer.answer(new LocalRequest("GET", "/stats", List.of(), new InetSocketAddress("127.0.0.1", 1)))
                        .fields())
                .contains(new LocalRequest.Field("WWW-Authenticate", "Bearer realm=\"lab\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "admin",
                "admin:",
                "admin:secret:1",
                "admin:sécret:1 ",
                "Admin:sécret:1",
                "guest",
                ":sécret:1",
                "nobody:",
                "admin\u0000:sécret:1"
            })
    void nobodyElseDoes(String credentials) {
        assertThat(ask("Basic " + encode(credentials)).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Basic", "Basic ", "Basic ====", "Basic \u0000", "Basic YWRtaW4", "Bearer x", "Digest a=b"})
    void whatIsNoBasicAuthenticationIsRefused(String authorization) {
        assertThat(ask(authorization).status()).isEqualTo(401);
    }

    @Test
    void withoutCredentialsTheRealmIsNamedAndNothingIsHeldAgainstTheClient() {
        for (int i = 0; i < 100; i++) {
            LocalResponse response = ask(null);
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.fields())
                    .contains(new LocalRequest.Field(
                            "WWW-Authenticate", "Basic realm=\"my \\\"lab\\\"  \", charset=\"UTF-8\""));
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void eachFailureMakesTheNextAnswerWaitTwiceAsLong() {
        for (int i = 0; i < 8; i++) {
            ask("Basic " + encode("admin:guess"));
            now.addAndGet(pauses.isEmpty() ? 0 : pauses.getLast().toNanos());
        }
        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 8000L);
    }

    @Test
    void guessesAtTheSameTimeAreNotConsideredOnceTheyWouldWaitTooLong() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(ask("Basic " + encode("admin:guess")).status());
        }
        assertThat(answers).containsExactly(401, 401, 401, 401, 401, 401, 429, 429, 429, 429);
        assertThat(ask("Basic " + encode("admin:sécret:1")).status()).isEqualTo(429);
        now.addAndGet(LoginThrottle.LONGEST_NANOS * 2);
        assertThat(ask("Basic " + encode("admin:sécret:1")).status()).isEqualTo(200);
        int pausesBefore = pauses.size();
        assertThat(ask("Basic " + encode("admin:guess")).status()).isEqualTo(401);
        assertThat(pauses).hasSize(pausesBefore);
    }

    @Test
    void anotherAddressIsNotMadeToWait() throws Exception {
        LoginThrottle throttle = new LoginThrottle();
        InetAddress guesser = InetAddress.getByName("10.77.0.1");
        for (int i = 0; i < 20; i++) {
            throttle.attempt(guesser, false, 0);
        }
        assertThat(throttle.attempt(guesser, true, 0)).isEqualTo(LoginThrottle.TOO_SOON);
        assertThat(throttle.attempt(InetAddress.getByName("10.77.0.2"), false, 0))
                .isZero();
        assertThat(throttle.attempt(guesser, true, Duration.ofHours(1).toNanos()))
                .isZero();
    }

    @Test
    void anIpv6NetworkIsOneClient() throws Exception {
        LoginThrottle throttle = new LoginThrottle();
        throttle.attempt(InetAddress.getByName("2001:db8:0:1::1"), false, 0);
        assertThat(throttle.attempt(InetAddress.getByName("2001:db8:0:1::2"), true, 0))
                .isPositive();
        throttle.attempt(InetAddress.getByName("2001:db8:0:1::1"), false, 0);
        assertThat(throttle.attempt(InetAddress.getByName("2001:db8:0:2::1"), true, 0))
                .isZero();
    }

    @Test
    void noMoreThanAThousandAddressesAreRemembered() throws Exception {
        LoginThrottle throttle = new LoginThrottle();
        for (int i = 0; i < 5000; i++) {
            throttle.attempt(InetAddress.getByAddress(new byte[] {10, 77, (byte) (i >> 8), (byte) i}), false, 0);
        }
        assertThat(throttle.size()).isEqualTo(1024);
    }

    @Test
    void clientsOverUnixSocketsAreOne() {
        InetSocketAddress unix = InetSocketAddress.createUnresolved("unix", 1);
        for (int i = 0; i < 3; i++) {
            assertThat(ask("Basic " + encode("admin:guess"), unix).status()).isEqualTo(401);
        }
        assertThat(ask("Basic " + encode("admin:sécret:1"), unix).status()).isEqualTo(200);
        assertThat(pauses).hasSize(3);
    }

    private LocalResponse ask(String authorization) {
        return ask(authorization, new InetSocketAddress("127.0.0.1", 40_000));
    }

    private LocalResponse ask(String authorization, InetSocketAddress client) {
        List<LocalRequest.Field> fields =
                authorization == null ? List.of() : List.of(new LocalRequest.Field("authorization", authorization));
        return page.answer(new LocalRequest("GET", "/stats", fields, client));
    }

    private static String encode(String credentials) {
        return Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
