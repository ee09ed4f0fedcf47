package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "1234, 1.23 kB",
        "9994, 9.99 kB",
        "9999, 10.0 kB",
        "99949, 99.9 kB",
        "99999, 100 kB",
        "999499, 999 kB",
        "999999, 1.00 MB",
        "1940704634, 1.94 GB",
        "9223372036854775807, 9.22 EB"
    })
    void bytesHaveThreeDigits(long bytes, String words) {
        assertThat(Units.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0 s",
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "125, 2 min 5 s",
        "3600, 1 h",
        "7512, 2 h 5 min",
        "86399, 23 h 59 min",
        "86400, 1 d",
        "273840, 3 d 4 h",
        "315360000, 3650 d"
    })
    void timesHaveTheirTwoLargestUnits(long seconds, String words) {
        assertThat(Units.duration(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 999", "-1, -1", "'1000', '1,000'", "1234567, '1,234,567'"})
    void countsHaveTheirDigitsInGroups(long count, String words) {
        assertThat(Units.count(count)).isEqualTo(words);
    }
}
