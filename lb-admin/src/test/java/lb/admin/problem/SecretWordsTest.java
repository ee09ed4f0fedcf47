package lb.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "set-header Authorization \"Basic s3cret\" if is_api | set-header Authorization (not shown) if is_api",
                "set-header Authorization Basic s3cret | set-header Authorization (not shown)",
                "set-header X-Api-Key s3cret unless { path /s } | set-header X-Api-Key (not shown) unless { path /s }",
                "set-header X-Proto https | set-header X-Proto https",
                "set-header X-Sent 'Bearer s3cret' | set-header X-Sent (not shown)",
                "set-header Cookie id=s3cret | set-header Cookie (not shown)",
                "return status 200 hdr Set-Cookie 'id=s3 cret' | return status 200 hdr Set-Cookie (not shown)",
                "deny if { req.hdr(authorization) -m str 's } cret' } nox | deny if { req.hdr(authorization) (not shown) } nox",
                "deny if has_token nox | deny if has_token nox",
                "is_x hdr(authorization) s3cret | is_x hdr(authorization) (not shown)",
                "user ann password $5$abc$def groups a,b | user ann password (not shown) groups a,b",
                "user ann $6$abc$def x | user ann (not shown) x",
                "user ann insecure-password 's3 cret | user ann insecure-password (not shown)",
                "stats auth ann:s3cret | stats auth (not shown)",
                "auth realm Private if x | auth realm Private if x",
                "tcp-check send AUTH\\ s3cret | tcp-check send (not shown)",
                "server a 1.2.3.4:80 agent-send s3cret | server a 1.2.3.4:80 agent-send (not shown)",
                "redirect location http://ann:s3cret@host/ | redirect location (not shown)",
                "httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ s3cret | httpchk GET / (not shown)",
                "deny if { cook(id) s3cret } nox | deny if { cook(id) (not shown) } nox",
                "deny if { req.cook_beg(id) s3cret } | deny if { req.cook_beg(id) (not shown) }",
                "a hdr(X-Auth) s3cret | a hdr(X-Auth) (not shown)",
                "set-header X-Access-Key s3cret | set-header X-Access-Key (not shown)",
                "httpchk GET /?key=s3cret | httpchk GET (not shown)",
                "cookie SRV insert indirect | cookie SRV insert indirect",
            })
    void whatIsBehindATellingWordIsNotShown(String line, String shown) {
        assertThat(SecretWords.line(line)).isEqualTo(shown);
        assertThat(SecretWords.line(line)).doesNotContain("s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "check.headers.Authorization",
                "agent.send",
                "check.steps.send",
                "cookie.dynamic-key",
                "auth_pass",
                "secret-access-key",
                "check.headers.Cookie",
                "request-headers.set.Set-Cookie",
                "X-Auth",
                "private-key"
            })
    void aKeyIsKnownByItsName(String name) {
        assertThat(SecretWords.announces(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password-file", "cookie", "auth", "send-proxy", "bind"})
    void otherKeysAreNot(String name) {
        assertThat(SecretWords.announces(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "word 3 \"Basic \"a b\" x(y\": expected: x",
                "\"Basic \"a\\u000ab\" x(y\" is wrong",
                "missing closing ): `x(y`",
                "there is no fetch \"x\"",
                "word 4 \"zz\": there is no ACL \"zz\""
            })
    void aMessageIsWithoutTheWordAndWithoutPartsOfIt(String message) {
        List<String> words = List.of("set-header", "Authorization", "Basic \"a\nb\" x(y", "zz");
        assertThat(SecretWords.of(words).in(message))
                .contains(SecretWords.HIDDEN)
                .doesNotContain("Basic", "x(y", "\"x\"", "zz");
        assertThat(SecretWords.of(words).in("word 2 \"Authorization\": expected: a name"))
                .isEqualTo("word 2 \"Authorization\": expected: a name");
    }

    @Test
    void aLongWordThatIsCutIsFoundToo() {
        String secret = "s3cret".repeat(40);
        List<String> words = List.of("insecure-password", secret);
        assertThat(SecretWords.of(words).in("\"" + secret.substring(0, 60) + "…\" is wrong"))
                .isEqualTo("(not shown) is wrong");
    }

    @Test
    void aLongNameIsKnownByItsBeginningAndItsEnd() {
        String long1 = "x".repeat(1000);
        assertThat(SecretWords.announces("req.hdr(authorization)," + long1)).isTrue();
        assertThat(SecretWords.announces(long1 + ".password")).isTrue();
        assertThat(SecretWords.announces(long1)).isFalse();
        assertThat(SecretWords.text("http://" + long1 + ":s3cret@host/")).isEqualTo("(not shown)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user\": \"a\", \"password\": \"s3 cret\"}",
                "user=a&password=s3 cret",
                "$6$salt$s3cret",
                "/health?token=s3cret"
            })
    void aValueThatLooksLikeOneIsNotShownAtAll(String value) {
        assertThat(SecretWords.text(value)).isEqualTo("(not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "10.0.0.1:80", "http://host:8080/a@b", "/tokens", "[::1]:80"})
    void otherValuesAreShown(String value) {
        assertThat(SecretWords.text(value)).isEqualTo(value);
    }
}
