package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import lb.proxy.settings.Http2Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloodGuardTest {
    /** Near the end of the clock, which may begin anywhere. */
    private static final long START = Long.valueOf(Long.MAX_VALUE - 5);

    private final FloodGuard guard = new FloodGuard(Http2Limits.STANDARD, START);

    private int until(FloodGuard.Kind kind, long now) {
        for (int count = 0; count < 1_000_000; count++) {
            if (guard.count(kind, now) != null) {
                return count;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @EnumSource(FloodGuard.Kind.class)
    void soManyAtOnceAreTooMany(FloodGuard.Kind kind) {
        int expected = switch (kind) {
            case RESET, EMPTY_DATA -> 1_000;
            case SETTINGS -> 100;
            case PING, PRIORITY, WINDOW_UPDATE, UNKNOWN, LATE -> 10_000;
        };
        assertThat(until(kind, START)).isEqualTo(expected);
        Violation flood = guard.count(kind, START);
        assertThat(flood.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(flood.scope()).isEqualTo(Violation.Scope.CONNECTION);
    }

    @Test
    void soManyInTheirTimeAreNot() {
        long now = START;
        for (int count = 0; count < 10_000; count++) {
            now += TimeUnit.MILLISECONDS.toNanos(30);
            assertThat(guard.count(FloodGuard.Kind.RESET, now)).isNull();
        }
        // All that was saved is what may come at once.
        assertThat(until(FloodGuard.Kind.RESET, now + TimeUnit.HOURS.toNanos(1)))
                .isEqualTo(1_000);
    }

    @Test
    void eachKindHasItsOwnRate() {
        until(FloodGuard.Kind.PING, START);
        assertThat(guard.count(FloodGuard.Kind.RESET, START)).isNull();
    }

    @Test
    void dataThatIsSentAllowsUpdates() {
        for (int frame = 0; frame < 10_000; frame++) {
            guard.dataSent();
            for (int update = 0; update < 10; update++) {
                assertThat(guard.count(FloodGuard.Kind.WINDOW_UPDATE, START)).isNull();
            }
        }
        assertThat(until(FloodGuard.Kind.WINDOW_UPDATE, START)).isBetween(9_000, 10_000);
    }

    @Test
    void settingsAreAcknowledgedInTimeAndOnce() {
        SentSettings settings = new SentSettings(10);
        assertThat(settings.overdue(START)).isNull();
        assertThat(settings.acknowledged(START)).isEqualTo(Violation.ACK_UNASKED);
        settings.sent(START);
        settings.sent(START + 5);
        assertThat(settings.overdue(START + 9)).isNull();
        assertThat(settings.overdue(START + 10)).isEqualTo(Violation.SETTINGS_OVERDUE);
        assertThat(settings.acknowledged(START + 9)).isNull();
        assertThat(settings.overdue(START + 18)).isNull();
        assertThat(settings.overdue(START + 19)).isEqualTo(Violation.SETTINGS_OVERDUE);
        assertThat(settings.acknowledged(START + 19)).isNull();
        assertThat(settings.overdue(START + 100)).isNull();
    }
}
