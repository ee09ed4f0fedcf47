package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void whatIsShownOfThemIsShort() {
        assertThat(Arguments.shown(List.of("app/web1", "addr", "10.0.0.1", "port", "80")))
                .isEqualTo("app/web1 addr 10.0.0.1 port 80");
        assertThat(Arguments.shown(Collections.nCopies(8_000, "x"))).isEqualTo("x x x x x x …");
        assertThat(Arguments.shown(List.of("app/web1", "y".repeat(16_000)))).hasSizeLessThan(80);
    }
}
