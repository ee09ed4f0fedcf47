package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
    @ParameterizedTest
    @CsvSource({
        "'Max open files            1024                 1048576              files', 1024",
        "'Max open files            unlimited            unlimited            files', 9223372036854775807",
        "'Max open files', 9223372036854775807",
        "'Max open files            99999999999999999999 1 files', 9223372036854775807",
        "'Max processes             63204                63204                processes', 9223372036854775807"
    })
    void theSoftLimitIsRead(String line, long expected) {
        assertThat(Descriptors.limit(List.of("Limit  Soft Limit  Hard Limit  Units", line)))
                .isEqualTo(expected);
    }

    @Test
    void thisProcessHasFewerOpenThanItMayHave() {
        assertThat(Descriptors.open()).isPositive().isLessThan(Descriptors.limit());
    }
}
