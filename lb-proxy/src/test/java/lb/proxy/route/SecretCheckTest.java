package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.loop.TimeShare;
import lb.proxy.settings.Users.Password;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;

class SecretCheckTest {
    private long now;
    private final ReachedLimit limit = new ReachedLimit(Limit.PASSWORD_HASHES, "", "a quarter");
    private final TimeShare time = new TimeShare(() -> now, limit);
    private final SecretCheck check = SecretCheck.of(new Password.Hashed(Crypt.crypt("right", "$5$salt")));

    @Test
    void aNewPasswordIsTakenForWrongWhileThereIsNoTimeForItsHash() {
        use(10);
        assertThat(accepts("right")).isFalse();
        assertThat(limit.times()).isEqualTo(1);
        now += TimeUnit.MINUTES.toNanos(1);
        assertThat(accepts("right")).isTrue();
    }

    @Test
    void whatIsKnownOfAPasswordTakesNoTime() {
        assertThat(accepts("right")).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThat(accepts("wrong" + i)).isFalse();
        }
        use(10);
        assertThat(accepts("right")).isTrue();
        assertThat(accepts("wrong49")).isFalse();
        assertThat(limit.times()).isZero();
    }

    private boolean accepts(String password) {
        return check.accepts(password.getBytes(UTF_8), time);
    }

    private void use(long seconds) {
        if (time.begin()) {
            now += TimeUnit.SECONDS.toNanos(seconds);
            time.end();
        }
    }
}
