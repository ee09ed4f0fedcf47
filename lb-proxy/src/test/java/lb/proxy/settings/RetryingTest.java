package lb.proxy.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryingTest {
    /** As six retries of HAProxy 2.6 were seen to go: {@code .} to the same server, {@code o} to another one. */
    @ParameterizedTest(name = "option redispatch {0}: {1}, {2}")
    @CsvSource({
        "0, ......, ......",
        "1, oooooo, oooooo",
        "2, .ooooo, oooooo",
        "3, ..oooo, oooooo",
        "5, ....oo, oooooo",
        "7, ......, oooooo",
        "-1, .....o, oooooo",
        "-2, ....oo, oooooo",
        "-3, ...ooo, oooooo",
        "-9, oooooo, oooooo"
    })
    void retriesOfClientsThatBelongToAServerStayAWhile(int redispatch, String bound, String free) {
        Retrying retrying = new Retrying(6, false).withRedispatch(redispatch);
        assertThat(all(retrying, true)).isEqualTo(bound);
        assertThat(all(retrying, false)).isEqualTo(free);
    }

    private static String all(Retrying retrying, boolean bound) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(retry -> retrying.redispatches(retry, bound) ? "o" : ".")
                .collect(Collectors.joining());
    }

    @Test
    void statusesAreReasonsWhenTheyAreNamed() {
        RetryOn on = new RetryOn(false, false, false, false, List.of(404, 503));
        assertThat(on.isFor(503)).isTrue();
        assertThat(on.isFor(200)).isFalse();
        assertThat(on.isForRequests()).isTrue();
        assertThat(RetryOn.CONN_FAILURE.isForRequests()).isFalse();
    }
}
