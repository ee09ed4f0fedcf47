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
    private final WrongPairs wrong = new WrongPairs();
    private final Password password = new Password.Hashed(Crypt.crypt("right", "$5$salt"));
    private final SecretCheck check = SecretCheck.of(password, wrong);
    private final SecretCheck decoy = SecretCheck.decoyOf(password, wrong);

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

    @Test
    void nameOfNobodyCostsAHashEachTimeThatAUsersDoes() {
        assertThat(hashes(decoy, "nobody:right")).isEqualTo(1);
        assertThat(hashes(decoy, "nobody:right")).as("the same again").isZero();
        assertThat(hashes(decoy, "nobody else:right")).isEqualTo(1);
        assertThat(hashes(check, "ann:wrong")).isEqualTo(1);
        for (int i = 0; i < 62; i++) {
            assertThat(hashes(i % 2 == 0 ? decoy : check, "x:" + i)).isEqualTo(1);
        }
        assertThat(hashes(decoy, "nobody else:right")).as("still known").isZero();
        assertThat(hashes(check, "ann:wrong")).as("still known").isZero();
        assertThat(hashes(decoy, "one:more") + hashes(decoy, "two:more")).isEqualTo(2);
        assertThat(hashes(decoy, "nobody else:right")).as("forgotten").isEqualTo(1);
        assertThat(hashes(check, "ann:wrong")).as("forgotten").isEqualTo(1);
    }

    @Test
    void decoyAcceptsNothing() {
        assertThat(decoy.accepts("nobody:right".getBytes(UTF_8), 6, null)).isFalse();
        assertThat(decoy.accepts("nobody:right".getBytes(UTF_8), 6, null)).isFalse();
        assertThat(SecretCheck.decoyOf(new Password.Plain("right"), wrong).accepts("a:right".getBytes(UTF_8), 1, null))
                .isFalse();
    }

    /** How often the time for a hash was asked for. */
    private int hashes(SecretCheck asked, String pair) {
        now += TimeUnit.MINUTES.toNanos(1);
        int[] looks = new int[1];
        TimeShare counting = new TimeShare(
                () -> {
                    looks[0]++;
                    return now;
                },
                limit);
        int before = looks[0];
        boolean _ = asked.accepts(pair.getBytes(UTF_8), pair.indexOf(':'), counting);
        // At its beginning and at its end.
        return (looks[0] - before) / 2;
    }

    private boolean accepts(String password) {
        return check.accepts(("ann:" + password).getBytes(UTF_8), 3, time);
    }

    private void use(long seconds) {
        if (time.begin()) {
            now += TimeUnit.SECONDS.toNanos(seconds);
            time.end();
        }
    }
}
